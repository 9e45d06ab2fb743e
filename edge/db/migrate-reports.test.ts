/** What reports are made of, on a disk of the release before: lines, the journal and Z reports. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Db, openDatabase } from "./database.ts";
import { MIGRATIONS, migrate } from "./migrate.ts";
import { unreportedTotals } from "./report-facts.ts";
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
  migrateUntil("0016");
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
  expect(unreportedTotals(tables).totals.days).toMatchObject([
    { business_day: "2026-05-04", orders: 1, taxes: [{ rate_ppm: 190_000, name: null, net_cents: 420, tax_cents: 80 }] },
  ]);
  tables.journal.append("VOID", "o2", null);
  expect(tables.journal.positionOf("VOID", "o2")).toBe(8);
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
