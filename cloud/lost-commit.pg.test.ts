/** The connection to Postgres breaks when COMMIT is done and its reply is under way: nobody knows, and whoever asks again finds out. */
import { randomUUID } from "node:crypto";
import { createServer, type Server, connect as tcp } from "node:net";
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
import { createTestDatabase, type TestDatabase } from "./db/database.test-fixture.ts";
import { classifyDatabaseError, type Database, openDatabase } from "./db/database.ts";
import { setPaymentAccount } from "./payment-account.test-fixture.ts";
import { paid, placedAt, posOrder, step } from "./store-events.test-fixture.ts";

let db: TestDatabase;
/** On a line of its own to Postgres. */
let node: TestNode;
let through: Database;
let line: Server;
let cutsAtCommit = false;
let cuts = 0;
let box: TestBox;
beforeAll(async () => {
  db = await createTestDatabase();
  const url = new URL(db.url);
  const server = { host: url.hostname, port: Number(url.port) };
  line = createServer((client) => {
    const postgres = tcp(server);
    let isCut = false;
    client.on("data", (bytes) => {
      if (cutsAtCommit && bytes.includes("COMMIT")) {
        isCut = true;
        cutsAtCommit = false;
      }
      postgres.write(bytes);
    });
    postgres.on("data", (bytes) => {
      if (!isCut) return client.write(bytes);
      // Postgres has answered: it is committed.
      cuts += 1;
      client.destroy();
      postgres.end();
    });
    client.on("close", () => postgres.end()).on("error", () => undefined);
    postgres.on("close", () => client.end()).on("error", () => undefined);
  });
  await new Promise<void>((resolve) => line.listen(0, "127.0.0.1", resolve));
  const address = line.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  url.host = `127.0.0.1:${address.port}`;
  through = openDatabase({ url: url.href, max: 4, name: "through", onError: () => undefined });
  node = createTestNode(through);
});
afterAll(async () => {
  await through.close();
  line.close();
  await db.drop();
});
beforeEach(async () => {
  box = await openStore(node);
});

/** Fails as a database that is away, having committed; returns what the second try says. */
async function twice<T>(work: () => Promise<T>): Promise<T> {
  const before = cuts;
  cutsAtCommit = true;
  await expect(work()).rejects.toSatisfy((error) => classifyDatabaseError(error)?.code === "service.unavailable");
  expect(cuts).toBe(before + 1);
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
