/** Two breaks at once: the cloud was put back, and a store's box died before its join. What it may have made is looked at first. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { guestBy, must, openStore } from "@crema/cloud/cloud-node.test-fixture";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endFreezeOf, setBackCloud } from "./frozen-store.ts";
import { OnlineStore } from "./online-store.ts";
import { PaymentRig } from "./payment-rig.ts";

const dir = mkdtempSync(join(tmpdir(), "crema-look-first-"));
let rig: PaymentRig;
beforeAll(async () => {
  rig = await PaymentRig.open(dir);
});
afterAll(async () => {
  await rig.close();
  rmSync(dir, { recursive: true });
});

describe("[K1] captured in the time that is lost, and the box died before its join", () => {
  /** What this cloud did and has forgotten: it offered the order, captured once it was accepted, and confirmed it. */
  async function madeMeanwhile(store: OnlineStore) {
    const order = await store.place();
    await rig.pay(order);
    await setBackCloud(rig);
    await rig.stripe.paymentIntents.capture(order.intent_id);
    return order;
  }
  const lookedAt = { status: "PLACED", handoff: "OFFERED", look_first: true };

  test("an order that is known here as not yet paid is looked at by the next box, not made again", async () => {
    const store = new OnlineStore(rig, await rig.store());
    const order = await madeMeanwhile(store);
    await endFreezeOf(rig, store, "REVOKED");
    expect(await rig.order(order.order_id)).toMatchObject(lookedAt);
    expect((await store.box.receive()).map((command) => command.kind)).toEqual(["order.offered"]);
  });

  test("and is not cancelled as paid too late, though the store has closed meanwhile", async () => {
    const noon = new Date(rig.node.time.ms + 24 * 3_600_000);
    rig.node.time.ms = Date.UTC(noon.getUTCFullYear(), noon.getUTCMonth(), noon.getUTCDate(), 11, 50);
    const hours = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open: "06:00", close: "12:00" }));
    const store = new OnlineStore(rig, await openStore(rig.node, { time_zone: "UTC", hours }));
    const order = await madeMeanwhile(store);
    rig.node.time.ms += 3_600_000;
    await endFreezeOf(rig, store, "REVOKED");
    expect(await rig.order(order.order_id)).toMatchObject(lookedAt);
    expect(rig.books(order.intent_id).refunded_cents).toBe(0);
  });

  test("cancelled before anybody has looked, it is refunded, and a person is told that it may have been made", async () => {
    const store = new OnlineStore(rig, await rig.store());
    const unwanted = await store.place();
    const late = await madeMeanwhile(store);
    await rig.pay(unwanted);
    await rig.stripe.paymentIntents.capture(unwanted.intent_id);
    await endFreezeOf(rig, store, "REVOKED");
    must(await rig.node.commands.cancel(unwanted.order_id, null, guestBy));
    await rig.later(3_600);
    for (const { order_id, intent_id } of [late, unwanted]) {
      expect((await rig.order(order_id)).status).toBe("CANCELLED");
      expect(await rig.exceptions(order_id)).toEqual(["order.cancelled_unlooked"]);
      expect(rig.books(intent_id).refunded_cents).toBe(500);
    }
  });
});
