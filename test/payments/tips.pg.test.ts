/** A tip that is paid online with its order: charged, held, captured, released and refunded with it, and apart from it in all books. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeOf, espressos, guestBy, must } from "@crema/cloud/cloud-node.test-fixture";
import { booksOf } from "@crema/cloud/reports/books/books";
import { storeDay } from "@crema/cloud/reports/store-days";
import { declined, step } from "@crema/cloud/store-events.test-fixture";
import { businessDay } from "@crema/shared/domain/kernel/business-day";
import { cents } from "@crema/shared/domain/kernel/money";
import type { PlaceOrderRequest } from "@crema/shared/domain/order/order-request";
import { systemTimers } from "@crema/shared/server/system";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fuzzRuns } from "../fuzz/runs.ts";
import { headquarters, OnlineStore } from "./online-store.ts";
import { type Paid, PaymentRig } from "./payment-rig.ts";

const dir = mkdtempSync(join(tmpdir(), "crema-tips-"));
const TIP = { tip_cents: cents(75) };
let rig: PaymentRig;
let store: OnlineStore;
beforeAll(async () => {
  rig = await PaymentRig.open(dir);
});
afterAll(async () => {
  await rig.close();
  rmSync(dir, { recursive: true });
});
beforeEach(async () => {
  rig.sandbox.control.clearPlans();
  rig.line.setMode("up");
  store = new OnlineStore(rig, await rig.store());
});

const today = () => businessDay(rig.node.time.ms, "Europe/Berlin", 4);
async function books() {
  const { database, clock } = rig.node;
  const found = await booksOf({ pool: database.pool, provider: rig.provider, clock, timers: systemTimers }, store.box.storeId, today());
  return must(found);
}
const give = ({ order_id }: Paid, asked: { amount_cents: number | null; tip_cents?: number }, key: string) =>
  rig.node.commands.refund(
    order_id,
    {
      amount_cents: asked.amount_cents === null ? null : cents(asked.amount_cents),
      ...(asked.tip_cents !== undefined && { tip_cents: cents(asked.tip_cents) }),
      reason: "cold",
      without_cancelling: true,
    },
    key,
    headquarters,
  );
const handedOver = async ({ order_id }: Paid) => {
  const { box } = store;
  must(await box.send(step(box, order_id, "order.started", 3, "PAID"), step(box, order_id, "order.readied", 4, "IN_PROGRESS")));
  must(await box.send(step(box, order_id, "order.completed", 5, "READY")));
};

test("[M8] the card is charged with order and tip, and the payment says each for itself", async () => {
  const order = await store.paid(undefined, TIP);
  expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 575, refunded_cents: 0 });
  expect(await rig.order(order.order_id)).toMatchObject({ status: "PAID", total_cents: 500, paid_cents: 500, tip_cents: 75 });
  expect((await rig.money(order.order_id)).payment).toMatchObject({ status: "CAPTURED", amount_cents: 500, tip_cents: 75 });
  expect(must(await storeDay(rig.node.database.pool, store.box.storeId, today()))).toMatchObject({
    tenders: [{ method: "ONLINE", amount_cents: 500, tip_cents: 75 }],
  });
  await handedOver(order);
  expect(await books()).toMatchObject({ differences: [], verdict: "EQUAL" });
});

test("a store that declines releases the hold of all of it", async () => {
  const order = await store.authorized(undefined, TIP);
  expect(rig.books(order.intent_id).held_cents).toBe(575);
  must(await store.box.send(declined(store.box, await rig.order(order.order_id))));
  await rig.settle();
  expect(rig.books(order.intent_id)).toMatchObject({ held_cents: 0, captured_cents: 0 });
  expect((await books()).differences).toEqual([]);
});

test("[M3] a cancelled order gives sale and tip back in one refund, also where its response is lost", async () => {
  const order = await store.paid(undefined, TIP);
  rig.sandbox.control.planCall({ operation: "refunds.create", outcome: "cut_after", times: 2 });
  await store.spoiled(order);
  for (let i = 0; i < 4; i += 1) await rig.later(5);
  expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 575, refunded_cents: 575 });
  expect((await rig.money(order.order_id)).refunds).toMatchObject([{ status: "SUCCEEDED", amount_cents: 500, tip_cents: 75 }]);
  expect((await books()).differences).toEqual([]);
});

test.each(["cut_after", "bad_gateway_after", "error_500_before"] as const)(
  "[M1] a capture with a tip whose response is lost (%s): once",
  async (outcome) => {
    const order = await store.authorized(undefined, TIP);
    rig.sandbox.control.planCall({ operation: "payment_intents.capture", outcome, times: 1 });
    await store.accept(order);
    for (let i = 0; i < 6; i += 1) await rig.later(5);
    expect(await rig.order(order.order_id)).toMatchObject({ status: "PAID", paid_cents: 500 });
    expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 575, refunded_cents: 0 });
  },
);

test("[M4] headquarters refunds the sale and the tip each for itself, and never more of either than is left", async () => {
  const order = await store.paid(undefined, TIP);
  await handedOver(order);
  expect(codeOf(await give(order, { amount_cents: 0, tip_cents: 76 }, "a"))).toBe("refund.exceeds_captured");
  expect(codeOf(await give(order, { amount_cents: 501 }, "b"))).toBe("refund.exceeds_captured");
  expect(codeOf(await give(order, { amount_cents: 0 }, "c"))).toBe("refund.exceeds_captured");
  expect(must(await give(order, { amount_cents: 0, tip_cents: 50 }, "d")).refund).toMatchObject({ amount_cents: 0, tip_cents: 50 });
  expect(codeOf(await give(order, { amount_cents: 0, tip_cents: 25 }, "d"))).toBe("idempotency.key_reused");
  await rig.settle();
  expect(must(await give(order, { amount_cents: 0, tip_cents: 50 }, "d")).refund).toMatchObject({ status: "SUCCEEDED" });
  expect(rig.books(order.intent_id).refunded_cents).toBe(50);
  must(await give(order, { amount_cents: null, tip_cents: 25 }, "e"));
  await rig.settle();
  expect(rig.books(order.intent_id).refunded_cents).toBe(575);
  expect(await rig.order(order.order_id)).toMatchObject({ refunded_cents: 500, refund_state: "FULL" });
  expect(must(await storeDay(rig.node.database.pool, store.box.storeId, today()))).toMatchObject({
    refunds: [{ method: "ONLINE", amount_cents: 500, tip_cents: 75 }],
    tips_cents: 0,
  });
  expect((await books()).differences).toEqual([]);
});

test("[M4] a store asks for the tip back; more of it than is left is refused, and a person is told", async () => {
  const order = await store.paid(undefined, TIP);
  await store.asksRefund(order, 0, { tip_cents: 75 });
  expect(rig.books(order.intent_id).refunded_cents).toBe(75);
  await store.asksRefund(order, 0, { tip_cents: 1 });
  expect(rig.books(order.intent_id).refunded_cents).toBe(75);
  expect(await rig.exceptions(order.order_id)).toEqual(["refund.refused"]);
  expect(await rig.order(order.order_id)).toMatchObject({ paid_cents: 500, refunded_cents: 0 });
});

test("a refund in the provider's dashboard takes the sale first, then the tip", async () => {
  const order = await store.paid(undefined, TIP);
  await rig.stripe.refunds.create({ payment_intent: order.intent_id, amount: 520 });
  await rig.deliver();
  await rig.settle();
  expect((await rig.money(order.order_id)).refunds).toMatchObject([{ amount_cents: 500, tip_cents: 20 }]);
  must(await give(order, { amount_cents: 0, tip_cents: 55 }, "rest"));
  await rig.settle();
  expect(rig.books(order.intent_id).refunded_cents).toBe(575);
  expect((await books()).differences).toEqual([]);
});

test("[M8] an intent that holds the order alone, without its tip, is not the order's money", async () => {
  const order = await store.place(TIP);
  await rig.stripe.paymentIntents.update(order.intent_id, { amount: 500 });
  await rig.pay(order);
  await rig.deliver();
  await rig.settle();
  expect(await rig.order(order.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "CAPTURE_FAILED" });
  expect(await rig.exceptions(order.order_id)).toEqual(["payment.amount_mismatch"]);
  expect(rig.books(order.intent_id)).toMatchObject({ held_cents: 0, captured_cents: 0 });
});

describe("what is refused before there is an order", () => {
  const placing = async (changes: Partial<PlaceOrderRequest>) => {
    const request = espressos(store.box.storeId, { payment_method: "ONLINE", ...changes });
    return codeOf(await rig.node.commands.place(request, `a guest's key ${JSON.stringify(changes)}`, guestBy));
  };

  test.each([
    ["twice the total is possible", { tip_cents: cents(1000) }, "ok"],
    ["a cent more is not", { tip_cents: cents(1001) }, "payment.tip_too_large"],
    ["a slip of the finger", { tip_cents: cents(1_000_000_000) }, "payment.tip_too_large"],
    ["an order that is paid at the store", { payment_method: "AT_STORE", ...TIP }, "payment.tip_not_online"],
    ["none is like nothing", { payment_method: "AT_STORE", tip_cents: cents(0) }, "ok"],
  ] as const)("%s", async (_what, changes, code) => {
    expect(await placing(changes)).toBe(code);
  });

  test("[L8] a box of version 5 hears of no tip that it would leave out: the order is refused, and taken without it", async () => {
    must(await store.box.deliver({ ...store.box.batch(), protocol_version: 5 }));
    expect(await placing(TIP)).toBe("payment.tip_unavailable");
    expect(await placing({})).toBe("ok");
  });

  test("the same key with another tip is another order", async () => {
    const first = espressos(store.box.storeId, { payment_method: "ONLINE", ...TIP });
    const key = "a guest's key with a tip";
    const placed = must(await rig.node.commands.place(first, key, guestBy));
    expect(must(await rig.node.commands.place(first, key, guestBy)).body).toBe(placed.body);
    expect(codeOf(await rig.node.commands.place({ ...first, tip_cents: cents(74) }, key, guestBy))).toBe("idempotency.key_reused");
  });
});

test.each(["JPY", "EUR", "KWD"])("[M4] [M8] whatever is refunded in %s, sale and tip come to what the provider has", async (currency) => {
  const other = new OnlineStore(rig, await rig.store(currency));
  const unit = currency === "KWD" ? 10 : 1;
  const part = fc.integer({ min: 0, max: 60 }).map((n) => n * unit);
  await fc.assert(
    fc.asyncProperty(part, fc.array(fc.tuple(part, part), { maxLength: 3 }), async (tip, wishes) => {
      const order = await other.paid(undefined, { tip_cents: cents(tip) });
      const taken = { sale: 0, tip: 0 };
      for (const [i, [amount, ofTip]] of wishes.entries()) {
        const done = codeOf(await give(order, { amount_cents: amount, tip_cents: ofTip }, `${i}`));
        const fits = amount + ofTip > 0 && taken.tip + ofTip <= tip && taken.sale + amount <= 500;
        expect(done).toBe(fits ? "ok" : "refund.exceeds_captured");
        if (!fits) continue;
        taken.sale += amount;
        taken.tip += ofTip;
      }
      await rig.settle();
      const { payment, refunds } = await rig.money(order.order_id);
      expect([payment.amount_cents, payment.tip_cents]).toEqual([500, tip]);
      const sum = (of: "amount_cents" | "tip_cents") => refunds.reduce((total, refund) => total + refund[of], 0);
      expect([sum("amount_cents"), sum("tip_cents")]).toEqual([taken.sale, taken.tip]);
      expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 500 + tip, refunded_cents: taken.sale + taken.tip });
    }),
    { numRuns: fuzzRuns(4, 40), seed: 11 },
  );
});
