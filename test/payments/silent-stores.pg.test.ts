/** When a paid order that nobody makes becomes a person's: not while the store sleeps, and each time that it falls silent. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must, operatorBy } from "@crema/cloud/cloud-node.test-fixture";
import { exceptionPage } from "@crema/cloud/reports/exceptions";
import { iso } from "@crema/shared/domain/kernel/clock";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { OnlineStore } from "./online-store.ts";
import { type Paid, PaymentRig } from "./payment-rig.ts";

const HOUR_MS = 3_600_000;
const dir = mkdtempSync(join(tmpdir(), "crema-silent-"));
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

const openExceptions = async ({ order_id }: Paid) => {
  const { exceptions } = await exceptionPage(rig.node.database.pool, [store.box.storeId], { state: "OPEN", limit: 50 });
  return exceptions.filter((each) => each.order_id === order_id && each.kind === "order.paid_store_silent");
};
const resolve = async (order: Paid) => {
  for (const { exception_id } of await openExceptions(order))
    must(await rig.node.commands.resolveException(exception_id, "called", operatorBy));
};

/** Wanted in so many hours, paid, and taken by the store. */
async function paidFor(hours: number): Promise<Paid> {
  const order = await rig.place(store.box, `an order in ${hours} hours for ${store.box.storeId}`, {
    requested_for: iso(rig.node.time.ms + hours * HOUR_MS),
  });
  await rig.pay(order);
  must((await rig.node.payments?.check(order.order_id)) ?? { ok: true, value: null });
  await store.accept(order);
  return order;
}

test("a box that is off at night with an order for the morning calls nobody; if it is silent in the morning, it does", async () => {
  const order = await paidFor(10);
  await rig.later(9 * 3600);
  expect(await openExceptions(order)).toEqual([]);
  // Its time to be begun is five minutes before its own.
  await rig.later(55 * 60 + 9 * 60);
  expect(await openExceptions(order)).toEqual([]);
  await rig.later(2 * 60);
  expect(await openExceptions(order)).toHaveLength(1);
});

test("a store that was called about its silence, was heard, and falls silent again is called again", async () => {
  const order = await store.paid();
  await rig.later(16 * 60);
  expect(await openExceptions(order)).toHaveLength(1);
  await resolve(order);
  await rig.later(30 * 60);
  expect(await openExceptions(order)).toEqual([]);
  must(await store.box.send());
  await rig.later(9 * 60);
  expect(await openExceptions(order)).toEqual([]);
  await rig.later(2 * 60);
  expect(await openExceptions(order)).toHaveLength(1);
});

test("what was raised in vain at night and resolved keeps nobody from hearing of the morning", async () => {
  const order = await paidFor(10);
  const { pool } = rig.node.database;
  await pool.query(
    `INSERT INTO exceptions (exception_id, store_id, order_id, kind, detail, what_to_do, raised_at, resolved_at)
     VALUES (gen_random_uuid(), $1, $2, 'order.paid_store_silent', '', '', $3, $3)`,
    [store.box.storeId, order.order_id, iso(rig.node.time.ms + HOUR_MS)],
  );
  await rig.later(10 * 3600 + 6 * 60);
  expect(await openExceptions(order)).toHaveLength(1);
});
