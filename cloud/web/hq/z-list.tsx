/** The Z reports that name a business day, each with the till whose drawer it is of: together they are the day. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { SERVICE, useHqApi } from "../service-api.ts";
import { useAsked } from "./use-asked.ts";

/** A day is in one of the last reports, or in none that a screen has room for. */
const LIMIT = 200;

/** `timeZone`: the store's. */
export function ZList({ storeId, day, timeZone }: { storeId: string; day: string; timeZone: string }) {
  const t = useWords();
  const api = useHqApi();
  const { money, moment } = useFormat();
  const param = { store_id: storeId };
  const read = useAsked(["z-reports", storeId, day], () =>
    unwrap(api.v1.admin.stores[":store_id"]["z-reports"].$get({ param, query: { limit: LIMIT } })),
  );
  const reports = (read.data?.reports ?? []).filter(({ report }) => report.days.some((each) => each.business_day === day));
  if (read.error) return <ProblemNote error={read.error} server={SERVICE} />;
  if (reports.length === 0) return null;
  return (
    <table className="rows" aria-label={t("hq.z.title")}>
      <thead>
        <tr>
          <th scope="col">{t("hq.z.report")}</th>
          <th scope="col">{t("hq.z.drawer")}</th>
          <th scope="col">{t("hq.z.closed")}</th>
          <th scope="col" className="right">
            {t("hq.z.sales")}
          </th>
          <th scope="col" className="right">
            {t("hq.z.refunded_online")}
          </th>
          <th scope="col" className="right">
            {t("hq.z.difference")}
          </th>
        </tr>
      </thead>
      <tbody>
        {reports.map(({ report: { z_number, till, drawer, closed_at, closed_by, days, currency }, is_set_aside }) => (
          <tr key={z_number}>
            <th scope="row" data-label={t("hq.z.report")}>
              {z_number}
              {is_set_aside ? <p className="small soft">{t("hq.z.old_disk")}</p> : null}
            </th>
            <td data-label={t("hq.z.drawer")}>{drawer === null ? t("hq.z.no_cash") : (till?.name ?? t("hq.z.of_store"))}</td>
            <td data-label={t("hq.z.closed")}>
              {closed_by.name
                ? t("hq.z.closed_by", { moment: moment(closed_at, timeZone), name: closed_by.name })
                : moment(closed_at, timeZone)}
            </td>
            <td data-label={t("hq.z.sales")} className="number right">
              {money(
                days.reduce((sum, each) => sum + (each.business_day === day ? each.sales_cents : 0), 0),
                currency,
              )}
            </td>
            <td data-label={t("hq.z.refunded_online")} className="number right">
              {money(
                days.reduce((sum, each) => sum + (each.business_day === day ? (each.refunds_online_cents ?? 0) : 0), 0),
                currency,
              )}
            </td>
            <td data-label={t("hq.z.difference")} className="number right">
              {drawer === null ? "" : money(drawer.difference_cents, currency)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
