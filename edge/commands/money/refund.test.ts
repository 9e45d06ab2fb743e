/** Discounts and refunds on a real file, receipt numbers under refusals and a full disk. */
import { cents } from "@crema/shared/domain/kernel/money";
import type { Refund } from "@crema/shared/domain/payment/payment";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Caller } from "../../ports.ts";
import { approved, cashier, codeOf, openTestStore, type TestStore, unwrap } from "../../store.test-fixture.ts";

let store: TestStore;
let keys = 0;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.dispose());

const tender = (id: string, changes: object = {}) =>
  store.commands.tender(
    id,
    { method: "CASH", amount_cents: null, tip_cents: cents(0), tendered_cents: null, reference: null, complete: true, ...changes },
    `t-${keys++}`,
    cashier,
  );
const refund = (id: string, changes: object = {}, by: Caller = approved, key = `r-${keys++}`) =>
  store.commands.refund(
    id,
    { payment_id: null, amount_cents: null, tip_cents: cents(0), reason: "cold", request_id: null, manager_pin: null, ...changes },
    key,
    by,
  );
const refundsIn = (body: string) => (JSON.parse(body) as { refunds: Refund[] }).refunds;
async function paid(changes: object = {}): Promise<string> {
  const { order_id } = await store.placed();
  unwrap(await tender(order_id, changes));
  return order_id;
}
async function started(): Promise<string> {
  const id = await paid();
  unwrap(await store.commands.transition(id, { to_status: "IN_PROGRESS", expected_status: "PLACED", reason: null }, cashier));
  return id;
}
async function made(id: string): Promise<void> {
  unwrap(await store.commands.transition(id, { to_status: "IN_PROGRESS", expected_status: "PLACED", reason: null }, cashier));
  unwrap(await store.commands.transition(id, { to_status: "READY", expected_status: "IN_PROGRESS", reason: null }, cashier));
}
const receipts = () =>
  (
    store.db
      .prepare("SELECT provider_ref FROM payments UNION ALL SELECT provider_ref FROM refunds ORDER BY provider_ref")
      .pluck()
      .all() as string[]
  ).map((ref) => Number(ref.slice(2)));
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

describe("a refund", () => {
  test("returns part, then the rest, and the status of an order that is being made does not move", async () => {
    const id = await started();
    const part = unwrap(await refund(id, { amount_cents: cents(200) }));
    expect(JSON.parse(part.body)).toMatchObject({
      refunds: [{ amount_cents: 200, reason: "cold", actor: { id: "mia" }, provider_ref: "A-000002", business_day: "2026-05-04" }],
      order: { status: "IN_PROGRESS", refund_state: "PARTIAL", refunded_cents: 200, balance_cents: 0 },
    });
    unwrap(await refund(id));
    expect(store.queries.order(id)?.order).toMatchObject({ status: "IN_PROGRESS", refund_state: "FULL", refunded_cents: 500 });
    expect(codeOf(await refund(id))).toBe("refund.exceeds_captured");
  });

  test("[M4] by line takes back pieces with their tax, and is on disk as it was said; a piece too many is refused", async () => {
    const id = await started();
    const line = store.queries.order(id)?.order.lines[0];
    if (!line) throw new Error("an order has a line");
    const lines = [{ line_id: line.line_id, qty: line.qty }];
    const [said] = refundsIn(unwrap(await refund(id, { lines })).body);
    expect(said).toMatchObject({
      amount_cents: line.line_total_cents,
      lines: [{ ...lines[0], amount_cents: line.line_total_cents, tax_cents: line.tax_cents }],
    });
    expect(store.tables.money.refundsOf(id)).toEqual([said]);
    expect(codeOf(await refund(id, { lines }))).toBe("refund.line_exceeded");
    expect(codeOf(await refund(id, { lines: [{ line_id: id, qty: 1 }] }))).toBe("refund.line_unknown");
  });

  test("of all of an order that nobody has started is its cancellation: it leaves the bar, and nothing more is owed or offered", async () => {
    const id = await paid({ tip_cents: cents(100) });
    unwrap(await refund(id, { amount_cents: cents(200) }));
    expect(store.queries.order(id)?.order.status).toBe("PLACED");
    const { order, refunds } = JSON.parse(unwrap(await refund(id)).body);
    expect(order).toMatchObject({
      status: "CANCELLED",
      cancel_cause: "STAFF",
      cancel_reason: "cold",
      refund_state: "FULL",
      allowed_actions: [],
    });
    expect(refunds).toMatchObject([{ amount_cents: 300, tip_cents: 100, provider_ref: "A-000003" }]);
    expect(store.queries.queue(null).orders).toEqual([]);
    expect(receipts()).toEqual(upTo(3));
  });

  test("before the hand-over does not keep the order from being handed over, and no second tender is asked for", async () => {
    const id = await started();
    unwrap(await refund(id, { amount_cents: cents(98) }));
    const step = (from: "IN_PROGRESS" | "READY", to: "READY" | "COMPLETED") =>
      store.commands.transition(id, { to_status: to, expected_status: from, reason: null }, cashier);
    unwrap(await step("IN_PROGRESS", "READY"));
    expect(codeOf(await tender(id))).toBe("payment.nothing_due");
    expect(unwrap(await step("READY", "COMPLETED"))).toMatchObject({ status: "COMPLETED", paid_cents: 500, refunded_cents: 98 });
  });

  test("of all of a completed order leaves it with nothing owed", async () => {
    const { order_id } = await store.placed();
    await made(order_id);
    unwrap(await tender(order_id));
    expect(JSON.parse(unwrap(await refund(order_id)).body)).toMatchObject({ order: { status: "COMPLETED", balance_cents: 0 } });
  });

  test("of a completed order leaves it completed", async () => {
    const { order_id } = await store.placed();
    await made(order_id);
    unwrap(await tender(order_id));
    unwrap(await refund(order_id));
    expect(store.queries.order(order_id)?.order).toMatchObject({ status: "COMPLETED", refund_state: "FULL" });
  });

  test("[M4] two at once: the second sees the first, and is refused", async () => {
    const id = await paid();
    const both = await Promise.all([refund(id), refund(id)]);
    expect(both.map(codeOf)).toEqual(["ok", "refund.exceeds_captured"]);
  });

  test("[M4] a cancel and a refund at once refund the money once", async () => {
    const id = await paid({ tip_cents: cents(100) });
    const wish = { reason: "spilled", expected_status: null, no_show: false, manager_pin: null };
    await Promise.all([refund(id), store.commands.cancel(id, wish, approved), refund(id)]);
    const { refunds } = store.queries.moneyOf(id);
    expect(refunds.reduce((sum, each) => sum + each.amount_cents, 0)).toBe(500);
    expect(refunds.reduce((sum, each) => sum + each.tip_cents, 0)).toBe(100);
  });

  test("the same key and body gets the same response, and the money is refunded once", async () => {
    const id = await paid();
    const [first, second] = (await Promise.all([refund(id, {}, approved, "k"), refund(id, {}, cashier, "k")])).map(unwrap);
    expect([second?.replayed, second?.body === first?.body, store.queries.moneyOf(id).refunds.length]).toEqual([true, true, 1]);
    expect(codeOf(await refund(id, { amount_cents: cents(1) }, approved, "k"))).toBe("idempotency.key_reused");
  });

  test("tip and sale are each refunded up to what was taken of it", async () => {
    const id = await paid({ tip_cents: cents(100) });
    expect(codeOf(await refund(id, { amount_cents: cents(501) }))).toBe("refund.exceeds_captured");
    expect(codeOf(await refund(id, { amount_cents: cents(0), tip_cents: cents(101) }))).toBe("refund.exceeds_captured");
    expect(codeOf(await refund(id, { amount_cents: cents(0) }))).toBe("refund.exceeds_captured");
    unwrap(await refund(id, { amount_cents: cents(0), tip_cents: cents(100) }));
    unwrap(await refund(id));
  });

  test("[M4] never exceeds what was captured, under any schedule of refunds at once and one after the other", async () => {
    const part = fc.record({ amount: fc.integer({ min: 0, max: 600 }), tip: fc.integer({ min: 0, max: 120 }), whole: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 240 }), { minLength: 1, maxLength: 2 }),
        fc.array(fc.array(part, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
        async (tenders, rounds) => {
          const { order_id } = await store.placed();
          for (const amount of tenders) unwrap(await tender(order_id, { amount_cents: cents(amount), tip_cents: cents(60) }));
          for (const round of rounds) {
            const asked = round.map(({ amount, tip, whole }) => ({ amount_cents: whole ? null : cents(amount), tip_cents: cents(tip) }));
            await Promise.all(asked.map((changes) => refund(order_id, changes)));
          }
          const { payments, refunds } = store.queries.moneyOf(order_id);
          for (const payment of payments) {
            const own = refunds.filter((each) => each.payment_id === payment.payment_id);
            expect(own.reduce((sum, each) => sum + each.amount_cents, 0)).toBeLessThanOrEqual(payment.amount_cents);
            expect(own.reduce((sum, each) => sum + each.tip_cents, 0)).toBeLessThanOrEqual(payment.tip_cents);
          }
          const order = store.queries.order(order_id)?.order;
          expect(order?.refunded_cents).toBe(refunds.reduce((sum, each) => sum + each.amount_cents, 0));
        },
      ),
      { numRuns: process.env.CREMA_LONG ? 1_000 : 60 },
    );
    expect(receipts()).toEqual(upTo(receipts().length));
  });
});

describe("receipt numbers", () => {
  test("are one run over tenders and refunds, without gaps or repeats, whatever is refused in between", async () => {
    const id = await paid();
    await Promise.all([
      tender(id),
      refund(id, {}, cashier),
      refund(id, { amount_cents: cents(100) }),
      refund(id, { amount_cents: cents(600) }),
      refund(id, { amount_cents: cents(50) }),
    ]);
    expect(receipts()).toEqual(upTo(3));
  });

  test("survive a full disk without a gap: what was refused took none", async () => {
    const ids = await Promise.all(Array.from({ length: 40 }, async () => (await store.placed()).order_id));
    const pages = store.db.pragma("page_count", { simple: true }) as number;
    store.db.pragma(`max_page_count = ${pages + 6}`);
    const codes = new Set<string>();
    let taken = 0;
    for (const id of ids) {
      const done = [await tender(id), await refund(id, { amount_cents: cents(100) })];
      for (const result of done) codes.add(codeOf(result));
      taken += done.filter((result) => result.ok).length;
    }
    expect(codes).toContain("storage.full");
    expect(receipts()).toEqual(upTo(taken));
    store.db.pragma(`max_page_count = ${pages + 10_000}`);
    unwrap(await tender(ids.at(-1) ?? ""));
    expect(receipts()).toEqual(upTo(taken + 1));
  });

  test("a refund's response names each capture that it touched, the oldest first", async () => {
    const { order_id } = await store.placed();
    unwrap(await tender(order_id, { amount_cents: cents(300) }));
    unwrap(await tender(order_id, { method: "EXTERNAL_CARD", reference: "7" }));
    const body = unwrap(await refund(order_id, { amount_cents: cents(400) })).body;
    expect(refundsIn(body)).toMatchObject([
      { method: "CASH", amount_cents: 300 },
      { method: "EXTERNAL_CARD", amount_cents: 100 },
    ]);
  });
});

describe("a discount", () => {
  const discount = (id: string, total: number, changes: object = {}, by: Caller = approved) =>
    store.commands.discount(
      id,
      {
        discount: { kind: "PERCENT", rate_ppm: 100_000 },
        reason: "waited long",
        expected_total_cents: cents(total),
        manager_pin: null,
        ...changes,
      },
      by,
    );

  test("changes header, lines and event alike, and is what the order is paid by", async () => {
    const { order_id } = await store.placed();
    const discounted = unwrap(await discount(order_id, 500));
    expect(discounted).toMatchObject({ subtotal_cents: 500, discount_cents: 50, total_cents: 450 });
    expect(store.queries.order(order_id)?.order).toEqual(discounted);
    expect(discounted.lines.reduce((sum, line) => sum + line.line_total_cents, 0)).toBe(450);
    expect(codeOf(await discount(order_id, 500))).toBe("order.price_changed");
    expect(JSON.parse(unwrap(await tender(order_id)).body)).toMatchObject({ payment: { amount_cents: 450 }, balance_cents: 0 });
    expect(codeOf(await discount(order_id, 450))).toBe("discount.after_tender");
  });

  test("of two at once on what both saw, one is taken off", async () => {
    const { order_id } = await store.placed();
    const both = await Promise.all([discount(order_id, 500), discount(order_id, 500)]);
    expect(both.map(codeOf)).toEqual(["ok", "order.price_changed"]);
  });

  test("needs a manager, and fits the order", async () => {
    const { order_id } = await store.placed();
    expect(codeOf(await discount(order_id, 500, {}, cashier))).toBe("auth.manager_required");
    expect(codeOf(await discount(order_id, 500, { discount: { kind: "AMOUNT", amount_cents: 501 } }))).toBe("discount.out_of_range");
    expect(codeOf(await discount(order_id, 500, { discount: { kind: "PERCENT", rate_ppm: 1 } }))).toBe("discount.out_of_range");
    expect(unwrap(await discount(order_id, 500, { discount: { kind: "AMOUNT", amount_cents: 500 } })).total_cents).toBe(0);
  });
});
