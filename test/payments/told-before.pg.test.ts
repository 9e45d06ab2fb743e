/**
 * A cloud that was put back learns again, by the provider and by the store's log, what became of orders in the time that is lost. Customers
 * were told of that by then (docs/messages.md, N2); of what happens since they are told.
 */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { espressos, guestBy, must } from "@crema/cloud/cloud-node.test-fixture";
import { left, Told } from "@crema/cloud/jobs/told.test-fixture";
import { declined } from "@crema/cloud/store-events.test-fixture";
import { endForgotten } from "@crema/cloud/sync/rebuild/forgotten-ends";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok } from "@crema/shared/domain/kernel/errors";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { endFreezeOf, setBackCloud } from "./frozen-store.ts";
import { OnlineStore } from "./online-store.ts";
import { type Paid, PaymentRig } from "./payment-rig.ts";

let dir: string;
let rig: PaymentRig;
let store: OnlineStore;
let told: Told;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "crema-told-before-"));
  rig = await PaymentRig.open(dir);
});
beforeEach(async () => {
  await rig.db.database.pool.query("DELETE FROM incarnations");
  store = new OnlineStore(rig, await rig.store());
  told = Told.of(rig.node);
});
afterAll(async () => {
  await rig.close();
  await rm(dir, { recursive: true, force: true });
});

/** Paid for, by a guest who has left an address. */
async function authorized(card?: string): Promise<Paid> {
  const request = espressos(store.box.storeId, { payment_method: "ONLINE" });
  const { order_id, client_secret } = JSON.parse(must(await rig.node.commands.place(request, randomUUID(), guestBy, left())).body);
  const order: Paid = { order_id, client_secret, intent_id: String(client_secret).split("_secret_")[0] ?? "" };
  await rig.pay(order, card);
  await rig.deliver();
  await rig.settle();
  return order;
}

async function paid(card?: string): Promise<Paid> {
  const order = await authorized(card);
  await store.accept(order);
  return order;
}

/** The database is put back some minutes after what was done at the provider, and some before what is done there next. */
async function setBack(passesThereMs = 1_200_000): Promise<void> {
  await told.all();
  told.sent.length = 0;
  rig.node.time.ms += 600_000;
  await setBackCloud(rig);
  rig.sandbox.control.advance(passesThereMs);
  rig.node.time.ms += 600_000;
}

const thaw = () => endFreezeOf(rig, store, "JOINED");

async function deliver(): Promise<void> {
  await rig.deliver();
  await rig.settle();
}

const titles = async () => (await told.all()).map(({ title }) => title.replace(/^.*: /, "")).toSorted();

/** What this cloud asked for under an id of its own, and what a person gave back there. */
const refunds = ({ intent_id }: Paid, amount: number, operation_id?: string) =>
  rig.stripe.refunds.create({ payment_intent: intent_id, amount, ...(operation_id && { metadata: { operation_id } }) });

const REFUNDED = (amount: string) => expect.stringContaining(`${amount} refunded`);

test.each(["by this cloud, which has forgotten it", "by a person at the provider"] as const)(
  "[N2] what was refunded before the database was put back %s is not told again; what is refunded since is",
  async (by) => {
    const order = await paid();
    await refunds(order, 100, by.startsWith("by this") ? randomUUID() : undefined);
    await setBack();
    await thaw();
    await deliver();
    expect([(await rig.money(order.order_id)).refunds.length, await titles()]).toEqual([1, []]);
    await refunds(order, 110);
    await deliver();
    must(await store.headquartersRefunds(order, 120, randomUUID()));
    await rig.settle();
    expect(await titles()).toEqual([REFUNDED("1.10"), REFUNDED("1.20")]);
  },
);

test("[N2] what this cloud has forgotten to have asked for is not told again, whatever the provider's clock says", async () => {
  const order = await paid();
  rig.sandbox.control.advance(3_600_000);
  await refunds(order, 100, randomUUID());
  await setBack();
  await thaw();
  expect([(await rig.money(order.order_id)).refunds.length, await titles()]).toEqual([1, []]);
  rig.node.time.ms += 3_600_000;
});

test("[N2] a refund that was asked for and made in the time that is lost is not told again, though it stands here as begun", async () => {
  const order = await paid();
  must(await store.headquartersRefunds(order, 100, randomUUID()));
  const [begun] = (await rig.money(order.order_id)).refunds;
  await refunds(order, 100, begun?.refund_id);
  await setBack();
  await thaw();
  expect((await rig.money(order.order_id)).refunds.map(({ status }) => status)).toEqual(["SUCCEEDED"]);
  expect(await titles()).toEqual([]);
});

test("[N2] a refund that the provider made once the freeze was over is told, though it was asked for before", async () => {
  const order = await paid();
  must(await store.headquartersRefunds(order, 100, randomUUID()));
  await setBack();
  await thaw();
  expect(await titles()).toEqual([REFUNDED("1.00")]);
});

test("[N2] a forgotten refund that is still under way at the bank is told once it has succeeded", async () => {
  const order = await paid("pm_card_pendingRefund");
  await refunds(order, 100, randomUUID());
  await setBack(0);
  await thaw();
  const states = async () => (await rig.money(order.order_id)).refunds.map(({ status }) => status);
  expect([await states(), await titles()]).toEqual([["PENDING"], []]);
  rig.sandbox.control.advance(1_200_000);
  await deliver();
  expect([await states(), await titles()]).toEqual([["SUCCEEDED"], [REFUNDED("1.00")]]);
});

test.each([
  ["before", []],
  ["since", ["cancelled"]],
] as const)("[N2] the hold was let go %s the database was put back, and the order ends by it", async (when, expected) => {
  const order = await authorized();
  if (when === "before") await rig.stripe.paymentIntents.cancel(order.intent_id);
  await setBack();
  if (when === "since") await rig.stripe.paymentIntents.cancel(order.intent_id);
  await thaw();
  expect((await rig.order(order.order_id)).status).toBe("CANCELLED");
  expect(await titles()).toEqual(expected);
});

test.each([
  ["this cloud had given all of it back", true, []],
  ["a person had given all of it back at the provider, which ends no order", false, ["cancelled"]],
] as const)("[N2] an order ends by its money: %s", async (_what, isOurs, expected) => {
  const order = await authorized();
  await rig.stripe.paymentIntents.capture(order.intent_id);
  await refunds(order, 500, isOurs ? randomUUID() : undefined);
  await setBack();
  await thaw();
  expect((await rig.order(order.order_id)).status).toBe("CANCELLED");
  expect(await titles()).toEqual(expected);
});

test.each([
  ["before", []],
  ["since", ["cancelled"]],
] as const)("[N2] the store declined it %s the database was put back, and its log tells of it", async (when, expected) => {
  const order = await authorized();
  must(await store.box.send());
  const decline = async () => declined(store.box, await rig.order(order.order_id));
  const before = await decline();
  await setBack();
  await thaw();
  must(await store.box.send(when === "before" ? before : await decline()));
  await rig.settle();
  expect((await rig.order(order.order_id)).status).toBe("CANCELLED");
  expect(await titles()).toEqual(expected);
});

test("[N2] what the store's box knows of as declined since before ends untold", async () => {
  const { order_id } = await authorized();
  await setBack();
  await thaw();
  const began = { taken_at: iso(rig.node.time.ms), orders: [], declined_order_ids: [order_id] };
  must(
    await rig.node.executor.execute(async (unit) => {
      await unit.lockLink(store.box.storeId);
      await endForgotten(unit, store.box.storeId, began, []);
      return ok(null);
    }),
  );
  expect(await rig.order(order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "DECLINED" });
  expect(await titles()).toEqual([]);
});
