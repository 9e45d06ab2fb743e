/**
 * Whether a store takes orders now, in words. A store that cannot be reached may well be open, and sells at its
 * counter.
 */
import type { StoreSummary } from "@crema/shared/contract/stores";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useSlots } from "./use-slots.ts";

const WORDS = { OPEN: "Open", CLOSED: "Closed", OFFLINE: "Not reachable", PAUSED: "Paused" } as const;
const TONES = { OPEN: "good", CLOSED: "plain", OFFLINE: "warn", PAUSED: "warn" } as const;

export function StoreBadge({ store }: { store: StoreSummary }) {
  return <span className={`badge badge-${TONES[store.status]}`}>{WORDS[store.status]}</span>;
}

export function StoreTrouble({ store }: { store: StoreSummary | null }) {
  const { time, day, dayInText } = useFormat();
  const slots = useSlots(store?.status === "CLOSED" ? store.store_id : null)?.slots;
  if (store?.is_rejoining) {
    return (
      <p className="note note-warn" role="status">
        <strong>{store.name} takes no orders from here for a moment.</strong> After a fault, its orders are being compared with the store
        {store.is_open ? ". The counter still sells; try again in a minute." : ", and it is closed now."}
      </p>
    );
  }
  if (store && !store.is_online) {
    const since = store.as_of ? ` We last heard from it at ${time(store.as_of, store.time_zone)}.` : "";
    return (
      <p className="note note-warn" role="status">
        <strong>{store.name} cannot be reached right now.</strong>{" "}
        {store.takes_orders_for_later
          ? "You can order for later: the store takes it on when its line is back."
          : "It takes no orders from here until its line is back."}
        {store.is_open ? " The counter still sells." : " It is closed now."}
        {since}
      </p>
    );
  }
  if (store?.status === "PAUSED" && store.app_orders_paused_until !== null) {
    const { app_orders_paused_until: until, time_zone } = store;
    const isToday = day(until, time_zone) === day(store.as_of ?? until, time_zone);
    return (
      <p className="note note-warn" role="status">
        <strong>
          App orders are paused here until {isToday ? time(until, time_zone) : `${dayInText(until, time_zone)}, ${time(until, time_zone)}`}.
        </strong>{" "}
        You can order for a time from then on, or at the counter now.
      </p>
    );
  }
  if (store?.status === "CLOSED") {
    const [first] = slots ?? [];
    const ahead = first
      ? `You can order ahead, from ${dayInText(first, store.time_zone)}, ${time(first, store.time_zone)} on.`
      : "It does not open within the next seven days, so nothing can be ordered for now.";
    return (
      <p className="note note-warn" role="status">
        <strong>{store.name} is closed now.</strong> {hoursText(store)} {slots ? ahead : null}
      </p>
    );
  }
  return null;
}

export function hoursText({ hours_today, special_day }: Pick<StoreSummary, "hours_today" | "special_day">): string {
  const name = special_day?.name ? ` (${special_day.name})` : "";
  if (hours_today.length === 0) return `Closed today${name}.`;
  if (hours_today.some(({ open, close }) => open === "00:00" && close === "24:00")) return "Open around the clock.";
  return `Today${name} ${hours_today.map(({ open, close }) => `${open}–${close}`).join(", ")}.`;
}
