import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeOf, guestBy, must } from "@crema/cloud/cloud-node.test-fixture";
import { endUnansweredCancels } from "@crema/cloud/jobs/unanswered-cancels";
import {
  cancelledForHeadquarters,
  paid as paidAtCounter,
  placedAt,
  posOrder,
  refusedCancel,
  step,
} from "@crema/cloud/store-events.test-fixture";
import { cents } from "@crema/shared/domain/kernel/money";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { headquarters, OnlineStore } from "./online-store.ts";
import { type Paid, PaymentRig } from "./payment-rig.ts";

const dir = mkdtempSync(join(tmpdir(), "crema-refunds-"));
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
  store = new OnlineStore(rig, await rig.store());
});

const give = (order: Paid, amount: number | null, key: string) => store.headquartersRefunds(order, amount, key);

test("headquarters refunds a part, once per key, and never more than is left", async () => {
  const order = await store.paid();
  const first = must(await give(order, 200, "k1"));
  expect(must(await give(order, 200, "k1"))).toEqual(first);
  expect(codeOf(await give(order, 300, "k1"))).toBe("idempotency.key_reused");
  // "All of it" is another wish than the 2.00 that were refunded under this key.
  expect(codeOf(await give(order, null, "k1"))).toBe("idempotency.key_reused");
  expect(codeOf(await give(order, 301, "k2"))).toBe("refund.exceeds_captured");
  await rig.settle();
  expect(await rig.order(order.order_id)).toMatchObject({ status: "PAID", refund_state: "PARTIAL", refunded_cents: 200 });
  expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 500, refunded_cents: 200 });
  const rest = must(await give(order, null, "k3"));
  await rig.settle();
  expect(must(await give(order, null, "k3"))).toMatchObject({
    request_id: rest.request_id,
    refund: { amount_cents: 300, status: "SUCCEEDED" },
  });
  expect(codeOf(await give(order, 300, "k3"))).toBe("idempotency.key_reused");
  expect(rig.books(order.intent_id).refunded_cents).toBe(500);
  expect(codeOf(await give(order, null, "k4"))).toBe("refund.exceeds_captured");
});

test("[M4] two operators at once: one of them, never both", async () => {
  const order = await store.paid();
  const outcomes = await Promise.all([give(order, 300, "a"), give(order, 300, "b")]);
  expect(outcomes.map(codeOf).sort()).toEqual(["ok", "refund.exceeds_captured"]);
  await rig.settle();
  expect(rig.books(order.intent_id).refunded_cents).toBe(300);
});

test("[M4] a store that asked while its line was cut, and headquarters that was quicker: no cent too many, and a person is told", async () => {
  const order = await store.paid();
  must(await give(order, 300, "hq"));
  await rig.settle();
  await store.asksRefund(order, 300);
  expect(rig.books(order.intent_id).refunded_cents).toBe(300);
  expect(await rig.exceptions(order.order_id)).toEqual(["refund.refused"]);
  await store.asksRefund(order, 200);
  expect(rig.books(order.intent_id).refunded_cents).toBe(500);
  expect((await rig.order(order.order_id)).refund_state).toBe("FULL");
});

test("[M3] [M4] a refund on request and the cancellation of the order refund the whole, and not a cent twice", async () => {
  const order = await store.paid();
  must(await give(order, 200, "hq"));
  await store.spoiled(order);
  expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 500, refunded_cents: 500 });
});

test("an order that is not captured has nothing to refund", async () => {
  const order = await store.authorized();
  expect(codeOf(await give(order, null, "k"))).toBe("refund.nothing_captured");
});

const giveAll = (order: Paid, key: string, amount: number | null = null) =>
  rig.node.commands.refund(
    order.order_id,
    { amount_cents: amount === null ? null : cents(amount), reason: "ordered twice", without_cancelling: false },
    key,
    headquarters,
  );
/** The store is heard, and its box knows this wire. */
async function heard(): Promise<void> {
  must(await store.box.send());
}

test("[M3] headquarters refunds all of an order that nobody has started: the store cancels it, and the money goes back once", async () => {
  const order = await store.paid();
  await heard();
  const asked = must(await giveAll(order, "all"));
  expect(asked).toMatchObject({ refund: null, cancel_requested: true });
  expect(must(await giveAll(order, "all"))).toEqual(asked);
  expect(must(await giveAll(order, "again", 500)).request_id).toBe(asked.request_id);
  expect(must(await giveAll(order, "again", 500)).request_id).toBe(asked.request_id);
  for (const amount of [null, 200]) expect(codeOf(await giveAll(order, "again", amount))).toBe("idempotency.key_reused");
  expect(codeOf(await giveAll(order, "all", 500))).toBe("idempotency.key_reused");
  expect((await store.box.receive()).filter((entry) => entry.kind === "order.cancel_requested")).toMatchObject([
    { request_id: asked.request_id, cause: "OPERATOR", reason: "ordered twice" },
  ]);
  expect(rig.books(order.intent_id).refunded_cents).toBe(0);
  must(await store.box.send(cancelledForHeadquarters(store.box, order.order_id, 3, "PAID", asked.request_id)));
  await rig.settle();
  expect(await rig.order(order.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "OPERATOR", refund_state: "FULL" });
  expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 500, refunded_cents: 500 });
  expect(must(await giveAll(order, "all"))).toEqual(asked);
});

test("a store that has begun keeps the order, nothing goes back, and headquarters is told and may refund all the same", async () => {
  const order = await store.paid();
  await heard();
  const { request_id } = must(await giveAll(order, "all"));
  const refused = refusedCancel(store.box, order.order_id, request_id, "OPERATOR");
  must(await store.box.send(step(store.box, order.order_id, "order.started", 3, "PAID"), refused));
  expect(await rig.exceptions(order.order_id)).toEqual(["refund.refused"]);
  expect(rig.books(order.intent_id).refunded_cents).toBe(0);
  must(await give(order, null, "all the same"));
  await rig.settle();
  expect(await rig.order(order.order_id)).toMatchObject({ status: "IN_PROGRESS", refund_state: "FULL" });
});

test("the key of a request that joined another one moves no money later, whatever the store has said", async () => {
  const order = await store.paid();
  await heard();
  const { request_id } = must(await giveAll(order, "all"));
  const joined = must(await giveAll(order, "again"));
  const refused = refusedCancel(store.box, order.order_id, request_id, "OPERATOR");
  must(await store.box.send(step(store.box, order.order_id, "order.started", 3, "PAID"), refused));
  expect(must(await giveAll(order, "again"))).toEqual(joined);
  await rig.settle();
  expect(rig.books(order.intent_id).refunded_cents).toBe(0);
});

test("headquarters hears the store's word although the customer had asked before", async () => {
  const order = await store.paid();
  await heard();
  const customers = must(await rig.node.commands.cancel(order.order_id, null, guestBy)).request_id;
  const { request_id } = must(await giveAll(order, "all"));
  expect(request_id).not.toBe(customers);
  await store.box.receive();
  const theirs = refusedCancel(store.box, order.order_id, customers ?? "");
  const ours = refusedCancel(store.box, order.order_id, request_id, "OPERATOR");
  must(await store.box.send(step(store.box, order.order_id, "order.started", 3, "PAID"), theirs, ours));
  expect(await rig.exceptions(order.order_id)).toEqual(["refund.refused"]);
});

test("a store that falls silent after it was asked keeps nobody waiting for ever; what it decides later counts, and nothing goes back twice", async () => {
  const order = await store.paid();
  await heard();
  const { request_id } = must(await giveAll(order, "all"));
  await rig.later(9 * 60);
  expect(await rig.exceptions(order.order_id)).toEqual([]);
  await rig.later(2 * 60);
  expect(await rig.exceptions(order.order_id)).toContain("refund.store_silent");
  must(await give(order, null, "all the same"));
  await rig.settle();
  expect(rig.books(order.intent_id).refunded_cents).toBe(500);
  must(await store.box.send(cancelledForHeadquarters(store.box, order.order_id, 3, "PAID", request_id)));
  await rig.settle();
  expect(await rig.order(order.order_id)).toMatchObject({ status: "CANCELLED", refund_state: "FULL" });
  expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 500, refunded_cents: 500 });
});

test("a customer whose cancel request the store never answers is told so, and may ask again", async () => {
  const order = await store.paid();
  await heard();
  const first = must(await rig.node.commands.cancel(order.order_id, null, guestBy));
  await rig.later(11 * 60);
  expect((await rig.node.queries.order(order.order_id))?.cancel_request_id).toBeNull();
  expect((await rig.exceptions(order.order_id)).filter((kind) => kind === "refund.store_silent")).toEqual([]);
  const again = must(await rig.node.commands.cancel(order.order_id, null, guestBy));
  expect(again).toMatchObject({ outcome: "REQUESTED" });
  expect(again.request_id).not.toBe(first.request_id);
});

test("of two customers whose cancel requests nobody answers, one is told although the other's order cannot be read", async () => {
  const orders = [await store.paid(), await store.paid()] as const;
  await heard();
  for (const { order_id } of orders) must(await rig.node.commands.cancel(order_id, null, guestBy));
  const { pool } = rig.node.database;
  const write = (of: Paid, state: unknown) =>
    pool.query("UPDATE orders SET state = $2 WHERE order_id = $1", [of.order_id, JSON.stringify(state)]);
  rig.node.time.ms += 11 * 60_000;
  for (const [broken, other] of [orders, [orders[1], orders[0]]] as const) {
    const state = await rig.order(broken.order_id);
    await write(broken, null);
    // Also where those that cannot be ended would fill what is read at once.
    await expect(endUnansweredCancels(rig.deps, 1)).rejects.toThrow("1 cancel requests");
    expect((await rig.node.queries.order(other.order_id))?.cancel_request_id).toBeNull();
    await write(broken, state);
    must(await rig.node.commands.cancel(other.order_id, null, guestBy));
    rig.node.time.ms += 11 * 60_000;
  }
  rig.node.time.ms -= 33 * 60_000;
});

test("all of an unstarted counter order is cancelled by its till: headquarters cannot have it refunded and made all the same", async () => {
  const { box } = store;
  const order = posOrder(box);
  must(await box.send(placedAt(box, order), paidAtCounter(box, order.order_id, order.total_cents)));
  const asked = { order_id: order.order_id } as Paid;
  const refused = await give(asked, null, "k1");
  expect(refused).toMatchObject({ refusal: { code: "request.invalid", fields: [{ field: "/without_cancelling" }] } });
  expect(codeOf(await give(asked, order.total_cents, "k1"))).toBe("request.invalid");
  must(await give(asked, 1, "k1"));
  expect(codeOf(await give(asked, 2, "k1"))).toBe("idempotency.key_reused");
  must(await box.send(step(box, order.order_id, "order.started", 2, "PLACED")));
  must(await give(asked, null, "k2"));
  expect((await box.receive()).flatMap((entry) => (entry.kind === "refund.requested" ? [entry.amount_cents] : []))).toEqual([1, null]);
});

test("of a store that is silent nobody knows whether it has begun: headquarters is told, and may refund without cancelling", async () => {
  const order = await store.paid();
  rig.node.time.ms += 60_000;
  expect(codeOf(await giveAll(order, "all"))).toBe("refund.store_silent");
  must(await give(order, null, "all the same"));
  await rig.settle();
  expect(await rig.order(order.order_id)).toMatchObject({ status: "PAID", refund_state: "FULL" });
  rig.node.time.ms -= 60_000;
});
