/**
 * The node dies while it asks the provider to capture, or to refund; its database is put back to that moment, and the store joins again or
 * gets another box (J3, K1, K2). What the provider was asked counts once, and the books agree to the cent.
 */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must } from "@crema/cloud/cloud-node.test-fixture";
import { endFreeze } from "@crema/cloud/freeze/end-freeze";
import type { FreezeEnd } from "@crema/cloud/freeze/freeze";
import { tendFreezes } from "@crema/cloud/freeze/job";
import { setBackByHand } from "@crema/cloud/incarnation/begin";
import { runDueOperations } from "@crema/cloud/payments/operations/worker";
import { accepted } from "@crema/cloud/store-events.test-fixture";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok } from "@crema/shared/domain/kernel/errors";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OnlineStore } from "./online-store.ts";
import { PaymentRig } from "./payment-rig.ts";
import { type Strike, shaky } from "./shaky-provider.ts";

let dir: string;
let rig: PaymentRig;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "crema-interrupted-"));
  rig = await PaymentRig.open(dir);
});
afterAll(async () => {
  await rig.close();
  await rm(dir, { recursive: true, force: true });
});

/** The node dies at the next call that changes something. */
async function die(how: Strike): Promise<void> {
  const { provider, strike } = shaky(rig.provider);
  strike(how);
  await expect(runDueOperations({ ...rig.deps, provider })).rejects.toThrow();
}

async function putBack(storeId: string, endedBy: FreezeEnd): Promise<void> {
  const client = await rig.db.database.pool.connect();
  await setBackByHand(client, { newId: randomUUID, now: () => iso(rig.node.time.ms) }, null);
  client.release();
  await rig.later(60);
  await tendFreezes({ ...rig.deps, provider: rig.provider });
  must(
    await rig.node.executor.execute(async (unit) => {
      await unit.lockLink(storeId);
      await endFreeze(unit, endedBy);
      return ok(null);
    }),
  );
  await rig.settle();
  await rig.deliver();
  // Longer than whoever died had the call to itself.
  await rig.later(600);
}

test.each([
  ["dies_before", "JOINED"],
  ["dies_after", "JOINED"],
  ["dies_before", "REPLACED"],
  ["dies_after", "REPLACED"],
] as const)(
  "[J3] [K1] [K2] the node %s the call, and the store is %s: the capture counts once, and so does the refund",
  async (how, endedBy) => {
    const store = new OnlineStore(rig, await rig.store());
    const paid = await store.paid();
    const held = await store.authorized();
    must(await store.box.send(accepted(store.box, await rig.order(held.order_id))));
    await die(how);
    must(await store.headquartersRefunds(paid, 120, "a refund"));
    await die(how);
    await putBack(store.box.storeId, endedBy);

    expect(rig.books(held.intent_id)).toMatchObject({ status: "succeeded", refunded_cents: 0 });
    expect(await rig.order(held.order_id)).toMatchObject({ handoff: "CONFIRMED", paid_cents: 500, refunded_cents: 0 });
    expect((await rig.money(held.order_id)).payment).toMatchObject({ status: "CAPTURED", amount_cents: 500 });
    expect(rig.books(paid.intent_id)).toMatchObject({ status: "succeeded", refunded_cents: 120 });
    expect(await rig.order(paid.order_id)).toMatchObject({ paid_cents: 500, refunded_cents: 120, refund_pending_cents: 0 });
    const { refunds } = await rig.money(paid.order_id);
    expect(refunds.map((refund) => [refund.status, refund.amount_cents])).toEqual([["SUCCEEDED", 120]]);
  },
);
