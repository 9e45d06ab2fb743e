/** A wrong tender is put right, on a real file: the order, both receipts, the drawer and the reports. */
import { cents } from "@crema/shared/domain/kernel/money";
import { receiptOf } from "@crema/shared/domain/receipt/receipt";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Caller } from "../../ports.ts";
import { approved, cashier, codeOf, openTestStore, type TestStore, testProfile, unwrap } from "../../store.test-fixture.ts";

const DAY_MS = 24 * 3_600_000;
let store: TestStore;
let keys = 0;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.dispose());

const correct = (id: string, paymentId: string, changes: object = {}, by: Caller = approved, key = `c-${keys++}`) =>
  store.commands.correctTender(
    id,
    paymentId,
    {
      method: "EXTERNAL_CARD",
      amount_cents: null,
      tip_cents: null,
      tendered_cents: null,
      reference: "4711",
      reason: "it was the card",
      manager_pin: null,
      ...changes,
    },
    key,
    by,
  );
/** In cash, with a tip. */
async function paid(): Promise<{ id: string; paymentId: string }> {
  const { order_id: id } = await store.placed();
  const tender = {
    method: "CASH",
    amount_cents: null,
    tip_cents: cents(50),
    tendered_cents: cents(1000),
    reference: null,
    complete: true,
  } as const;
  const response = JSON.parse(unwrap(await store.commands.tender(id, tender, `t-${keys++}`, cashier)).body);
  return { id, paymentId: response.payment.payment_id };
}
const drawer = (command: Parameters<TestStore["commands"]["drawer"]>[0]) => store.commands.drawer(command, `d-${keys++}`, approved);
async function close(): Promise<void> {
  const expected = (await store.queries.xReport()).drawer?.expected_cents ?? 0;
  unwrap(await drawer({ type: "count", counted_cents: expected }));
  unwrap(await drawer({ type: "close" }));
}
async function handOver(id: string): Promise<void> {
  for (const [from, to] of [
    ["PLACED", "IN_PROGRESS"],
    ["IN_PROGRESS", "READY"],
    ["READY", "COMPLETED"],
  ] as const)
    unwrap(await store.commands.transition(id, { to_status: to, expected_status: from, reason: null }, cashier));
}

test("cash that was the card: one commit, a receipt number for each, and the order stays paid", async () => {
  unwrap(await drawer({ type: "open", float_cents: 10_000 }));
  const { id, paymentId } = await paid();
  expect(store.queries.tendersOf(id)).toMatchObject([{ left_cents: 500, left_tip_cents: 50, is_correctable: true }]);
  const { correction, payment, order } = JSON.parse(unwrap(await correct(id, paymentId)).body);
  expect(correction).toMatchObject({
    kind: "CORRECTION",
    method: "CASH",
    amount_cents: 500,
    tip_cents: 50,
    provider_ref: "A-000002",
    payment_id: paymentId,
  });
  expect(payment).toMatchObject({ method: "EXTERNAL_CARD", amount_cents: 500, tip_cents: 50, provider_ref: "A-000003", reference: "4711" });
  expect(order).toMatchObject({ status: "PLACED", paid_cents: 500, refunded_cents: 0, refund_state: "NONE", balance_cents: 0 });
  expect(store.queries.tendersOf(id).map((tender) => [tender.left_cents, tender.is_correctable])).toEqual([
    [0, false],
    [500, true],
  ]);
  // The cash never lay in the drawer, and X and Z list the correction apart from refunds to guests.
  const { drawer: sums, days } = await store.queries.xReport();
  expect(sums?.expected_cents).toBe(10_000);
  expect(days).toMatchObject([
    { refunds: [], corrections: [{ method: "CASH", count: 1, amount_cents: 500, tip_cents: 50 }], tips_cents: 50 },
  ]);
  const stored = store.queries.order(id)?.order;
  if (!stored) throw new Error("the order is gone");
  const { money, heading } = receiptOf(stored, store.queries.moneyOf(id), testProfile);
  expect(money.map((row) => row.label)).toEqual(["Cash", "incl. tip", "Change", "Card 4711", "incl. tip", "Corrected: Cash", "incl. tip"]);
  expect(heading).toEqual(expect.arrayContaining(["Receipt A-000001", "Correction A-000002", "Receipt A-000003"]));
});

test("gets the same response for the same key, whoever approves it, and is done once", async () => {
  const { id, paymentId } = await paid();
  const [first, second] = (await Promise.all([correct(id, paymentId, {}, approved, "k"), correct(id, paymentId, {}, cashier, "k")])).map(
    unwrap,
  );
  expect([second?.replayed, second?.body === first?.body, store.queries.moneyOf(id).payments.length]).toEqual([true, true, 2]);
  expect(codeOf(await correct(id, paymentId, { amount_cents: cents(1) }, approved, "k"))).toBe("idempotency.key_reused");
});

test("needs a manager, a tender of this order, and something left of it; a refusal uses no number up", async () => {
  const { id, paymentId } = await paid();
  const other = await paid();
  expect(codeOf(await correct(id, paymentId, {}, cashier))).toBe("auth.manager_required");
  expect(codeOf(await correct(id, other.paymentId))).toBe("payment.not_found");
  expect(codeOf(await correct(id, paymentId, { amount_cents: cents(501) }))).toBe("payment.exceeds_balance");
  expect(codeOf(await correct(id, paymentId, { method: "CASH", reference: null, tendered_cents: cents(10) }))).toBe("payment.cash_short");
  unwrap(await correct(id, paymentId));
  expect(codeOf(await correct(id, paymentId))).toBe("payment.not_correctable");
  expect(store.queries.moneyOf(id).payments.at(-1)?.provider_ref).toBe("A-000004");
});

test("a wrong amount: what the right tender does not pay is owed again, and the order waits for it", async () => {
  const { id, paymentId } = await paid();
  const { order } = JSON.parse(unwrap(await correct(id, paymentId, { amount_cents: cents(200), tip_cents: cents(0) })).body);
  expect(order).toMatchObject({ paid_cents: 200, balance_cents: 300 });
});

test("of a partly refunded order corrects what is left, and nothing is owed a second time", async () => {
  const { id, paymentId } = await paid();
  const refund = { payment_id: null, amount_cents: cents(98), tip_cents: cents(0), reason: "cold", request_id: null, manager_pin: null };
  unwrap(await store.commands.refund(id, refund, "r", approved));
  const { correction, payment, order } = JSON.parse(unwrap(await correct(id, paymentId)).body);
  expect([correction.amount_cents, payment.amount_cents]).toEqual([402, 402]);
  expect(order).toMatchObject({ paid_cents: 500, refunded_cents: 98, refund_state: "PARTIAL", balance_cents: 0 });
});

test("after the hand-over as well, and then the order stays paid in full", async () => {
  const { id, paymentId } = await paid();
  await handOver(id);
  expect(codeOf(await correct(id, paymentId, { amount_cents: cents(200) }))).toBe("payment.not_correctable");
  expect(JSON.parse(unwrap(await correct(id, paymentId)).body).order).toMatchObject({ status: "COMPLETED", balance_cents: 0 });
});

test("until the Z that covers it", async () => {
  unwrap(await drawer({ type: "open", float_cents: 0 }));
  const { id, paymentId } = await paid();
  await close();
  expect(store.queries.tendersOf(id)).toMatchObject([{ is_correctable: false }]);
  expect(codeOf(await correct(id, paymentId))).toBe("payment.not_correctable");
});

test("in a store that opens no drawer until its business day ends", async () => {
  const today = await paid();
  unwrap(await correct(today.id, today.paymentId));
  const yesterday = await paid();
  store.clock.advance(DAY_MS);
  expect(codeOf(await correct(yesterday.id, yesterday.paymentId))).toBe("payment.not_correctable");
});

test("on the X a corrected tender is neither a refund of what was handed over nor money of another report", async () => {
  unwrap(await drawer({ type: "open", float_cents: 0 }));
  const { id, paymentId } = await paid();
  await handOver(id);
  const before = (await store.queries.xReport()).reconciliation;
  unwrap(await correct(id, paymentId));
  expect((await store.queries.xReport()).reconciliation).toEqual(before);
  expect(before).toMatchObject({ handed_over_paid_before_cents: 0, refunds_of_sales_cents: 0 });
});

test("a store that closed a drawer once and opens none any more may correct a tender on its own day alone", async () => {
  unwrap(await drawer({ type: "open", float_cents: 0 }));
  await close();
  const { id, paymentId } = await paid();
  expect(store.queries.tendersOf(id)).toMatchObject([{ is_correctable: true }]);
  store.clock.advance(DAY_MS);
  expect(store.queries.tendersOf(id)).toMatchObject([{ is_correctable: false }]);
  expect(codeOf(await correct(id, paymentId))).toBe("payment.not_correctable");
  unwrap(await drawer({ type: "open", float_cents: 500 }));
  // The next Z covers it.
  expect(store.queries.tendersOf(id)).toMatchObject([{ is_correctable: true }]);
});

test("a tip that was taken alone after the hand-over is put right too", async () => {
  const { id } = await paid();
  await handOver(id);
  const alone = {
    method: "CASH",
    amount_cents: cents(0),
    tip_cents: cents(30),
    tendered_cents: null,
    reference: null,
    complete: true,
  } as const;
  const { payment } = JSON.parse(unwrap(await store.commands.tender(id, alone, "tip", cashier)).body);
  expect(store.queries.tendersOf(id).at(-1)).toMatchObject({ left_cents: 0, left_tip_cents: 30, is_correctable: true });
  const { correction, payment: right } = JSON.parse(unwrap(await correct(id, payment.payment_id)).body);
  expect(correction).toMatchObject({ kind: "CORRECTION", method: "CASH", amount_cents: 0, tip_cents: 30 });
  expect(right).toMatchObject({ method: "EXTERNAL_CARD", amount_cents: 0, tip_cents: 30 });
  expect(codeOf(await correct(id, payment.payment_id))).toBe("payment.not_correctable");
  expect((await store.queries.xReport()).days[0]).toMatchObject({ tips_cents: 80 });
});

test("after a line was refunded and in rounded cash, sale, tax, rounding and drawer are as if the right tender had come first", async () => {
  await store.dispose();
  store = await openTestStore({ profile: { ...testProfile, settings: { ...testProfile.settings, cash_rounding_cents: cents(7) } } });
  unwrap(await drawer({ type: "open", float_cents: 10_000 }));
  const { id, paymentId } = await paid();
  await handOver(id);
  const line = store.queries.order(id)?.order.lines[0]?.line_id ?? "";
  const lines = [{ line_id: line, qty: 1 }];
  const asked = { payment_id: null, amount_cents: null, lines, tip_cents: cents(0), reason: "cold", request_id: null, manager_pin: null };
  unwrap(await store.commands.refund(id, asked, "r-line", approved));
  const before = (await store.queries.xReport()).days[0];
  const { correction, payment, order } = JSON.parse(unwrap(await correct(id, paymentId)).body);
  expect(correction).toMatchObject({ amount_cents: 250, tip_cents: 50 });
  expect(payment).toMatchObject({ method: "EXTERNAL_CARD", amount_cents: 250, tip_cents: 50 });
  expect(order).toMatchObject({ status: "COMPLETED", balance_cents: 0, paid_cents: 500 });
  const { days, drawer: cash } = await store.queries.xReport();
  expect(days[0]).toMatchObject({
    sales_cents: before?.sales_cents,
    tips_cents: 50,
    refund_taxes: before?.refund_taxes,
    refunded_tax_cents: before?.refunded_tax_cents,
    // What was refunded in cash stays as it was; nothing else of the wrong cash is left.
    rounding_cents: 0,
  });
  expect(cash?.expected_cents).toBe(10_000);
});
