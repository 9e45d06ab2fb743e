import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { balanceCents } from "@crema/shared/domain/order/order";
import { balanceFault, balanceOf } from "@crema/shared/domain/payment/balance";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore } from "../store.test-fixture.ts";
import { type Db, openDatabase } from "./database.ts";
import { MIGRATIONS, migrate } from "./migrate.ts";
import { unreportedTotals } from "./report-facts.ts";
import { prepareTables } from "./tables.ts";

const noClock = () => ({ raw_at: "2026-05-04T08:00:00.000Z", clock_offset_ms: null });

const AT = "2026-05-04T08:00:00.000Z";
let directory: string;
let migrations: URL;
let db: Db;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "crema-edge-"));
  cpSync(MIGRATIONS, join(directory, "migrations"), { recursive: true });
  migrations = pathToFileURL(join(directory, "migrations/"));
  db = openDatabase(join(directory, "edge.db"));
});
afterEach(() => {
  db.close();
  rmSync(directory, { recursive: true, force: true });
});
const add = (name: string, sql: string) => writeFileSync(new URL(name, migrations), sql);
/** The release that ended with this migration. */
const keepUntil = (last: string) => {
  for (const name of readdirSync(migrations)) if (name.slice(0, 4) > last) rmSync(new URL(name, migrations));
};
const tableNames = () =>
  db
    .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all()
    .map((row) => row.name);

test("run in the order of their names, once", () => {
  add("0901_later.sql", "ALTER TABLE colours ADD COLUMN shade TEXT;");
  add("0900_colours.sql", "CREATE TABLE colours (name TEXT PRIMARY KEY) STRICT;");
  expect(migrate(db, AT, migrations)).toEqual([
    "0001_initial.sql",
    "0002_store_money.sql",
    "0003_screens.sql",
    "0004_refund_requests.sql",
    "0005_older_documents.sql",
    "0006_trusted_time.sql",
    "0007_refund_kinds.sql",
    "0008_sessions_and_pins.sql",
    "0009_drawer_cash.sql",
    "0010_joins.sql",
    "0011_next_box.sql",
    "0012_restored_disks.sql",
    "0013_relogged_events.sql",
    "0014_names_folded.sql",
    "0015_lines_of_refunds.sql",
    "0016_taxes_and_voids.sql",
    "0017_sold_out_modifiers.sql",
    "0018_rushed_orders.sql",
    "0019_drawers_of_tills.sql",
    "0020_online_refunds.sql",
    "0021_online_refunds_in_the_journal.sql",
    "0022_app_orders_paused.sql",
    "0023_counted.sql",
    "0024_moved_promises.sql",
    "0025_refunds_as_of_amendments.sql",
    "0026_guest_drafts.sql",
    "0027_persons.sql",
    "0028_persons_of_open_orders.sql",
    "0029_customer_screens.sql",
    "0030_guest_orders.sql",
    "0900_colours.sql",
    "0901_later.sql",
  ]);
  expect(migrate(db, AT, migrations)).toEqual([]);
});

test("a database that is newer than the program is refused and stays as it is", () => {
  add("0002_colours.sql", "CREATE TABLE colours (name TEXT PRIMARY KEY) STRICT;");
  migrate(db, AT, migrations);
  rmSync(new URL("0002_colours.sql", migrations));
  expect(() => migrate(db, AT, migrations)).toThrow("newer than this program");
  expect(tableNames()).toContain("colours");
});

test("a file that was changed after it had run is refused", () => {
  migrate(db, AT, migrations);
  add("0001_initial.sql", `${readFileSync(new URL("0001_initial.sql", migrations), "utf8")}\n-- changed`);
  expect(() => migrate(db, AT, migrations)).toThrow("not the one");
});

test("all or nothing: a file that fails undoes those before it", () => {
  add("0002_colours.sql", "CREATE TABLE colours (name TEXT PRIMARY KEY) STRICT;");
  add("0003_broken.sql", "CREATE TABLE colours (name TEXT) STRICT;");
  expect(() => migrate(db, AT, migrations)).toThrow("already exists");
  expect(tableNames()).not.toContain("colours");
  expect(db.pragma("foreign_keys", { simple: true })).toBe(1);
});

test("a start without a migration reads no history: what refers to nothing is found by the next migration", () => {
  migrate(db, AT, migrations);
  db.pragma("foreign_keys = OFF");
  db.exec(
    `INSERT INTO refunds (refund_id, payment_id, order_id, store_id, provider, method, status, amount_cents, currency, reason, actor, refunded_at)
     VALUES ('r', 'nowhere', 'nowhere', 's', 'in_store', 'CASH', 'SUCCEEDED', 1, 'EUR', '', '{}', '${AT}')`,
  );
  expect(migrate(db, AT, migrations)).toEqual([]);
  add("0002_colours.sql", "CREATE TABLE colours (name TEXT PRIMARY KEY) STRICT;");
  expect(() => migrate(db, AT, migrations)).toThrow("refer to nothing");
});

test("a file that leaves rows which refer to nothing is refused", () => {
  migrate(db, AT, migrations);
  add(
    "0002_orphans.sql",
    `INSERT INTO refunds (refund_id, payment_id, order_id, store_id, provider, method, status, amount_cents, currency, reason, actor, refunded_at)
     VALUES ('r', 'nowhere', 'nowhere', 's', 'in_store', 'CASH', 'SUCCEEDED', 1, 'EUR', '', '{}', '${AT}');`,
  );
  expect(() => migrate(db, AT, migrations)).toThrow("refer to nothing");
});

test("a table with rows of the last release is rebuilt with its rows, its lines still attached", async () => {
  const seeded = await openTestStore();
  const order = await seeded.placed();
  await seeded.executor.stop();
  seeded.db.close();
  const old = openDatabase(seeded.path);
  // What a release that changes the table would ship: SQLite rebuilds a table to change it.
  const create = old.prepare<[], { sql: string }>("SELECT sql FROM sqlite_schema WHERE name = 'orders'").get()?.sql ?? "";
  const named = old.prepare<[], { name: string }>("SELECT name FROM pragma_table_info('orders')").all();
  const columns = named.map(({ name }) => name).join(", ");
  add(
    "0002_rebuild.sql",
    `${create.replace("CREATE TABLE orders", "CREATE TABLE orders_new").replace("state TEXT NOT NULL,", "state TEXT NOT NULL, called_at TEXT,")};
     INSERT INTO orders_new (${columns}) SELECT ${columns} FROM orders;
     DROP TABLE orders;
     ALTER TABLE orders_new RENAME TO orders;`,
  );
  expect(migrate(old, AT, migrations)).toEqual(["0002_rebuild.sql"]);
  expect(prepareTables(old, noClock).orders.read(order.order_id)?.order).toEqual(order);
  expect(old.pragma("foreign_key_check")).toEqual([]);
  old.close();
  rmSync(join(seeded.path, ".."), { recursive: true, force: true });
});

test("the store's money of the last release: rows stay, with no tip and no session, and wait for the first report", async () => {
  keepUntil("0001");
  migrate(db, AT, migrations);
  const order = (id: string, status: string) =>
    db
      .prepare(
        `INSERT INTO orders (order_id, store_id, origin, status, handoff, authority, order_seq, pay_mode, promised_at, business_day, created_at,
           updated_at, currency, subtotal_cents, discount_cents, tax_cents, total_cents, paid_cents, refunded_cents, cursor, principal,
           idempotency_key, state)
         VALUES (?, 's', 'POS', ?, 'BORN_AT_STORE', 'edge', 4, 'AT_STORE', '${AT}', '2026-05-04', '${AT}', '${AT}', 'EUR', 500, 0, 80, 500,
           500, 100, 1, 'device:d', ?, '{}')`,
      )
      .run(id, status, id);
  order("o1", "COMPLETED");
  order("o2", "READY");
  db.exec(
    `INSERT INTO payments (payment_id, order_id, store_id, provider, provider_ref, method, status, amount_cents, currency, business_day, created_at)
     VALUES ('p1', 'o1', 's', 'in_store', 'A-000001', 'CASH', 'CAPTURED', 500, 'EUR', '2026-05-04', '${AT}');
     INSERT INTO refunds (refund_id, payment_id, order_id, store_id, provider, method, status, amount_cents, currency, reason, actor, refunded_at)
     VALUES ('r1', 'p1', 'o1', 's', 'in_store', 'CASH', 'SUCCEEDED', 100, 'EUR', 'cold', '{}', '${AT}')`,
  );
  expect(migrate(db, AT)[0]).toBe("0002_store_money.sql");
  const tables = prepareTables(db, noClock);
  expect(tables.money.paymentsOf("o1")).toMatchObject([{ amount_cents: 500, tip_cents: 0, drawer_session_id: null }]);
  expect(tables.money.refundsOf("o1")).toMatchObject([{ amount_cents: 100, tip_cents: 0, drawer_session_id: null }]);
  const { days } = unreportedTotals(tables, null).totals;
  const count = (list: readonly { count: number }[]) => list.reduce((sum, each) => sum + each.count, 0);
  expect(days.reduce((sum, each) => sum + each.orders, 0)).toBe(1);
  expect([days.flatMap((each) => each.tenders), days.flatMap((each) => [...each.refunds, ...(each.corrections ?? [])])].map(count)).toEqual(
    [1, 1],
  );
});

test("the money of many days of the last release: the first reports have its oldest days whole, not its tenders alone", () => {
  keepUntil("0001");
  migrate(db, AT, migrations);
  for (let day = 1; day <= 20; day++) {
    const on = `2026-05-${String(day).padStart(2, "0")}`;
    db.exec(
      `INSERT INTO orders (order_id, store_id, origin, status, handoff, authority, order_seq, pay_mode, promised_at, business_day, created_at,
         updated_at, currency, subtotal_cents, discount_cents, tax_cents, total_cents, paid_cents, refunded_cents, cursor, principal,
         idempotency_key, state)
       VALUES ('o${day}', 's', 'POS', 'COMPLETED', 'BORN_AT_STORE', 'edge', 4, 'AT_STORE', '${AT}', '${on}', '${AT}', '${AT}', 'EUR',
         500, 0, 80, 500, 500, 100, 1, 'device:d', 'k${day}', '{}');
       INSERT INTO payments (payment_id, order_id, store_id, provider, provider_ref, method, status, amount_cents, currency, business_day, created_at)
       VALUES ('p${day}', 'o${day}', 's', 'in_store', 'A-${day}', 'CASH', 'CAPTURED', 500, 'EUR', '${on}', '${AT}');
       INSERT INTO refunds (refund_id, payment_id, order_id, store_id, provider, method, status, amount_cents, currency, reason, actor, refunded_at, business_day)
       VALUES ('r${day}', 'p${day}', 'o${day}', 's', 'in_store', 'CASH', 'SUCCEEDED', 100, 'EUR', 'cold', '{}', '${AT}', '${on}')`,
    );
  }
  migrate(db, AT);
  const { days } = unreportedTotals(prepareTables(db, noClock), null).totals;
  expect(days.map(({ orders, tenders, refunds }) => [orders, tenders[0]?.count, refunds[0]?.count])).toEqual(Array(14).fill([1, 1, 1]));
  expect(days.at(-1)?.business_day).toBe("2026-05-14");
});

test("orders of the last release are found by name and ticket; nothing was ever scheduled or on hold", () => {
  keepUntil("0002");
  migrate(db, AT, migrations);
  db.exec(
    `INSERT INTO orders (order_id, store_id, origin, status, handoff, authority, order_seq, pay_mode, promised_at, business_day, ticket_number, created_at,
       updated_at, currency, subtotal_cents, discount_cents, tax_cents, total_cents, paid_cents, refunded_cents, cursor, principal, idempotency_key, state)
     VALUES ('o1', 's', 'POS', 'PLACED', 'BORN_AT_STORE', 'edge', 1, 'AT_STORE', '${AT}', '2026-05-04', 'A7', '${AT}', '${AT}', 'EUR', 500, 0, 80, 500, 0, 0, 1,
       'device:d', 'k', '{"customer_name":"Bo\\u0000","requested_for":"2026-05-04T12:00:00.000Z"}')`,
  );
  expect(migrate(db, AT)[0]).toBe("0003_screens.sql");
  const tables = prepareTables(db, noClock);
  for (const q of ["bo", "a7"]) expect(tables.orderSearch.find({ q, limit: 5 })).toEqual(["o1"]);
  expect(tables.orders.read("o1")?.order).toMatchObject({ last_step: null, made_line_ids: [], amendments: 0, amended_at: null });
  expect([tables.releases.next(), tables.drafts.heldCount()]).toEqual([null, 0]);
});

test("the refunds of the last release: real refunds, but corrections where their order was tendered again afterwards", () => {
  keepUntil("0006");
  migrate(db, AT, migrations);
  const order = (id: string, status: string, paid: number, refunded: number, refundState: string) =>
    db
      .prepare(
        `INSERT INTO orders (order_id, store_id, origin, status, handoff, authority, order_seq, pay_mode, promised_at, business_day, created_at,
           updated_at, currency, subtotal_cents, discount_cents, tax_cents, total_cents, paid_cents, refunded_cents, cursor, principal,
           idempotency_key, state)
         VALUES (?, 's', 'POS', ?, 'BORN_AT_STORE', 'edge', 4, 'AT_STORE', '${AT}', '2026-05-04', '${AT}', '${AT}', 'EUR', 1338, 0, 80, 1338,
           ?, ?, 1, 'device:d', ?, ?)`,
      )
      .run(id, status, paid, refunded, id, JSON.stringify({ refund_state: refundState, customer_name: "Bo\u0000" }));
  const money = (table: "payment" | "refund", id: string, orderId: string, amount: number) => {
    const [columns, values] =
      table === "payment" ? ["created_at", `'${AT}'`] : ["payment_id, reason, actor, refunded_at", `'${orderId}-p', '', '{}', '${AT}'`];
    const status = table === "payment" ? "CAPTURED" : "SUCCEEDED";
    db.exec(
      `INSERT INTO ${table}s (${table}_id, order_id, store_id, provider, method, status, amount_cents, currency, business_day, ${columns})
       VALUES ('${id}', '${orderId}', 's', 'in_store', 'CASH', '${status}', ${amount}, 'EUR', '2026-05-04', ${values});
       INSERT INTO journal (kind, ref_id, business_day) VALUES ('${table.toUpperCase()}', '${id}', '2026-05-04')`,
    );
  };
  // Before the hand-over 0.98 was refunded, and nothing came of it.
  order("given", "READY", 1338, 98, "PARTIAL");
  money("payment", "given-p", "given", 1338);
  money("refund", "given-r", "given", 98);
  // The only way out was a second tender; later the guest got a refund.
  order("again", "COMPLETED", 1436, 148, "PARTIAL");
  money("payment", "again-p", "again", 1338);
  money("refund", "again-r", "again", 98);
  money("payment", "again-q", "again", 98);
  money("refund", "again-s", "again", 50);
  // All of it was wrong, and taken again.
  order("whole", "READY", 2676, 1338, "PARTIAL");
  money("payment", "whole-p", "whole", 1338);
  money("refund", "whole-r", "whole", 1338);
  money("payment", "whole-q", "whole", 1338);
  migrate(db, AT);
  const { money: facts, orders } = prepareTables(db, noClock);
  const kinds = (id: string) => facts.refundsOf(id).map((refund) => refund.kind);
  expect([kinds("given"), kinds("again"), kinds("whole")]).toEqual([["GIVEN_BACK"], ["CORRECTION", "GIVEN_BACK"], ["CORRECTION"]]);
  expect(db.prepare("SELECT count(*) FROM refunds WHERE kind = 'CORRECTION'").pluck().get()).toBe(2);
  for (const [id, refunded, state] of [
    ["given", 98, "PARTIAL"],
    ["again", 50, "PARTIAL"],
    ["whole", 0, "NONE"],
  ] as const) {
    const stored = orders.read(id)?.order;
    if (!stored) throw new Error("the order is gone");
    expect(stored).toMatchObject({ paid_cents: 1338, refunded_cents: refunded, refund_state: state, customer_name: "Bo\u0000" });
    expect(balanceCents(stored)).toBe(0);
    expect(balanceFault(stored, balanceOf(facts.paymentsOf(id), facts.refundsOf(id)))).toBeNull();
  }
});

test("a box of the last release goes on from where it stood: what it applied has no chain yet, its documents are fetched again", () => {
  keepUntil("0009");
  migrate(db, AT, migrations);
  db.exec(
    `UPDATE position SET inbox_seq = 5, inbox_id = 'i5';
     INSERT INTO inbox_applied (seq, id, applied_at) VALUES (5, 'i5', '${AT}');
     INSERT INTO documents (kind, version, document) VALUES ('menu', 4, '{}');
     INSERT INTO shape_positions (table_name, handle, offset) VALUES ('store_inbox', 'h', '5_0'), ('store_documents', 'h', '4_0')`,
  );
  migrate(db, AT);
  const tables = prepareTables(db, noClock);
  expect(tables.box.position()).toMatchObject({ inbox_seq: 5, inbox_id: "i5", inbox_chain: null });
  expect(tables.box.box()).toMatchObject({ join_number: null, join_nonce: null, next_nonce: null, forked_at: null, restored_at: null });
  expect(tables.documents.place("menu")).toEqual({ version: 4, sha256: null });
  expect(tables.handoff.isApplied("i5")).toBe(true);
  expect(db.prepare("SELECT table_name FROM shape_positions").pluck().all()).toEqual(["store_inbox"]);
});

test("a box of the last release that has applied nothing yet begins its chain at the beginning", () => {
  keepUntil("0009");
  migrate(db, AT, migrations);
  migrate(db, AT);
  expect(prepareTables(db, noClock).box.position().inbox_chain).toBe("0".repeat(64));
});
