/** The days from today on that have other hours than their weekday's. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { SERVICE, useHqApi } from "../service-api.ts";
import { bold } from "./bold.tsx";
import type { Store } from "./stores-view.tsx";
import { useAsked } from "./use-asked.ts";

export function SpecialDays({ store }: { store: Store }) {
  const t = useWords();
  const api = useHqApi();
  const { calendarDay, wallTime } = useFormat();
  const param = { store_id: store.store_id };
  const read = useAsked(["store", store.store_id], () => unwrap(api.v1.admin.stores[":store_id"].$get({ param })));
  const days = (read.data?.store.special_days ?? []).filter(({ date }) => store.business_day === null || date >= store.business_day);
  const sorted = [...days].sort((a, b) => (a.date < b.date ? -1 : 1));
  const hoursOf = (spans: (typeof days)[number]["spans"]) =>
    spans.length === 0
      ? t("hq.special.closed")
      : spans.map(({ open, close }) => t("hq.special.span", { from: wallTime(open), to: wallTime(close) })).join(", ");
  return (
    <section className="stack" aria-labelledby="special-days">
      <h3 id="special-days">{t("hq.special.title")}</h3>
      <ProblemNote error={read.error} server={SERVICE} />
      {read.isPending ? <p role="status">{t("hq.loading")}</p> : null}
      {read.data && sorted.length === 0 ? <p className="soft">{t("hq.special.none")}</p> : null}
      {sorted.length > 0 ? (
        <ul className="reasons">
          {sorted.map(({ date, name, spans }) => {
            const said = { b: bold, day: calendarDay(date), hours: hoursOf(spans) };
            return (
              <li key={date}>{name === undefined ? t.drawn("hq.special.day", said) : t.drawn("hq.special.named", { ...said, name })}</li>
            );
          })}
        </ul>
      ) : null}
    </section>
  );
}
