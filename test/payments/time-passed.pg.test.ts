/** An order that was placed for a time, and paid when that had passed: nobody makes it, and nobody is charged. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must } from "@crema/cloud/cloud-node.test-fixture";
import { accepted } from "@crema/cloud/store-events.test-fixture";
import { iso } from "@crema/shared/domain/kernel/clock";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { endFreezeOf, setBackCloud } from "./frozen-store.ts";
import { OnlineStore } from "./online-store.ts";
import { type Paid, PaymentRig } from "./payment-rig.ts";

const MINUTE_MS = 60_000;
const dir = mkdtempSync(join(tmpdir(), "crema-time-passed-"));
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

const inMinutes = (minutes: number) => iso(rig.node.time.ms + minutes * MINUTE_MS);

/** The card agrees so many minutes after the order was placed. */
async function paidAfter(minutes: number, requested_for: string) {
  const order = await store.place({ requested_for });
  rig.node.time.ms += minutes * MINUTE_MS;
  await rig.pay(order);
  await rig.node.payments?.check(order.order_id);
  await rig.settle();
  return order;
}

async function isWithdrawn({ order_id, intent_id }: Paid): Promise<void> {
  const cancel_reason = "Its time had passed when the payment was made.";
  expect(await rig.order(order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "EXPIRED", cancel_reason });
  expect(await store.box.receive()).toEqual([]);
  expect(rig.books(intent_id)).toMatchObject({ captured_cents: 0, held_cents: 0 });
}

test.each([
  ["soon", 5],
  ["later", 30],
])(
  "wanted %s, and the card agrees after that time while the store is open: nobody makes it, and the card is not charged",
  async (_when, minutes) => {
    await isWithdrawn(await paidAfter(minutes + 1, inMinutes(minutes)));
  },
);

test.each([
  ["its time has only just passed", 5, 5.9],
  ["it was wanted for the minute in which it was placed", 0.5, 10],
])("%s when the card agrees: it is offered", async (_when, minutes, after) => {
  const order = await paidAfter(after, inMinutes(minutes));
  expect((await rig.order(order.order_id)).handoff).toBe("OFFERED");
});

test("[J3] its time passes while the store is frozen, and the card had agreed by then: it is let go at the end of the freeze", async () => {
  const order = await store.place({ requested_for: inMinutes(30) });
  await setBackCloud(rig);
  await rig.pay(order);
  rig.node.time.ms += 60 * MINUTE_MS;
  await endFreezeOf(rig, store, "JOINED");
  await isWithdrawn(order);
});

test.each([
  [
    "long ago",
    "is not charged: withdrawn, and the store is told so",
    60,
    { status: "CANCELLED", handoff: "WITHDRAWN", cancel_cause: "EXPIRED" },
  ],
  ["just now", "is charged and confirmed", 10, { status: "PAID", handoff: "CONFIRMED" }],
])("[J3] its time has passed in a freeze, %s, and the acceptance comes after that: it %s", async (_when, _what, minutes, then) => {
  const order = await store.authorized(undefined, { requested_for: inMinutes(4) });
  const acceptance = accepted(store.box, await rig.order(order.order_id));
  await store.box.receive();
  await setBackCloud(rig);
  rig.node.time.ms += minutes * MINUTE_MS;
  await endFreezeOf(rig, store, "JOINED");
  must(await store.box.send(acceptance));
  await rig.settle();
  expect(await rig.order(order.order_id)).toMatchObject(then);
  const isPaid = then.status === "PAID";
  expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: isPaid ? 500 : 0, held_cents: 0 });
  expect((await store.box.receive()).map(({ kind }) => kind)).toEqual([isPaid ? "order.confirmed" : "order.revoked"]);
});
