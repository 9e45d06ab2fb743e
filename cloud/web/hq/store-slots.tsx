/** How full the times are that the app orders for. */
import type { StoreSlots as Slots } from "@crema/shared/contract/store-slots";
import { unwrap } from "@crema/ui/client/unwrap.ts";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { SERVICE, useHqApi } from "../service-api.ts";
import type { Store } from "./stores-view.tsx";
import { useAsked } from "./use-asked.ts";

const STATIONS = ["bar", "cold", "food"] as const;

export function StoreSlots({ store }: { store: Store }) {
  const api = useHqApi();
  const param = { store_id: store.store_id };
  const read = useAsked(["slots", store.store_id], () => unwrap(api.v1.admin.stores[":store_id"].slots.$get({ param })), { every: 30_000 });
  return (
    <section className="stack" aria-labelledby="slots">
      <h3 id="slots">Ordered ahead in the app</h3>
      <ProblemNote error={read.error} server={SERVICE} />
      {read.isPending ? <p role="status">Reading the times …</p> : null}
      {read.data?.slots.length === 0 ? <p className="soft">Nothing is ordered for later.</p> : null}
      {read.data && read.data.slots.length > 0 ? <Table {...read.data} /> : null}
    </section>
  );
}

function Table({ slots, capacity, slot_minutes, time_zone }: Slots) {
  const { day, time, minutes } = useFormat();
  const stations = STATIONS.filter((station) => capacity.work_s[station] !== null || slots.some(({ work_s }) => work_s[station] > 0));
  const of = (used: string | number, most: string | number | null) => (most === null ? used : `${used} of ${most}`);
  const work = (seconds: number) => minutes(seconds * 1000);
  return (
    <div className="stack">
      <p className="soft">Times of {slot_minutes} minutes, with what the app may order for each</p>
      <table className="rows" aria-label="Ordered ahead">
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Orders</th>
            {stations.map((station) => (
              <th key={station} scope="col">
                Work, {station}
              </th>
            ))}
            <th scope="col">
              <span className="unseen">Room</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {slots.map(({ from, orders, work_s, is_full }) => (
            <tr key={from}>
              <th scope="row">
                {day(from, time_zone)}, {time(from, time_zone)}
              </th>
              <td className="number">{of(orders, capacity.orders)}</td>
              {stations.map((station) => (
                <td key={station} className="number">
                  {of(work(work_s[station]), capacity.work_s[station] === null ? null : work(capacity.work_s[station]))}
                </td>
              ))}
              <td>{is_full ? <span className="badge badge-warn">Full</span> : null}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
