/** The Z reports that name a business day, each with the till whose drawer it is of: together they are the day. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { SERVICE, useHqApi } from "../service-api.ts";
import { useAsked } from "./use-asked.ts";

/** A day is in one of the last reports, or in none that a screen has room for. */
const LIMIT = 200;

export function ZList({ storeId, day }: { storeId: string; day: string }) {
  const api = useHqApi();
  const { money, time, date } = useFormat();
  const param = { store_id: storeId };
  const read = useAsked(["z-reports", storeId, day], () =>
    unwrap(api.v1.admin.stores[":store_id"]["z-reports"].$get({ param, query: { limit: LIMIT } })),
  );
  const reports = (read.data?.reports ?? []).filter(({ report }) => report.days.some((each) => each.business_day === day));
  if (read.error) return <ProblemNote error={read.error} server={SERVICE} />;
  if (reports.length === 0) return null;
  return (
    <table className="rows" aria-label="Z reports">
      <thead>
        <tr>
          <th scope="col">Z report</th>
          <th scope="col">Drawer</th>
          <th scope="col">Written</th>
          <th scope="col" className="right">
            Sales
          </th>
          <th scope="col" className="right">
            Refunded online
          </th>
          <th scope="col" className="right">
            Over or short
          </th>
        </tr>
      </thead>
      <tbody>
        {reports.map(({ report: { z_number, till, drawer, closed_at, closed_by, days, currency }, is_set_aside }) => (
          <tr key={z_number}>
            <th scope="row" data-label="Z report">
              {z_number}
              {is_set_aside ? <p className="small soft">From an old disk: not in the books</p> : null}
            </th>
            <td data-label="Drawer">{drawer === null ? "None: no cash" : (till?.name ?? "The store's")}</td>
            <td data-label="Written">
              {date(closed_at)}, {time(closed_at)}
              {closed_by.name ? `, ${closed_by.name}` : ""}
            </td>
            <td data-label="Sales" className="number right">
              {money(
                days.reduce((sum, each) => sum + (each.business_day === day ? each.sales_cents : 0), 0),
                currency,
              )}
            </td>
            <td data-label="Refunded online" className="number right">
              {money(
                days.reduce((sum, each) => sum + (each.business_day === day ? (each.refunds_online_cents ?? 0) : 0), 0),
                currency,
              )}
            </td>
            <td data-label="Over or short" className="number right">
              {drawer === null ? "" : money(drawer.difference_cents, currency)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
