/** The drawers' sessions and their reports. */
import { cashSums } from "@crema/shared/domain/drawer/expected";
import { unreportedRuns } from "../db/report-facts.ts";
import type { Tables } from "../db/tables.ts";
import type { InTurns } from "../in-turns.ts";
import type { EdgeQueries } from "../ports.ts";

export function drawerQueries(tables: Tables, inTurns: InTurns): Pick<EdgeQueries, "drawers" | "drawerMovements" | "xReport" | "zReports"> {
  return {
    drawers(deviceId) {
      const open = tables.drawer.openSessions();
      const session = open.find((each) => each.till && each.till.device_id === deviceId) ?? open.find((each) => !each.till) ?? null;
      return { session, others: open.filter((each) => each !== session) };
    },
    drawerMovements: ({ session_id }) => tables.drawer.movementsOf(session_id),
    async xReport(session = tables.drawer.openOf(null)) {
      // The runs end here and now: what is sold while the pieces are summed comes after them.
      const drawer = session && cashSums(session, tables.drawerCash.of(session.session_id));
      const runs = unreportedRuns(tables, session);
      const reconciliation = await inTurns(tables.reconciliation.of(runs));
      await inTurns(tables.reportTotals.readAhead(runs));
      const { days, outside_session_cents } = tables.reportTotals.of(runs);
      return { session, drawer, days, outside_session_cents, reconciliation };
    },
    zReports: (limit) => tables.drawer.reports(limit),
  };
}
