/** What goes by age, on a real Postgres: names of orders, and customers of whom nothing is heard. */
import { randomUUID } from "node:crypto";
import { systemRandomBytes } from "@crema/shared/server/system";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSignInCodes } from "../auth/sign-in-code.ts";
import {
  createTestNode,
  must,
  openStore,
  orderNow,
  placed,
  SECRET,
  START_MS,
  type TestBox,
  type TestNode,
} from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import type { Executor } from "../executor.ts";
import { placedAt, posOrder } from "../store-events.test-fixture.ts";
import { forgetOldCustomers, forgetOldNames, sweep } from "./erasure-job.ts";
import { foundIn } from "./found-in.test-fixture.ts";
import { type Person, personAt, placeAs } from "./person.test-fixture.ts";

const DAY_MS = 86_400_000;
const BY_AGE = ["store_inbox.command"];

let db: TestDatabase;
let node: TestNode;
let box: TestBox;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
  box = await openStore(node);
});
beforeEach(() => {
  node.time.ms = START_MS;
});
afterAll(() => db.drop());

const run = (keeping = { namesMs: 90 * DAY_MS, customersMs: null as number | null }) =>
  sweep({ database: node.database, executor: node.executor, erasures: node.erasures, clock: node.clock, keeping });
const person = () => personAt(node);
const orders = (who: Person, at = box) => placeAs(node, who, at);

describe("by age", () => {
  test("[P11] name and notes leave an order 90 days after it was due, and nothing else does", async () => {
    const name = `Otto${randomUUID().slice(0, 8)}`;
    const order = await placed(box, randomUUID(), { customer_name: name });
    const counter = posOrder(box, { customer_name: name, note: name });
    must(await box.send(placedAt(box, counter)));
    node.time.ms = START_MS + 89 * DAY_MS;
    await run();
    expect((await orderNow(node, order.order_id)).customer_name).toBe(name);
    node.time.ms = START_MS + 91 * DAY_MS;
    await run();
    node.time.ms = START_MS;
    expect((await foundIn(node.database.pool, name)).filter((place) => !BY_AGE.includes(place))).toEqual([]);
    expect(await orderNow(node, order.order_id)).toEqual({ ...order, customer_name: null });
  });

  test("[P11] names go store by store: one whose row cannot be had keeps no other, and a stop leaves the rest for the next run", async () => {
    const name = `Otto${randomUUID().slice(0, 8)}`;
    const [busy, ...quiet] = [await openStore(node), await openStore(node), await openStore(node)];
    const at = [busy, ...quiet].filter((store) => store !== undefined);
    for (const store of at) must(await store.send(placedAt(store, posOrder(store, { customer_name: name }))));
    node.time.ms = START_MS + 91 * DAY_MS;
    const isNamed = async (store: TestBox | undefined) => {
      const found = await node.database.pool.query("SELECT FROM orders WHERE store_id = $1 AND state::text LIKE $2", [
        store?.storeId,
        `%${name}%`,
      ]);
      return found.rowCount !== 0;
    };
    const forget = (forgets: { executor: Executor; isStopped?: () => boolean }) =>
      forgetOldNames({ ...node, keeping: { namesMs: 90 * DAY_MS, customersMs: null }, ...forgets });
    const [first] = at.map(({ storeId }) => storeId).toSorted();
    let pieces = 0;
    const oneTaken: Executor = {
      ...node.executor,
      execute: (work) =>
        node.executor.execute((unit) => {
          const lockLink = unit.lockLink.bind(unit);
          unit.lockLink = (storeId) => (storeId === first ? Promise.reject(new Error("it is taken")) : lockLink(storeId));
          pieces += 1;
          return work(unit);
        }),
    };
    await forget({ executor: oneTaken, isStopped: () => pieces >= 2 }).catch(() => undefined);
    expect((await Promise.all(at.map(isNamed))).filter(Boolean)).toHaveLength(2);
    await expect(forget({ executor: oneTaken })).rejects.toMatchObject({ errors: [{ message: "it is taken" }] });
    expect(await Promise.all(at.map(isNamed))).toEqual(at.map(({ storeId }) => storeId === first));
    await run();
    expect(await Promise.all(at.map(isNamed))).toEqual([false, false, false]);
  });

  const OF_CUSTOMERS = { namesMs: 90 * DAY_MS, customersMs: 1_095 * DAY_MS };
  const isThere = async ({ userId }: Person) =>
    (await node.database.pool.query("SELECT FROM users WHERE user_id = $1", [userId])).rowCount === 1;

  /** By a code from a mail, as each time; its session is over and pruned since. */
  async function signsIn({ name, userId }: Person): Promise<void> {
    const { pool } = node.database;
    const { rows } = await pool.query<{ email_index: string }>("SELECT email_index FROM users WHERE user_id = $1", [userId]);
    const [challengeId, index] = [randomUUID(), rows[0]?.email_index ?? ""];
    await pool.query(
      "INSERT INTO sign_in_codes (code_id, email_index, code_hash, created_at, expires_at) VALUES ($1, $2, $3, $4::timestamptz, $4::timestamptz + interval '10 minutes')",
      [challengeId, index, createSignInCodes(SECRET, systemRandomBytes).hash(index, "123456"), new Date(node.time.ms)],
    );
    const given = { challenge_id: challengeId, email: `${name}@example.org`, code: "123456", first_name: null };
    expect(must(await node.commands.signInByCode(given)).user_id).toBe(userId);
    await pool.query("DELETE FROM sessions WHERE user_id = $1", [userId]);
  }

  test("[P11] a customer who has signed in within three years stays, however long ago the first time was, and goes three years after the last", async () => {
    const zelda = await person();
    for (const day of [1, 800]) {
      node.time.ms = START_MS + day * DAY_MS;
      await signsIn(zelda);
    }
    node.time.ms = START_MS + 1_100 * DAY_MS;
    await run(OF_CUSTOMERS);
    expect(await isThere(zelda)).toBe(true);
    node.time.ms = START_MS + 1_896 * DAY_MS;
    await run(OF_CUSTOMERS);
    node.time.ms = START_MS;
    expect(await isThere(zelda)).toBe(false);
  });

  test("[P11] a customer who signs in between the look and the lock is not erased", async () => {
    const zelda = await person();
    node.time.ms = START_MS + 1_100 * DAY_MS;
    let isFound = false;
    const executor: Executor = {
      ...node.executor,
      async execute(work) {
        if (!isFound) await signsIn(zelda);
        isFound = true;
        return node.executor.execute(work);
      },
    };
    const { database, erasures, clock } = node;
    await forgetOldCustomers({ database, executor, erasures, clock, keeping: OF_CUSTOMERS });
    node.time.ms = START_MS;
    expect([isFound, await isThere(zelda), erasures.tombstones.has(zelda.userId)]).toEqual([true, true, false]);
  });

  test("[P11] a customer of whom nothing was heard for three years is erased; one who ordered is not", async () => {
    const [gone, loyal] = [await person(), await person()];
    const order = await orders(loyal);
    const late = new Date(START_MS + 1_000 * DAY_MS);
    await node.database.pool.query("UPDATE orders SET promised_at = $2 WHERE order_id = $1", [order, late]);
    node.time.ms = START_MS + 1_100 * DAY_MS;
    await run(OF_CUSTOMERS);
    node.time.ms = START_MS;
    expect([await isThere(gone), await isThere(loyal)]).toEqual([false, true]);
    expect(node.erasures.tombstones.get(gone.userId)).toMatchObject({ asked_by: "AGE", orders: [] });
  });
});
