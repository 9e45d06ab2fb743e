import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { openDatabase } from "../db/database.ts";
import { relayOnce } from "./outbox-relay.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const waiting = async () => Number((await db.database.pool.query<{ n: number }>("SELECT count(*) AS n FROM outbox")).rows[0]?.n);

test("a relay that has found nothing for a while takes 500 of 20,000 rows that come at once, and not all of them", async () => {
  await db.database.pool.query("VACUUM ANALYZE outbox");
  // One connection, as a relay has it that goes on for days: what it prepares, it prepares on the empty table.
  const one = openDatabase({ url: db.url, max: 1, name: "relay", onError: () => undefined });
  try {
    for (let empty = 0; empty < 10; empty += 1) expect(await relayOnce(one)).toBe(0);
    await db.database.pool.query(
      `INSERT INTO outbox (store_id, topic, order_id, created_at)
       SELECT 'store-' || n % 40, 'order', gen_random_uuid(), now() FROM generate_series(1, 20000) n`,
    );
    expect(await relayOnce(one)).toBe(500);
    expect(await waiting()).toBe(19_500);
  } finally {
    await one.close();
  }
});
