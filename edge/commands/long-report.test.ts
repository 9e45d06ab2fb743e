import type { DayTotals, ZReport } from "@crema/shared/domain/drawer/report";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { approved, openTestStore, type TestStore, unwrap } from "../store.test-fixture.ts";

let store: TestStore;
let keys = 0;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.dispose());

type Command = Parameters<TestStore["commands"]["drawer"]>[0];
const did = async (command: Command) =>
  JSON.parse(unwrap(await store.commands.drawer(command, `d-${keys++}`, approved)).body) as { report: ZReport };

describe("a report over thousands of facts", () => {
  test("lets the counter work between its pieces, and tells what was there when it was asked for", async () => {
    await did({ type: "open", float_cents: 0 });
    store.db.exec(`
      CREATE TEMP TABLE many AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5100) SELECT i FROM n;
      INSERT INTO drawer_movements (movement_id, store_id, session_id, kind, amount_cents, currency, reason, actor, at, business_day)
        SELECT 'm' || i, 'main-street', NULL, 'PAID_IN', 1, 'EUR', 'change', '{"kind":"system","id":null,"name":null}',
          '2026-05-04T08:00:00.000Z', CASE WHEN i > 700 THEN '2026-05-05' ELSE '2026-05-04' END FROM many;
      INSERT INTO journal (kind, ref_id, business_day)
        SELECT 'MOVEMENT', 'm' || i, CASE WHEN i > 700 THEN '2026-05-05' ELSE '2026-05-04' END FROM many;`);
    const ended: string[] = [];
    const paidIn = (days: readonly DayTotals[]) => days.map((totals) => totals.paid_in_cents);
    const [{ days }] = await Promise.all([
      store.queries.xReport().finally(() => ended.push("report")),
      did({ type: "pay_in", amount_cents: 250, reason: "change" }).finally(() => ended.push("paid in")),
    ]);
    expect([ended, paidIn(days)]).toEqual([
      ["paid in", "report"],
      [700, 4_400],
    ]);
    expect(paidIn((await store.queries.xReport()).days)).toEqual([950, 4_400]);
    await did({ type: "count", counted_cents: 250 });
    const { report } = await did({ type: "close" });
    expect([paidIn(report.days), report.drawer?.difference_cents]).toEqual([[950, 4_400], 0]);
    expect((await store.queries.xReport()).days).toEqual([]);
  });
});
