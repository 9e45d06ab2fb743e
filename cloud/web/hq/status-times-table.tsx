/** How long orders stood in each status, for all stores together and for each. */
import type { StatusTimes } from "@crema/shared/contract/sales";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import type { Store } from "./stores-view.tsx";

export function StatusTimesTable({ rows, stores }: { rows: StatusTimes["rows"]; stores: readonly Store[] }) {
  const t = useWords();
  const { duration, percent, number } = useFormat();
  const nearlyAll = t("hq.times.within", { share: percent(0.95) });
  const nameOf = (id: string | null) => (id === null ? t("hq.all_stores") : (stores.find((store) => store.store_id === id)?.name ?? id));
  return (
    <div className="stack">
      <h2>{t("hq.times.title")}</h2>
      <table className="rows">
        <caption className="unseen">{t("hq.times.caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("hq.store")}</th>
            <th scope="col">{t("hq.orders.status")}</th>
            <th scope="col" className="right">
              {t("hq.sales.orders")}
            </th>
            <th scope="col" className="right">
              {t("hq.times.median")}
            </th>
            <th scope="col" className="right">
              {nearlyAll}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.store_id} ${row.status}`}>
              <td data-label={t("hq.store")}>{nameOf(row.store_id)}</td>
              <td data-label={t("hq.orders.status")}>{t(`hq.times.${row.status}`)}</td>
              <td data-label={t("hq.sales.orders")} className="number right">
                {number(row.orders)}
              </td>
              <td data-label={t("hq.times.median")} className="number right">
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
