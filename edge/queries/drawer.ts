/** The drawer's session and its reports. */
import { cashSums } from "@crema/shared/domain/drawer/expected";
import { unreportedRun } from "../db/report-facts.ts";
import type { Tables } from "../db/tables.ts";
import type { InTurns } from "../in-turns.ts";
import type { EdgeQueries } from "../ports.ts";

export function drawerQueries(tables: Tables, inTurns: InTurns): Pick<EdgeQueries, "drawerSession" | "xReport" | "zReports"> {
  return {
    drawerSession: () => tables.drawer.openSession(),
    async xReport() {
      // The run ends here and now: what is sold while the pieces are summed comes after it.
      const session = tables.drawer.openSession();
      const drawer = session && cashSums(session, tables.drawerCash.of(session.session_id));
      const { from, to } = unreportedRun(tables);
      const reconciliation = await inTurns(tables.reconciliation.between(from, to));
      await inTurns(tables.reportTotals.readAhead(from, to));
      return { session, drawer, ...tables.reportTotals.between(from, to), reconciliation };
    },
    zReports: (limit) => tables.drawer.reports(limit),
  };
}
