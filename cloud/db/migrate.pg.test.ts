import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type ChainedEntry, INBOX_GENESIS, inboxChainFault } from "@crema/sync/protocol/inbox-chain";
import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as customerTables from "./customer-schema.ts";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "./database.test-fixture.ts";
import * as freezeTables from "./freeze-schema.ts";
import * as identity from "./identity-schema.ts";
import * as messageTables from "./message-schema.ts";
import { migrate, NewerDatabaseError, pendingMigrations } from "./migrate.ts";
import * as orderTables from "./order-schema.ts";
import * as paymentTables from "./payment-schema.ts";
import * as storeTables from "./schema.ts";
import * as eventTables from "./store-events-schema.ts";

let scratch: TestDatabase;
let folder: string;
const directory = () => pathToFileURL(`${folder}/`);
const write = (name: string, sql: string) => writeFileSync(join(folder, name), sql);

describe("migrations", () => {
  beforeEach(async () => {
    scratch = await createEmptyDatabase();
    folder = mkdtempSync(join(tmpdir(), "crema-migrations-"));
    write("0001_initial.sql", readFileSync(new URL("./migrations/0001_initial.sql", import.meta.url), "utf8"));
  });
  afterEach(async () => {
    await scratch.drop();
    rmSync(folder, { recursive: true });
  });

  test("nodes that start at once migrate once, and both find the tables", async () => {
    const pending = await pendingMigrations(scratch.database);
    const ran = await Promise.all([migrate(scratch.database), migrate(scratch.another()), migrate(scratch.another())]);
    expect(ran.map((versions) => versions.length).sort()).toEqual([0, 0, pending.length]);
    expect((await scratch.database.pool.query("SELECT * FROM orders")).rowCount).toBe(0);
  });

  test("a later migration keeps the rows that are there", async () => {
    await migrate(scratch.database, directory());
    await scratch.database.pool.query("INSERT INTO settings VALUES ('kept', '{\"a\":1}')");
    write("0002_more.sql", "ALTER TABLE settings ADD COLUMN note text NOT NULL DEFAULT 'old';");
    expect(await migrate(scratch.database, directory())).toEqual([2]);
    expect((await scratch.database.pool.query("SELECT * FROM settings")).rows).toEqual([{ name: "kept", value: { a: 1 }, note: "old" }]);
  });

  test("the orders of the last release get their day, whatever characters stand in their names", async () => {
    await migrate(scratch.database, directory());
    const state = { customer_name: 'Bo\u0000 \ud800 "business_day":"2020-01-01"', business_day: "2026-05-04" };
    const insert = `INSERT INTO orders (store_id, order_id, origin, status, handoff, total_cents, created_at, promised_at, cursor, state)
       VALUES ('s', gen_random_uuid(), 'POS', 'COMPLETED', 'BORN_AT_STORE', 500, now(), now(), $1, $2)`;
    await scratch.database.pool.query(insert, [1, JSON.stringify(state)]);
    await scratch.database.pool.query(insert, [2, JSON.stringify({ ...state, business_day: null })]);
    await migrate(scratch.database);
    const { rows } = await scratch.database.pool.query("SELECT business_day FROM orders ORDER BY cursor");
    expect(rows).toEqual([{ business_day: "2026-05-04" }, { business_day: null }]);
  });

  test("an exception of the last release about a payment account says who had asked, by the end of its text and never by a name in it", async () => {
    await migrate(scratch.database, directory());
    const [asker, another] = ["019a2f00-0000-7000-8000-00000000000a", "019a2f00-0000-7000-8000-00000000000b"];
    await scratch.database.pool.query(
      `INSERT INTO exceptions (exception_id, store_id, kind, detail, what_to_do, raised_at)
       SELECT gen_random_uuid(), 's', kind, 'Card money goes to acct_1, by Bo ${another}. ${asker}.', '', now()
       FROM unnest(ARRAY['refund.failed', 'store.payment_account_changed']) AS kind`,
    );
    await migrate(scratch.database);
    const { rows } = await scratch.database.pool.query("SELECT asked_by FROM exceptions ORDER BY kind");
    expect(rows).toEqual([{ asked_by: null }, { asked_by: asker }]);
  });

  test("the events of the last release have their places in the order of each order, and what comes then goes on from there", async () => {
    const { pool } = scratch.database;
    const here = new URL("./migrations/", import.meta.url);
    for (const name of readdirSync(here)) if (name < "0032") write(name, readFileSync(new URL(name, here), "utf8"));
    await migrate(scratch.database, directory());
    const id = (n: number) => `0198c7f2-8b7e-7000-8000-${String(n).padStart(12, "0")}`;
    const happened = (order: number, cursor: number, event: number, minute: number, store = "s") =>
      pool.query("INSERT INTO order_events (store_id, order_id, cursor, event_id, type, at, body) VALUES ($1, $2, $3, $4, '-', $5, '{}')", [
        ...[store, id(order), cursor, id(event), `2026-05-04T08:0${minute}:00Z`],
      ]);
    // A box whose clock was behind: the second event of the first order is older than its first.
    await happened(1, 1, 10, 4);
    await happened(1, 2, 11, 1);
    await happened(2, 1, 12, 3);
    await happened(3, 1, 13, 1, "t");
    await pool.query(
      "INSERT INTO drawer_events (store_id, event_id, type, at, body, received_at) VALUES ('s', $1, 'drawer.counted', '2026-05-04T08:02:00Z', '{}', now())",
      [id(14)],
    );
    await migrate(scratch.database);
    await happened(2, 2, 15, 0);
    const { rows } = await pool.query("SELECT store_id, position::int, right(event_id::text, 2) AS n FROM store_events ORDER BY 1, 2");
    expect(rows.map(({ store_id, position, n }) => `${store_id}${position} ${n}`)).toEqual([
      ...["s1 14", "s2 12", "s3 10", "s4 11", "s5 15", "t1 13"],
    ]);
  });

  test("a customer of the last release has signed in when their newest session or used code says so", async () => {
    const { pool } = scratch.database;
    const here = new URL("./migrations/", import.meta.url);
    for (const name of readdirSync(here)) if (name < "0044") write(name, readFileSync(new URL(name, here), "utf8"));
    await migrate(scratch.database, directory());
    const id = (n: number) => `0198c7f2-8b7e-7000-8000-${String(n).padStart(12, "0")}`;
    for (const n of [1, 2, 3])
      await pool.query("INSERT INTO users (user_id, role, email_index, created_at) VALUES ($1, 'customer', $2, '2020-01-01')", [
        id(n),
        `i${n}`,
      ]);
    await pool.query(`INSERT INTO sessions (token_hash, user_id, created_at, expires_at)
      SELECT 'h' || day, '${id(1)}', day::date, '2027-01-01' FROM unnest(ARRAY['2026-05-01', '2026-05-03']) AS day`);
    await pool.query(`INSERT INTO sign_in_codes (code_id, email_index, code_hash, created_at, expires_at, used_at)
      SELECT gen_random_uuid(), i, '', '2026-05-01', '2026-05-01', used::date
      FROM (VALUES ('i1', '2026-05-02'), ('i2', '2026-05-02'), ('i3', NULL)) AS codes (i, used)`);
    await migrate(scratch.database);
    const { rows } = await pool.query("SELECT to_char(signed_in_at, 'YYYY-MM-DD') AS day FROM users ORDER BY user_id");
    expect(rows.map(({ day }) => day)).toEqual(["2026-05-03", "2026-05-02", null]);
  });

  test("the refunds of the last release: GIVEN_BACK, but corrections where their order was tendered again afterwards", async () => {
    const { pool } = scratch.database;
    const here = new URL("./migrations/", import.meta.url);
    for (const name of readdirSync(here)) if (name < "0014") write(name, readFileSync(new URL(name, here), "utf8"));
    await migrate(scratch.database, directory());
    const id = (n: number) => `0198c7f2-8b7e-7000-8000-${String(n).padStart(12, "0")}`;
    const [given, again] = [id(1), id(2)];
    const order = (orderId: string, paid: number, refunded: number) =>
      pool.query(
        `INSERT INTO orders (store_id, order_id, origin, status, handoff, total_cents, created_at, promised_at, cursor, state)
         VALUES ('s', $1, 'POS', 'COMPLETED', 'BORN_AT_STORE', 1338, now(), now(), 9, $2)`,
        [
          orderId,
          JSON.stringify({
            note: '\u0000 "paid_cents":5',
            paid_cents: paid,
            refunded_cents: refunded,
            refund_state: "PARTIAL",
            total_cents: 1338,
          }),
        ],
      );
    const money = async (type: "payment.captured" | "refund.succeeded", orderId: string, n: number, amount: number) => {
      const [name, status, day] =
        type === "payment.captured" ? ["payment", "CAPTURED", "captured_at"] : ["refund", "SUCCEEDED", "refunded_at"];
      const fact = {
        [`${name}_id`]: id(n),
        payment_id: id(n),
        order_id: orderId,
        provider: "in_store",
        status,
        amount_cents: amount,
        reason: "\u0000",
      };
      const more = name === "refund" ? "payment_id," : "";
      await pool.query(
        `INSERT INTO ${name}s (store_id, ${name}_id, ${more} order_id, provider, method, status, amount_cents, ${day}, state)
         VALUES ('s', $1, ${name === "refund" ? "$1," : ""} $2, 'in_store', 'CASH', $3, $4, now(), $5)`,
        [id(n), orderId, status, amount, JSON.stringify(fact)],
      );
      await pool.query(
        "INSERT INTO order_events (store_id, order_id, cursor, event_id, type, at, body) VALUES ('s', $1, $2, $3, $4, now(), $5)",
        [orderId, n, id(n + 100), type, JSON.stringify({ type, [name ?? ""]: fact })],
      );
    };
    await order(given, 1338, 98);
    await money("payment.captured", given, 10, 1338);
    await money("refund.succeeded", given, 11, 98);
    await order(again, 1436, 148);
    await money("payment.captured", again, 20, 1338);
    await money("refund.succeeded", again, 21, 98);
    await money("payment.captured", again, 22, 98);
    await money("refund.succeeded", again, 23, 50);
    await migrate(scratch.database);
    const refunds = await pool.query("SELECT right(refund_id::text, 2) AS n, kind, state FROM refunds ORDER BY refund_id");
    expect(refunds.rows.map(({ n, kind, state }) => [n, kind, state.kind])).toEqual([
      ["11", "GIVEN_BACK", undefined],
      ["21", "CORRECTION", "CORRECTION"],
      ["23", "GIVEN_BACK", undefined],
    ]);
    const orders = await pool.query("SELECT state FROM orders ORDER BY order_id");
    expect(orders.rows.map((row) => row.state)).toMatchObject([
      { paid_cents: 1338, refunded_cents: 98, refund_state: "PARTIAL", note: '\u0000 "paid_cents":5' },
      { paid_cents: 1338, refunded_cents: 50, refund_state: "PARTIAL" },
    ]);
    const marked = await pool.query("SELECT cursor FROM order_events WHERE body::text LIKE '%corrects_refunds%'");
    expect(marked.rows).toEqual([{ cursor: 22 }]);
  });

  test("the inbox of the last release becomes a chain over the bytes that are served, and goes on from its head", async () => {
    await migrate(scratch.database, directory());
    const { pool } = scratch.database;
    const link = `INSERT INTO store_links (store_id, last_hash, inbox_handle, documents_handle, inbox_head) VALUES ($1, '', '', '', $2)`;
    const entry = "INSERT INTO store_inbox (store_id, seq, id, command, created_at) VALUES ($1, $2, gen_random_uuid(), $3, now())";
    for (const [store, head] of [
      ["new", 0],
      ["a", 9],
      ["b", 1],
    ] as const)
      await pool.query(link, [store, head]);
    for (const [store, seq] of [
      ["a", 8],
      ["a", 9],
      ["b", 1],
    ] as const)
      await pool.query(entry, [store, seq, `{ "n":\t"é\\u0000${seq}"}`]);
    await migrate(scratch.database);
    const stored = await pool.query<ChainedEntry & { store_id: string }>(
      "SELECT store_id, seq, id::text AS id, chain, command::text AS command FROM store_inbox ORDER BY store_id, seq",
    );
    const [eight, nine, one] = stored.rows;
    expect(inboxChainFault({ seq: 7, chain: INBOX_GENESIS }, stored.rows.slice(0, 2))).toBeNull();
    expect([eight?.seq, inboxChainFault({ seq: 0, chain: INBOX_GENESIS }, stored.rows.slice(2))]).toEqual([8, null]);
    const links = await pool.query("SELECT store_id, inbox_chain, join_number, join_nonce FROM store_links ORDER BY store_id");
    const none = { join_number: 0, join_nonce: null };
    expect(links.rows).toEqual([
      { store_id: "a", inbox_chain: nine?.chain, ...none },
      { store_id: "b", inbox_chain: one?.chain, ...none },
      { store_id: "new", inbox_chain: INBOX_GENESIS, ...none },
    ]);
  });

  test("a migration that fails in the middle leaves nothing of itself", async () => {
    await migrate(scratch.database, directory());
    write("0002_broken.sql", "CREATE TABLE half (a int); SELECT 1 / 0;");
    await expect(migrate(scratch.database, directory())).rejects.toThrow("0002_broken");
    expect(
      (await scratch.database.pool.query("SELECT to_regclass('half') AS half, max(version) AS version FROM schema_migrations")).rows,
    ).toEqual([{ half: null, version: 1 }]);
  });

  test("a database that is newer than the code is refused", async () => {
    write("0002_more.sql", "SELECT 1;");
    await migrate(scratch.database, directory());
    await scratch.database.pool.query("INSERT INTO schema_migrations VALUES (9999, '9999_future.sql', now())");
    await expect(migrate(scratch.database)).rejects.toThrow(NewerDatabaseError);
  });

  test("a gap in the numbers is refused before anything runs", async () => {
    write("0003_gap.sql", "SELECT 1;");
    await expect(migrate(scratch.database, directory())).rejects.toThrow("out of line");
  });
});

test("the tables of the code are the tables of the migrations, column by column", async () => {
  const migrated = await createTestDatabase();
  try {
    const found = await migrated.database.pool.query<{ column: string }>(
      `SELECT table_name || '.' || column_name || ' ' || is_nullable AS column FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name <> 'schema_migrations' ORDER BY 1`,
    );
    const schemas = {
      ...storeTables,
      ...orderTables,
      ...customerTables,
      ...paymentTables,
      ...freezeTables,
      ...eventTables,
      ...identity,
      ...messageTables,
    };
    const tables = Object.values(schemas).filter((value) => is(value, PgTable));
    const declared = tables.flatMap((table) => {
      const { name, columns } = getTableConfig(table);
      return columns.map((column) => `${name}.${column.name} ${column.notNull || column.primary ? "NO" : "YES"}`);
    });
    expect(found.rows.map((row) => row.column).sort()).toEqual(declared.sort());
  } finally {
    await migrated.drop();
  }
});
