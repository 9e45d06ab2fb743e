/** The days from today on that have other hours than their weekday's. */
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { SERVICE, useHqApi } from "../service-api.ts";
import type { Store } from "./stores-view.tsx";
import { useAsked } from "./use-asked.ts";

export function SpecialDays({ store }: { store: Store }) {
  const api = useHqApi();
  const { calendarDay } = useFormat();
  const param = { store_id: store.store_id };
  const read = useAsked(["store", store.store_id], () => unwrap(api.v1.admin.stores[":store_id"].$get({ param })));
  const days = (read.data?.store.special_days ?? []).filter(({ date }) => store.business_day === null || date >= store.business_day);
  const sorted = [...days].sort((a, b) => (a.date < b.date ? -1 : 1));
  return (
    <section className="stack" aria-labelledby="special-days">
      <h3 id="special-days">Special days</h3>
      <ProblemNote error={read.error} server={SERVICE} />
      {read.isPending ? <p role="status">Reading the days …</p> : null}
      {read.data && sorted.length === 0 ? <p className="soft">None ahead: the hours of the week count on every day.</p> : null}
      {sorted.length > 0 ? (
        <ul className="reasons">
          {sorted.map(({ date, name, spans }) => (
            <li key={date}>
              <b>{calendarDay(date)}</b>
              {name === undefined ? "" : `, ${name}`}:{" "}
              {spans.length === 0 ? "closed" : spans.map(({ open, close }) => `${open}–${close}`).join(", ")}
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
