/** J3 and J6: a cloud that was put back decides nothing about a store until that has joined, and first looks at the provider's books. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeOf, espressos, guestBy, must, placed, type TestBox, typesOf } from "@crema/cloud/cloud-node.test-fixture";
import { setPaymentAccount } from "@crema/cloud/payment-account.test-fixture";
import { claimDue, URGENT } from "@crema/cloud/payments/operations/claim";
import { carryOut } from "@crema/cloud/payments/operations/worker";
import { withdrawUncaptured } from "@crema/cloud/payments/sweeps/sweeper";
import { accepted } from "@crema/cloud/store-events.test-fixture";
import { iso } from "@crema/shared/domain/kernel/clock";
import { systemClock } from "@crema/shared/server/system";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endFreezeOf, setBackCloud, tendOf } from "./frozen-store.ts";
import { OnlineStore } from "./online-store.ts";
import { PaymentRig } from "./payment-rig.ts";

let dir: string;
let rig: PaymentRig;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "crema-freeze-"));
  rig = await PaymentRig.open(dir);
});
afterAll(async () => {
  await rig.close();
  await rm(dir, { recursive: true, force: true });
});

const open = async () => new OnlineStore(rig, await rig.store());

const setBack = (putBackTo: string | null = null) => setBackCloud(rig, putBackTo);

/** A store whose box has never joined, since its release knows no joins. */
async function openBoxOf(version: number): Promise<TestBox> {
  const box = await rig.store();
  await rig.db.database.pool.query("UPDATE store_links SET join_number = 0, join_nonce = NULL WHERE store_id = $1", [box.storeId]);
  must(await box.deliver({ ...box.batch(), protocol_version: version, join_token: null }));
  return box;
}

const tend = () => tendOf(rig);
const thaw = (store: OnlineStore) => endFreezeOf(rig, store, "JOINED");
const thawRevoked = (store: OnlineStore) => endFreezeOf(rig, store, "REVOKED");

const exceptionsOf = async ({ box }: OnlineStore) =>
  (
    await rig.db.database.pool.query<{ kind: string; detail: string }>(
      "SELECT kind, detail FROM exceptions WHERE store_id = $1 AND resolved_at IS NULL ORDER BY kind",
      [box.storeId],
    )
  ).rows;

test("a capture whose outcome came while its store was frozen is not withdrawn when its minute is over: it is confirmed", async () => {
  const store = await open();
  const { order_id } = await store.authorized();
  must(await store.box.send(accepted(store.box, await rig.order(order_id))));
  const freeze = (by: string | null) =>
    rig.db.database.pool.query("UPDATE store_links SET frozen_by = $2 WHERE store_id = $1", [store.box.storeId, by]);
  // The outcome of a call that was under way is recorded, and nothing follows from it yet.
  const [claimed] = await claimDue(rig.deps, URGENT, 1);
  await freeze(randomUUID());
  if (claimed?.order_id !== order_id) throw new Error("it was not due");
  await carryOut(rig.deps, claimed);
  expect([(await rig.money(order_id)).payment.status, (await rig.order(order_id)).status]).toEqual(["CAPTURED", "PLACED"]);
  await freeze(null);
  rig.node.time.ms += 61_000;
  expect(await withdrawUncaptured(rig.deps)).toBe(1);
  await rig.settle();
  expect(await rig.order(order_id)).toMatchObject({ status: "PAID", handoff: "CONFIRMED" });
  expect((await rig.money(order_id)).refunds).toEqual([]);
});

test("[J3] offers do not lapse, accepted orders are not captured, and nobody is charged while the store is frozen", async () => {
  const store = await open();
  const offered = await placed(store.box, "an offer's long key");
  const held = await store.authorized();
  const acceptance = accepted(store.box, await rig.order(held.order_id));
  await setBack();
  expect(codeOf(await store.box.send(acceptance))).toBe("sync.join_first");
  await rig.later(3_600);
  expect(await rig.order(offered.order_id)).toMatchObject({ status: "PLACED", handoff: "OFFERED" });
  expect(await rig.order(held.order_id)).toMatchObject({ status: "PLACED", handoff: "OFFERED" });
  expect(rig.books(held.intent_id).status).toBe("requires_capture");
  await thaw(store);
  must(await store.box.send());
  await rig.settle();
  // Time has stood still: the offer waits as long as it would have, and what was accepted is captured and confirmed.
  expect(await rig.order(offered.order_id)).toMatchObject({ status: "PLACED", handoff: "OFFERED" });
  expect(await rig.order(held.order_id)).toMatchObject({ status: "PAID", handoff: "CONFIRMED" });
  await rig.later(60);
  expect(await rig.order(offered.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "NO_ANSWER" });
});

test("[J3] a customer's new order waits for the join and is told so; the same order is taken afterwards", async () => {
  const store = await open();
  await setBack();
  const request = espressos(store.box.storeId);
  const refused = await rig.node.commands.place(request, "a new guest's key", guestBy);
  expect(refused).toMatchObject({ ok: false, refusal: { code: "store.rejoining", retry_after_s: 10 } });
  expect(refused.ok ? "" : refused.refusal.detail).toContain("order at the counter, or try again in a minute");
  await thaw(store);
  must(await store.box.send());
  must(await rig.node.commands.place(request, "a new guest's key", guestBy));
});

test("[J3] a cancellation is asked for, and decided by whoever has the order when the freeze ends", async () => {
  const store = await open();
  const ours = await store.authorized();
  const theirs = await store.paid();
  await setBack();
  for (const { order_id } of [ours, theirs]) {
    const asked = must(await rig.node.commands.cancel(order_id, null, guestBy));
    expect(asked.outcome).toBe("REQUESTED");
    expect(must(await rig.node.commands.cancel(order_id, null, guestBy)).request_id).toBe(asked.request_id);
  }
  await rig.later(3_600);
  expect((await rig.order(ours.order_id)).status).toBe("PLACED");
  await store.box.receive();
  await thaw(store);
  expect(await rig.order(ours.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "CUSTOMER" });
  expect(rig.books(ours.intent_id).status).toBe("canceled");
  expect((await store.box.receive()).map((command) => command.kind)).toEqual(["order.revoked", "order.cancel_requested"]);
  expect(await typesOf(rig.node, theirs.order_id)).not.toContain("order.cancel_unanswered");
});

test("[J3] a webhook that comes during the freeze is acknowledged, and read when it has ended", async () => {
  const store = await open();
  const order = await store.place();
  await setBack();
  await rig.pay(order);
  await rig.deliver();
  await rig.later(120);
  expect((await rig.money(order.order_id)).payment.status).toBe("REQUIRES_PAYMENT");
  expect((await rig.order(order.order_id)).handoff).toBe("AWAITING_PAYMENT");
  await thaw(store);
  expect((await rig.money(order.order_id)).payment.status).toBe("AUTHORIZED");
  expect((await rig.order(order.order_id)).handoff).toBe("OFFERED");
});

test("[J3] headquarters' refund is refused with what to do, and possible afterwards", async () => {
  const store = await open();
  const order = await store.paid();
  await setBack();
  expect(await store.headquartersRefunds(order, 100, "a refund")).toMatchObject({ ok: false, refusal: { code: "store.rejoining" } });
  await thaw(store);
  must(await store.headquartersRefunds(order, 100, "a refund"));
});

test("[J3] an order whose money was given back in the time that is lost is cancelled, not made", async () => {
  const store = await open();
  const order = await store.authorized();
  await setBack();
  // What this cloud did and has forgotten: it captured, and gave all of it back under an id of its own.
  await rig.stripe.paymentIntents.capture(order.intent_id);
  await rig.stripe.refunds.create({ payment_intent: order.intent_id, metadata: { operation_id: randomUUID() } });
  await thaw(store);
  expect(await rig.order(order.order_id)).toMatchObject({ status: "CANCELLED" });
  const { payment, refunds } = await rig.money(order.order_id);
  expect([payment.status, ...refunds.map((refund) => refund.status)]).toEqual(["CAPTURED", "SUCCEEDED"]);
  expect(rig.books(order.intent_id).refunded_cents).toBe(500);
});

test("[J3] the same of an order that the store has as confirmed: the store is asked, and a person is told", async () => {
  const store = await open();
  const order = await store.paid();
  await store.box.receive();
  await setBack();
  await rig.stripe.refunds.create({ payment_intent: order.intent_id, metadata: { operation_id: randomUUID() } });
  await thaw(store);
  expect(await rig.exceptions(order.order_id)).toEqual(["order.refunded_and_open"]);
  expect((await store.box.receive()).map((command) => command.kind)).toContain("order.cancel_requested");
});

test("[J5] the store had cancelled it itself, and its log says so after the join: nobody is left with something to see to", async () => {
  const store = await open();
  const order = await store.paid();
  await store.box.receive();
  await setBack();
  await rig.stripe.refunds.create({ payment_intent: order.intent_id, metadata: { operation_id: randomUUID() } });
  await thaw(store);
  await store.spoiled(order);
  expect(await rig.order(order.order_id)).toMatchObject({ status: "CANCELLED", refund_state: "FULL" });
  expect((await exceptionsOf(store)).map(({ kind }) => kind)).toEqual(["cloud.set_back"]);
});

test("[J3] a hold that has ended, of an order that the store may have made, is a person's, and no withdrawal", async () => {
  const store = await open();
  const order = await store.authorized();
  await setBack();
  await rig.stripe.paymentIntents.cancel(order.intent_id);
  await thawRevoked(store);
  expect(await rig.order(order.order_id)).toMatchObject({ status: "PLACED", handoff: "OFFERED" });
  expect(await rig.exceptions(order.order_id)).toEqual(["payment.hold_gone"]);
});

test("[J6] of what nobody remembers a hold is let go, and money that was taken is left to a person", async () => {
  const store = await open();
  // The provider lists by its own clock, which has not been moved.
  await setBack(iso(systemClock.now()));
  const intent = async (card: string) =>
    rig.stripe.paymentIntents.create({
      amount: 500,
      currency: "eur",
      capture_method: "manual",
      confirm: true,
      payment_method: card,
      return_url: "http://127.0.0.1/back",
      metadata: { store_id: store.box.storeId, order_id: randomUUID(), payment_id: randomUUID() },
    });
  const [held, taken] = [await intent("pm_card_visa"), await intent("pm_card_visa")];
  await rig.stripe.paymentIntents.capture(taken.id);
  await thaw(store);
  expect(rig.books(held.id).status).toBe("canceled");
  expect(rig.books(taken.id)).toMatchObject({ status: "succeeded", refunded_cents: 0 });
  const found = await exceptionsOf(store);
  expect(found.map((row) => row.kind)).toEqual(["cloud.set_back", "payment.nobody_remembers"]);
  expect(found[1]?.detail).toContain("5.00 EUR");
});

test("[J3] a freeze ends where the provider admits us no more to the account, and a person gets the orders that were paid there", async () => {
  const store = await open();
  await setPaymentAccount(rig.node, store.box.storeId, "acct_sold");
  const order = await store.paidOn("acct_sold");
  await setBack();
  rig.sandbox.control.deauthorize("acct_sold");
  await thaw(store);
  const found = await exceptionsOf(store);
  expect(found.map((row) => row.kind)).toEqual(["cloud.set_back", "payment.not_read", "store.payment_account_changed"]);
  expect(found[1]?.detail).toContain(order.order_id);
  expect(found[1]?.detail).toContain("5.00 EUR (acct_sold)");
});

test("[J3] no freeze ends before the provider has answered", async () => {
  const store = await open();
  await store.authorized();
  await setBack();
  rig.line.setMode("reset");
  await expect(thaw(store)).rejects.toThrow("the provider was not read");
  rig.line.setMode("up");
  await thaw(store);
});

test("[J3] a freeze that lasts ten minutes is told to a person, once; [J5] its end says what may be missing", async () => {
  const store = await open();
  await setBack();
  await tend();
  expect(await exceptionsOf(store)).toEqual([]);
  rig.node.time.ms += 10 * 60_000;
  await tend();
  await tend();
  expect((await exceptionsOf(store)).map((row) => row.kind)).toEqual(["sync.frozen"]);
  await thaw(store);
  const found = await exceptionsOf(store);
  expect(found.map((row) => row.kind)).toEqual(["cloud.set_back"]);
  expect(found[0]?.detail).toContain("may be missing");
});

test("[J3] the freeze of a store whose box knows no joins ends with a batch of it, by the rules that it was built for", async () => {
  const store = new OnlineStore(rig, await openBoxOf(4));
  const ours = await store.authorized();
  await setBack();
  const waits = await store.box.deliver({ ...store.box.batch(), protocol_version: 4 });
  expect(waits).toMatchObject({ ok: false, refusal: { code: "service.unavailable", retry_after_s: 2 } });
  expect((await exceptionsOf(store)).map((row) => row.kind)).toEqual([]);
  await tend();
  store.box.log.append(accepted(store.box, await rig.order(ours.order_id)));
  must(await store.box.deliver({ ...store.box.batch(), protocol_version: 4 }));
  await rig.settle();
  expect(await rig.order(ours.order_id)).toMatchObject({ status: "PAID", handoff: "CONFIRMED" });
  expect((await exceptionsOf(store)).map((row) => row.kind)).toEqual(["cloud.set_back"]);
  expect(await rig.place(store.box, "a guest after the freeze")).toMatchObject({ order_id: expect.any(String) });
});

test("[J3] a box that knows no joins and has what this cloud has forgotten stays frozen, and a person is told", async () => {
  const store = new OnlineStore(rig, await openBoxOf(4));
  await setBack();
  await tend();
  const batch = { ...store.box.batch(), protocol_version: 4 };
  const ahead = { ...batch, position: { ...batch.position, inbox_seq: 9, inbox_id: randomUUID() } };
  expect(codeOf(await store.box.deliver(ahead))).toBe("sync.rewound");
  expect((await exceptionsOf(store)).map((row) => row.kind)).toEqual(["sync.rewound"]);
  expect(await rig.node.commands.place(espressos(store.box.storeId), "a guest's long key", guestBy)).toMatchObject({
    refusal: { code: "store.rejoining" },
  });
});

test("[J3] nothing is retried for headquarters either while a store is frozen", async () => {
  const store = await open();
  const order = await store.authorized();
  await setBack();
  expect(await rig.node.commands.retryPayment(order.order_id)).toMatchObject({ ok: false, refusal: { code: "store.rejoining" } });
  await thaw(store);
});
