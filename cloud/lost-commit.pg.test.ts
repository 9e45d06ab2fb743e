/** The connection to Postgres breaks when COMMIT is done and its reply is under way: nobody knows, and whoever asks again finds out. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  createTestNode,
  espressos,
  guestBy,
  must,
  openStore,
  operatorBy,
  orderNow,
  type TestBox,
  type TestNode,
} from "./cloud-node.test-fixture.ts";
import { CommitLine } from "./db/commit-line.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "./db/database.test-fixture.ts";
import { classifyDatabaseError, type Database, openDatabase } from "./db/database.ts";
import { setPaymentAccount } from "./payment-account.test-fixture.ts";
import { paid, placedAt, posOrder, step } from "./store-events.test-fixture.ts";

let db: TestDatabase;
/** On a line of its own to Postgres. */
let node: TestNode;
let through: Database;
let line: CommitLine;
let box: TestBox;
beforeAll(async () => {
  db = await createTestDatabase();
  line = await CommitLine.to(db.url);
  through = openDatabase({ url: line.url, max: 4, name: "through", onError: () => undefined });
  node = createTestNode(through);
});
afterAll(async () => {
  await through.close();
  await line.close();
  await db.drop();
});
beforeEach(async () => {
  box = await openStore(node);
});

/** Fails as a database that is away, having committed; returns what the second try says. */
async function twice<T>(work: () => Promise<T>): Promise<T> {
  const before = line.cuts;
  line.cutAt(1, "done");
  await expect(work()).rejects.toSatisfy((error) => classifyDatabaseError(error)?.code === "service.unavailable");
  expect(line.cuts).toBe(before + 1);
  return work();
}

const counted = async (table: string) =>
  (await db.database.pool.query<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE store_id = $1`, [box.storeId])).rows[0]?.n;

test("an app's order: the same key finds it, and it is offered once", async () => {
  const request = espressos(box.storeId);
  const again = must(await twice(() => node.commands.place(request, "a guest's own key", guestBy)));
  expect([again.replayed, await counted("orders"), await counted("store_inbox")]).toEqual([true, 1, 1]);
});

test("headquarters' refund of a counter order: the store is asked once", async () => {
  const order = posOrder(box);
  const id = order.order_id;
  const steps = [step(box, id, "order.started", 2, "PLACED"), step(box, id, "order.readied", 3, "IN_PROGRESS")];
  must(await box.send(placedAt(box, order), paid(box, id, order.total_cents), ...steps, step(box, id, "order.completed", 4, "READY")));
  const asked = { amount_cents: null, reason: "cold", without_cancelling: false };
  const again = must(await twice(() => node.commands.refund(id, asked, "once", operatorBy)));
  expect([again.refund, await counted("store_inbox")]).toEqual([null, 1]);
});

test("a store's batch: it is acknowledged, and has no effect a second time", async () => {
  const order = posOrder(box);
  const events = [placedAt(box, order), paid(box, order.order_id, order.total_cents)];
  // The second time nothing new is in the log: what was not acknowledged is sent again.
  must(await twice(() => box.send(...events.splice(0))));
  expect([(await orderNow(node, order.order_id)).paid_cents, await counted("payments")]).toEqual([order.total_cents, 1]);
});

test("a payment account that was set: setting it again changes nothing, and the others are told once", async () => {
  const asked = await node.commands.putPaymentAccount(box.storeId, { account: "acct_1", confirmation: null }, operatorBy);
  const confirmation = asked.ok ? null : String(asked.refusal.extra?.confirmation);
  must(await twice(() => node.commands.putPaymentAccount(box.storeId, { account: "acct_1", confirmation }, operatorBy)));
  expect(await counted("exceptions")).toBe(1);
  await setPaymentAccount(node, box.storeId, null);
});

test("an event that was set aside: the second word finds it done, and says so", async () => {
  must(await box.send(step(box, randomUUID(), "order.started", 2, "PLACED")));
  const aside = () => node.commands.setAsideQuarantined(box.storeId, { epoch: box.epoch, seq: 1 }, "typed in twice", operatorBy);
  expect(await twice(aside)).toMatchObject({
    refusal: { code: "quarantine.not_found", detail: expect.stringContaining("set aside already") },
  });
  expect(must(await node.commands.retryQuarantine(box.storeId))).toEqual({ applied: 0, remaining: 0 });
});
