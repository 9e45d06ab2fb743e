import type { Clock } from "@crema/shared/domain/kernel/clock";
import { createManualTime } from "@crema/shared/domain/kernel/clock.test-fixture";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestNode, must, openStore } from "../cloud-node.test-fixture.ts";
import { isOnline } from "../queries/store-online.ts";
import { createTestDatabase, type TestDatabase } from "./database.test-fixture.ts";
import { createDatabaseClock } from "./database-clock.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

/** The database's time, as a machine that is right has it; the test's clock stands at that. */
async function databaseNow(): Promise<number> {
  const found = await db.database.pool.query<{ ms: number }>("SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms");
  return found.rows[0]?.ms ?? 0;
}
/** A machine whose wall clock is off; both of its clocks stand until they are moved. */
async function machine(offMs: number, { timers } = createManualTime()) {
  const at = { wall: (await databaseNow()) + offMs, monotonic: 5_000 };
  const clock: Clock = { now: () => at.wall, monotonic: () => at.monotonic };
  const time = createDatabaseClock({
    database: db.database,
    clock,
    timers,
    onError: (error) => expect(error).toBeNull(),
  });
  return { at, time };
}
const MINUTE_MS = 60_000;

test("[L3] a node whose clock is 20 s ahead finds a store online that another node has just heard", async () => {
  const node = createTestNode(db.database, { ms: await databaseNow() });
  const box = await openStore(node);
  must(await box.send());
  const { at, time } = await machine(20_000);
  expect(await isOnline(db.database, { now: () => at.wall, monotonic: () => at.monotonic }, box.storeId)).toBe(false);
  await time.measure();
  expect(await isOnline(db.database, time.clock, box.storeId)).toBe(true);
});

test("nothing is known before the first measurement; then the time goes on with the monotonic clock, whatever the wall clock is set to", async () => {
  const { at, time } = await machine(-86_400_000);
  expect([time.isKnown(), time.offsetMs()]).toEqual([false, null]);
  const before = await databaseNow();
  await time.measure();
  const after = await databaseNow();
  expect(time.isKnown()).toBe(true);
  const measured = time.clock.now();
  expect(measured).toBeGreaterThanOrEqual(Math.floor(before));
  expect(measured).toBeLessThanOrEqual(Math.ceil(after));
  at.monotonic += 30_000;
  at.wall += 30_000;
  expect([time.clock.now(), time.isKnown()]).toEqual([measured + 30_000, true]);
  // Somebody sets the clock right: nothing jumps, and nothing is swept before the next measurement.
  at.wall += 86_400_000;
  expect([time.clock.now(), time.isKnown()]).toEqual([measured + 30_000, false]);
  await time.measure();
  expect(time.isKnown()).toBe(true);
  at.monotonic += 5 * MINUTE_MS;
  at.wall += 5 * MINUTE_MS;
  expect(time.isKnown()).toBe(false);
});

test("a pool that is busy for seconds does not make the time unknown, so that offers and payments are swept all the same", async () => {
  const { at, time } = await machine(0);
  const { pool } = db.database;
  const taken = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
  const measuring = time.measure();
  at.monotonic += 3_000;
  at.wall += 3_000;
  for (const client of taken) client.release();
  await measuring;
  expect(time.isKnown()).toBe(true);
});

test("a machine that was asleep measures again at once, and not only a minute later", async () => {
  const manual = createManualTime();
  const { at, time } = await machine(0, manual);
  await time.measure();
  time.job.start();
  await manual.settle();
  await expect.poll(() => manual.pending()).toBe(1);
  const before = time.clock.now();
  at.wall += 3_600_000;
  expect(time.isKnown()).toBe(false);
  await manual.advance(2_000);
  await expect.poll(() => time.isKnown()).toBe(true);
  expect(Math.abs(time.clock.now() - before)).toBeLessThan(MINUTE_MS);
  await time.job.stop();
});
