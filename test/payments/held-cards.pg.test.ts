/** Orders for later that are paid online: a bank holds the money for some days only, and nothing is charged for what no store makes. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeOf, espressos, guestBy, must, openStore } from "@crema/cloud/cloud-node.test-fixture";
import { offerHeld, withdrawHeld } from "@crema/cloud/jobs/held-orders";
import { sweepOffers } from "@crema/cloud/jobs/offer-sweeper";
import { iso } from "@crema/shared/domain/kernel/clock";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OnlineStore } from "./online-store.ts";
import { type Paid, PaymentRig } from "./payment-rig.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const dir = mkdtempSync(join(tmpdir(), "crema-held-"));
let rig: PaymentRig;
beforeAll(async () => {
  rig = await PaymentRig.open(dir);
});
afterAll(async () => {
  await rig.close();
  rmSync(dir, { recursive: true });
});

/** Its line is cut, and it was heard a minute ago. */
async function silentStore(hours: { weekday: number; open: string; close: string }[] = []): Promise<OnlineStore> {
  const always = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open: "00:00", close: "24:00" }));
  const store = new OnlineStore(rig, await openStore(rig.node, { time_zone: "UTC", hours: hours.length > 0 ? hours : always }));
  rig.node.time.ms += MINUTE_MS;
  return store;
}

const inDays = (days: number) => iso(rig.node.time.ms + days * DAY_MS);

async function pay(order: Paid, card?: string): Promise<void> {
  await rig.pay(order, card);
  await rig.node.payments?.check(order.order_id);
  await rig.settle();
}

test("[M2] the card agrees while the store's line is cut: held, offered when it is back, and charged once it has accepted", async () => {
  const store = await silentStore();
  const order = await store.place({ requested_for: inDays(0.5) });
  await pay(order);
  expect(await rig.order(order.order_id)).toMatchObject({ handoff: "HELD", payment_status: "AUTHORIZED" });
  expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 0, held_cents: 500 });
  await store.accept(order);
  expect(await rig.order(order.order_id)).toMatchObject({ handoff: "CONFIRMED", status: "PAID" });
  expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 500 });
});

test("[M3] the store does not come back before the bank lets the card go: withdrawn a quarter of an hour before, nothing charged", async () => {
  const store = await silentStore();
  const order = await store.place({ requested_for: inDays(6.99) });
  await pay(order);
  const found = await rig.node.database.pool.query<{ hold_ends_at: Date }>("SELECT hold_ends_at FROM payment_intents WHERE order_id = $1", [
    order.order_id,
  ]);
  // Some minutes after the hold the order would still have been in time.
  await rig.node.database.pool.query("UPDATE payment_intents SET hold_ends_at = hold_ends_at - interval '1 day' WHERE order_id = $1", [
    order.order_id,
  ]);
  const ends = (found.rows[0]?.hold_ends_at.getTime() ?? 0) - DAY_MS;
  rig.node.time.ms = ends - 16 * MINUTE_MS;
  await withdrawHeld(rig.node);
  expect((await rig.order(order.order_id)).status).toBe("PLACED");
  rig.node.time.ms = ends - 15 * MINUTE_MS;
  await withdrawHeld(rig.node);
  await rig.settle();
  const reason = "The store could not be reached while your card was held.";
  expect(await rig.order(order.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "NO_ANSWER", cancel_reason: reason });
  expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 0, held_cents: 0 });
});

const endHoldIn = (order: Paid, minutes: number) =>
  rig.node.database.pool.query("UPDATE payment_intents SET hold_ends_at = $2 WHERE order_id = $1", [
    order.order_id,
    new Date(rig.node.time.ms + minutes * MINUTE_MS),
  ]);

test("[M3] an offer for later that has no answer ends as well before the bank lets the card go", async () => {
  const store = await silentStore();
  const order = await store.place({ requested_for: inDays(2) });
  await pay(order);
  must(await store.box.send());
  await offerHeld(rig.node);
  expect((await rig.order(order.order_id)).handoff).toBe("OFFERED");
  rig.node.time.ms += 10 * MINUTE_MS;
  await endHoldIn(order, 16);
  await sweepOffers(rig.node);
  expect((await rig.order(order.order_id)).status).toBe("PLACED");
  await endHoldIn(order, 15);
  await sweepOffers(rig.node);
  await rig.settle();
  expect(await rig.order(order.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "NO_ANSWER" });
  expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 0, held_cents: 0 });
});

test("[M3] what was captured already is not withdrawn because a hold would have ended", async () => {
  const store = await silentStore();
  const order = await store.place({ requested_for: inDays(2) });
  await pay(order);
  // As a database that was put back has it: held here, and captured at the provider.
  await rig.stripe.paymentIntents.capture(order.intent_id);
  await rig.node.payments?.check(order.order_id);
  expect(await rig.order(order.order_id)).toMatchObject({ handoff: "HELD", payment_status: "CAPTURED" });
  await endHoldIn(order, 0);
  await withdrawHeld(rig.node);
  await rig.settle();
  expect((await rig.order(order.order_id)).status).toBe("PLACED");
});

test("a card that its bank holds for less time than the store takes to open keeps nobody waiting", async () => {
  const tomorrow = new Date(rig.node.time.ms + DAY_MS).getUTCDay();
  const store = await silentStore([{ weekday: tomorrow, open: "00:00", close: "24:00" }]);
  const order = await store.place({ requested_for: inDays(1) });
  // The sandbox lets this card go after two seconds.
  await pay(order, "pm_sandbox_holdExpires");
  const reason = "The card cannot be held until the store opens again.";
  expect(await rig.order(order.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "EXPIRED", cancel_reason: reason });
  expect(await store.box.receive()).toEqual([]);
});

test("a store that opens in more than five days takes the order for then, but no card for it now", async () => {
  // From midnight on, so that it is more than five days whatever the time of day is now.
  const then = new Date(rig.node.time.ms + 6 * DAY_MS).getUTCDay();
  const { box } = await silentStore([{ weekday: then, open: "00:00", close: "24:00" }]);
  const ask = (payment_method: "ONLINE" | "AT_STORE") =>
    rig.node.commands.place(
      espressos(box.storeId, { payment_method, requested_for: inDays(6) }),
      `a key for an order in six days, ${payment_method}`,
      guestBy,
    );
  expect([codeOf(await ask("ONLINE")), codeOf(await ask("AT_STORE"))]).toEqual(["payment.online_unavailable", "ok"]);
});
