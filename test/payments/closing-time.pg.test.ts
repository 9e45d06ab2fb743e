/** An order that was placed while the store was open, and paid when it was not any more. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@crema/cloud/cloud-node.test-fixture";
import { iso } from "@crema/shared/domain/kernel/clock";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { OnlineStore } from "./online-store.ts";
import { type Paid, PaymentRig } from "./payment-rig.ts";

const MINUTE_MS = 60_000;
const dir = mkdtempSync(join(tmpdir(), "crema-closing-"));
let rig: PaymentRig;
let store: OnlineStore;
beforeAll(async () => {
  rig = await PaymentRig.open(dir);
});
afterAll(async () => {
  await rig.close();
  rmSync(dir, { recursive: true });
});
/** Open all week from six to noon, UTC; it is ten minutes to noon. */
beforeEach(async () => {
  const now = new Date(rig.node.time.ms);
  rig.node.time.ms = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1, 11, 50);
  const hours = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open: "06:00", close: "12:00" }));
  store = new OnlineStore(rig, await openStore(rig.node, { time_zone: "UTC", hours }));
});

/** Placed at 11:50, and the card agrees so many minutes later. */
async function paidAfter(minutes: number, requested_for: string | null) {
  const order = await rig.place(store.box, `an order just before noon at ${store.box.storeId}`, { requested_for });
  rig.node.time.ms += minutes * MINUTE_MS;
  await rig.pay(order);
  await rig.node.payments?.check(order.order_id);
  await rig.settle();
  return order;
}

const inMinutes = (minutes: number) => iso(rig.node.time.ms + minutes * MINUTE_MS);

async function isWithdrawn({ order_id, intent_id }: Paid, cancel_reason: string): Promise<void> {
  expect(await rig.order(order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "EXPIRED", cancel_reason });
  expect(await store.box.receive()).toEqual([]);
  expect(rig.books(intent_id)).toMatchObject({ captured_cents: 0, held_cents: 0 });
}
const CLOSED = "The store had closed when the payment was made.";
const OVER = "Its time had passed when the payment was made.";

test.each([
  ["as soon as possible", null, CLOSED],
  ["for 11:55", 5, OVER],
])("wanted %s, and the card agrees at 12:04: no store hears of it, and the card is not charged", async (_when, minutes, reason) => {
  await isWithdrawn(await paidAfter(14, minutes === null ? null : inMinutes(minutes)), reason);
});

test("wanted for tomorrow morning, and the card agrees at 12:04: it is held, and made in the morning", async () => {
  const order = await paidAfter(14, iso(rig.node.time.ms + 19 * 60 * MINUTE_MS));
  expect(await rig.order(order.order_id)).toMatchObject({ handoff: "HELD", payment_status: "AUTHORIZED" });
  expect(await store.box.receive()).toEqual([]);
  rig.node.time.ms += 18 * 60 * MINUTE_MS;
  await store.accept(order);
  expect(await rig.order(order.order_id)).toMatchObject({ handoff: "CONFIRMED", status: "PAID", paid_cents: 500 });
});

test("the card agrees at 11:58: it is offered", async () => {
  const order = await paidAfter(8, null);
  expect((await rig.order(order.order_id)).handoff).toBe("OFFERED");
});
