/** How full the times are that the app orders for. */
import type { StoreSlots as Slots } from "@crema/shared/contract/store-slots";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { Badge } from "@crema/ui/components/badge.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { SERVICE, useHqApi } from "../service-api.ts";
import type { Store } from "./stores-view.tsx";
import { useAsked } from "./use-asked.ts";

const STATIONS = ["bar", "cold", "food"] as const;

export function StoreSlots({ store }: { store: Store }) {
  const t = useWords();
  const api = useHqApi();
  const param = { store_id: store.store_id };
  const read = useAsked(["slots", store.store_id], () => unwrap(api.v1.admin.stores[":store_id"].slots.$get({ param })), { every: 30_000 });
  return (
    <section className="stack" aria-labelledby="slots">
      <h3 id="slots">{t("hq.slots.title")}</h3>
      <ProblemNote error={read.error} server={SERVICE} />
      {read.isPending ? <p role="status">{t("hq.loading")}</p> : null}
      {read.data?.slots.length === 0 ? <p className="soft">{t("hq.slots.none")}</p> : null}
      {read.data && read.data.slots.length > 0 ? <Table {...read.data} /> : null}
    </section>
  );
}

function Table({ slots, capacity, slot_minutes, time_zone }: Slots) {
  const t = useWords();
  const { moment, minutes } = useFormat();
  const stations = STATIONS.filter((station) => capacity.work_s[station] !== null || slots.some(({ work_s }) => work_s[station] > 0));
  const of = (used: string | number, most: string | number | null) => (most === null ? used : t("hq.slots.of", { used, most }));
  const work = (seconds: number) => minutes(seconds * 1000);
  return (
    <div className="stack">
      <p className="soft">{t("hq.slots.about", { minutes: slot_minutes })}</p>
      <table className="rows" aria-label={t("hq.slots.table")}>
        <thead>
          <tr>
            <th scope="col">{t("hq.slots.from")}</th>
            <th scope="col">{t("hq.sales.orders")}</th>
            {stations.map((station) => (
              <th key={station} scope="col">
                {t(`hq.slots.work.${station}`)}
              </th>
            ))}
            <th scope="col">
              <span className="unseen">{t("hq.slots.room")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {slots.map(({ from, orders, work_s, is_full }) => (
            <tr key={from}>
              <th scope="row" data-label={t("hq.slots.from")}>
                {moment(from, time_zone)}
              </th>
              <td data-label={t("hq.sales.orders")} className="number">
                {of(orders, capacity.orders)}
              </td>
              {stations.map((station) => (
                <td key={station} data-label={t(`hq.slots.work.${station}`)} className="number">
                  {of(work(work_s[station]), capacity.work_s[station] === null ? null : work(capacity.work_s[station]))}
                </td>
              ))}
              <td>{is_full ? <Badge tone="warn">{t("hq.slots.full")}</Badge> : null}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
