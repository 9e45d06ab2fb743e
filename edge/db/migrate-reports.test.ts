/** What reports are made of, on a disk of the release before: lines, the journal and Z reports. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { DrawerSession } from "@crema/shared/domain/drawer/drawer";
import { cents } from "@crema/shared/domain/kernel/money";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Db, openDatabase } from "./database.ts";
import { MIGRATIONS, migrate } from "./migrate.ts";
import { unreportedRuns, unreportedTotals } from "./report-facts.ts";
import { prepareTables } from "./tables.ts";

const noClock = () => ({ raw_at: "2026-05-04T08:00:00.000Z", clock_offset_ms: null });
const AT = "2026-05-04T08:00:00.000Z";
let directory: string;
let db: Db;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "crema-edge-"));
  db = openDatabase(join(directory, "edge.db"));
});
afterEach(() => {
  db.close();
  rmSync(directory, { recursive: true, force: true });
});

/** The database of the release that ended with that migration. */
function migrateUntil(last: string): void {
  const folder = join(directory, "migrations");
  cpSync(MIGRATIONS, folder, { recursive: true });
  for (const name of readdirSync(folder)) if (name.slice(0, 4) > last) rmSync(join(folder, name));
  migrate(db, AT, pathToFileURL(`${folder}/`));
}

test("lines of the last release have their one tax as they had it, and the journal goes on where it stood, with voids from now on", () => {
  migrateUntil("0015");
  db.exec(
    `INSERT INTO orders (order_id, store_id, origin, status, handoff, authority, order_seq, pay_mode, promised_at, business_day, created_at,
       updated_at, currency, subtotal_cents, discount_cents, tax_cents, total_cents, paid_cents, refunded_cents, cursor, principal,
       idempotency_key, state)
     VALUES ('o1', 's', 'POS', 'COMPLETED', 'BORN_AT_STORE', 'edge', 4, 'AT_STORE', '${AT}', '2026-05-04', '${AT}', '${AT}', 'EUR', 500, 0, 80,
       500, 500, 0, 1, 'device:d', 'k', '{"completed_at":"${AT}"}');
     INSERT INTO order_lines (order_id, position, line_id, item_id, name, station, tax_category, qty, unit_price_cents, modifiers, gross_cents,
       discount_cents, tax_cents, line_total_cents, tax_rate_ppm)
     VALUES ('o1', 0, 'l1', 'tea', 'Tea', 'bar', 'drink', 1, 500, '[]', 500, 0, 80, 500, 190000);
     INSERT INTO journal (position, kind, ref_id, business_day) VALUES (7, 'SALE', 'o1', '2026-05-04')`,
  );
  expect(migrate(db, AT)).toContain("0016_taxes_and_voids.sql");
  const tables = prepareTables(db, noClock);
  const line = tables.orders.read("o1")?.order.lines[0];
  expect(line).toMatchObject({ tax_cents: 80, tax_rate_ppm: 190_000 });
  expect(line && ["taxes" in line, "tax_exempt" in line]).toEqual([false, false]);
  expect(unreportedTotals(tables, null).totals.days).toMatchObject([
    { business_day: "2026-05-04", orders: 1, taxes: [{ rate_ppm: 190_000, name: null, net_cents: 420, tax_cents: 80 }] },
  ]);
  tables.journal.append("VOID", "o2", null, null);
  expect(tables.journal.placeOf("VOID", "o2")).toEqual({ position: 8, session_id: null });
});

test("a store with one drawer goes on with it: what its last Z covers stays covered, the rest is in its next, and a till may open another", () => {
  migrateUntil("0018");
  const STAFF = { kind: "staff", id: "ana", name: "Ana" } as const;
  const opened = (n: number) => ({
    ...{
      status: "OPEN",
      session_id: `0198c7f2-8b7e-7000-8000-00000000000${n}`,
      store_id: "s",
      currency: "EUR",
      business_day: "2026-05-04",
    },
    ...{ float_cents: cents(0), opened_at: AT, opened_by: STAFF },
  });
  const [closed, open] = [opened(1), opened(2)];
  const put = db.prepare("INSERT INTO drawer_sessions (session_id, store_id, status, state) VALUES (?, 's', ?, ?)");
  put.run(closed.session_id, "CLOSED", JSON.stringify(closed));
  put.run(open.session_id, "OPEN", JSON.stringify(open));
  db.exec(`INSERT INTO z_reports (z_number, session_id, journal_to, report) VALUES ('A-Z0001', '${closed.session_id}', 1, '{}')`);
  for (const [n, amount] of [500, 250].entries()) {
    db.exec(`INSERT INTO drawer_movements (movement_id, store_id, session_id, kind, amount_cents, currency, reason, actor, at, business_day)
      VALUES ('m${n}', 's', '${open.session_id}', 'PAID_IN', ${amount}, 'EUR', 'x', '{}', '${AT}', '2026-05-04')`);
    db.exec(`INSERT INTO journal (kind, ref_id, business_day) VALUES ('MOVEMENT', 'm${n}', '2026-05-04')`);
  }
  expect(migrate(db, AT)).toContain("0019_drawers_of_tills.sql");
  const tables = prepareTables(db, noClock);
  expect([tables.drawer.openOf(null)?.session_id, tables.drawer.reportedTo()]).toEqual([open.session_id, 1]);
  const session = tables.drawer.openOf(null);
  expect(tables.journal.coveredBy("A-Z0001")).toEqual([{ kind: "MOVEMENT", ref_id: "m0" }]);
  expect(tables.journal.factsIn(unreportedRuns(tables, session))).toEqual([{ kind: "MOVEMENT", ref_id: "m1" }]);
  expect(unreportedTotals(tables, session).totals.days).toMatchObject([{ paid_in_cents: 250 }]);
  const own = DrawerSession.parse({ ...opened(3), till: { device_id: "0198c7f2-8b7e-7000-8000-0000000000dd", name: "Till 2" } });
  tables.drawer.saveSession(own);
  expect(tables.drawer.openSessions()).toHaveLength(2);
  expect(() => tables.drawer.saveSession({ ...own, session_id: closed.session_id.replace(/1$/, "4") })).toThrow("UNIQUE");
});

test("a Z report of the last release is read with what it did not say: no voids, no tax of refunds, taxes without a name", () => {
  migrate(db, AT);
  const day = {
    ...{
      business_day: "2026-05-04",
      orders: 1,
      gross_cents: 500,
      discount_cents: 0,
      tax_cents: 80,
      sales_cents: 500,
      sales_online_cents: 0,
      tips_online_cents: null,
    },
    ...{ taxes: [{ rate_ppm: 190_000, net_cents: 420, tax_cents: 80 }], tenders: [], tips_cents: 0, refunds: [], corrections: [] },
    ...{ paid_in_cents: 0, paid_out_cents: 0, no_sales: 0 },
  };
  const sums = { float_cents: 0, taken_cents: 0, given_back_cents: 0, paid_in_cents: 0, paid_out_cents: 0, expected_cents: 0 };
  const session_id = "0198c7f2-8b7e-7000-8000-000000000001";
  const report = {
    ...{ z_number: "A-Z0001", store_id: "s", session_id, currency: "EUR", business_day: "2026-05-04", opened_at: AT, closed_at: AT },
    ...{ closed_by: { kind: "staff", id: "ana", name: "Ana" }, days: [day], outside_session_cents: 0 },
    drawer: { ...sums, counted_cents: 0, difference_cents: 0 },
  };
  db.pragma("foreign_keys = OFF");
  db.prepare("INSERT INTO z_reports (z_number, session_id, journal_to, report) VALUES ('A-Z0001', ?, 0, ?)").run(
    session_id,
    JSON.stringify(report),
  );
  expect(prepareTables(db, noClock).drawer.reports(1)).toMatchObject([
    { days: [{ voids: null, refund_taxes: null, refunded_tax_cents: null, taxes: [{ name: null, is_exempt: false, tax_cents: 80 }] }] },
  ]);
});

test("refunds online that an X counted and no Z has are in the next Z, and those that a Z has in no other", () => {
  migrateUntil("0020");
  db.exec(`INSERT INTO z_reports (z_number, session_id, journal_to, report) VALUES ('A-Z0001', NULL, 1, '{}')`);
  const counts = { covered: 1, waiting: 3, later: 3, never: null, unsold: 1 };
  for (const [n, [name, counts_from]] of Object.entries(counts).entries()) {
    const order = `o${n}`;
    db.exec(`INSERT INTO orders (order_id, store_id, origin, status, handoff, authority, order_seq, pay_mode, promised_at, business_day, created_at,
       updated_at, currency, subtotal_cents, discount_cents, tax_cents, total_cents, paid_cents, refunded_cents, cursor, principal,
       idempotency_key, state)
     VALUES ('${order}', 's', 'APP', 'COMPLETED', 'CONFIRMED', 'edge', 4, 'ONLINE', '${AT}', '2026-05-04', '${AT}', '${AT}', 'EUR', 500, 0, 80,
       500, 500, 0, ${n}, 'device:d', 'k${n}', '{"completed_at":"${AT}"}')`);
    db.prepare(
      `INSERT INTO online_refunds (refund_id, order_id, refunded_at, business_day, lines, counts_from, state)
       VALUES (?, ?, '2026-05-05T08:00:00.000Z', '2026-05-05', '[]', ?, '{"status":"SUCCEEDED","amount_cents":200,"tip_cents":0}')`,
    ).run(name, order, counts_from);
  }
  db.exec(`INSERT INTO journal (position, kind, ref_id, business_day) VALUES (1, 'SALE', 'o0', '2026-05-04'), (2, 'SALE', 'o1', '2026-05-04'),
    (4, 'SALE', 'o2', '2026-05-04'), (5, 'SALE', 'o3', '2026-05-04')`);
  expect(migrate(db, AT)).toContain("0021_online_refunds_in_the_journal.sql");
  const { totals } = unreportedTotals(prepareTables(db, noClock), null);
  expect(totals.online_refunds).toEqual([{ refund_id: "waiting" }, { refund_id: "later" }]);
  expect(totals.days.map((day) => [day.business_day, day.refunds_online_cents])).toEqual([
    ["2026-05-04", 0],
    ["2026-05-05", 400],
  ]);
  const { onlineRefunds } = prepareTables(db, noClock);
  expect(Object.keys(counts).filter((name) => onlineRefunds.isCounted(name))).toEqual(["covered"]);
});
