/** How long orders stood in each status, for all stores together and for each. */
import type { StatusTimes } from "@crema/shared/contract/sales";
import { useFormat } from "@crema/ui/format/use-format.ts";
import type { Store } from "./stores-view.tsx";

const NAMES = { PLACED: "Waiting to be begun", IN_PROGRESS: "Being made", READY: "Ready, not fetched" } as const;

export function StatusTimesTable({ rows, stores }: { rows: StatusTimes["rows"]; stores: readonly Store[] }) {
  const { duration, percent } = useFormat();
  const nearlyAll = `${percent(0.95)} within`;
  const nameOf = (id: string | null) => (id === null ? "All stores" : (stores.find((store) => store.store_id === id)?.name ?? id));
  return (
    <div className="stack">
      <h2>How long orders took</h2>
      <table className="rows">
        <caption className="unseen">Minutes and seconds in each status, by store</caption>
        <thead>
          <tr>
            <th scope="col">Store</th>
            <th scope="col">Status</th>
            <th scope="col" className="right">
              Orders
            </th>
            <th scope="col" className="right">
              Half within
            </th>
            <th scope="col" className="right">
              {nearlyAll}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.store_id} ${row.status}`}>
              <td data-label="Store">{nameOf(row.store_id)}</td>
              <td data-label="Status">{NAMES[row.status]}</td>
              <td data-label="Orders" className="number right">
                {row.orders}
              </td>
              <td data-label="Half within" className="number right">
                {duration(row.p50_s * 1000)}
              </td>
              <td data-label={nearlyAll} className="number right">
                {duration(row.p95_s * 1000)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
