/**
 * Whether a store takes orders now, in words. A store that cannot be reached may well be open, and sells at its
 * counter.
 */
import type { StoreSummary } from "@crema/shared/contract/stores";
import { Badge } from "@crema/ui/components/badge.tsx";
import { Note } from "@crema/ui/components/note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import CircleCheck from "lucide-react/icons/circle-check";
import CirclePause from "lucide-react/icons/circle-pause";
import Moon from "lucide-react/icons/moon";
import WifiOff from "lucide-react/icons/wifi-off";
import type { ReactNode } from "react";
import { bold } from "./bold.tsx";
import { useSlots } from "./use-slots.ts";

const STATES = {
  OPEN: { text: "stores.open", tone: "good", icon: CircleCheck },
  CLOSED: { text: "stores.closed", tone: "plain", icon: Moon },
  OFFLINE: { text: "stores.offline", tone: "warn", icon: WifiOff },
  PAUSED: { text: "stores.paused", tone: "warn", icon: CirclePause },
} as const;

export function StoreBadge({ store }: { store: StoreSummary }) {
  const t = useWords();
  const { text, tone, icon } = STATES[store.status];
  return (
    <Badge tone={tone} icon={icon}>
      {t(text)}
    </Badge>
  );
}

/** What stands in the way of ordering now, before anything is filled in. */
export function StoreTrouble({ store }: { store: StoreSummary | null }) {
  const text = useTrouble(store);
  return text === null ? null : <Note tone="warn">{text}</Note>;
}

function useTrouble(store: StoreSummary | null): ReactNode {
  const t = useWords();
  const { time, day, dayInText } = useFormat();
  const hours = useHoursText();
  const slots = useSlots(store?.status === "CLOSED" ? store.store_id : null)?.slots;
  if (store === null) return null;
  const zone = store.time_zone;
  const open = store.is_open ? ("yes" as const) : ("no" as const);
  if (store.is_rejoining) return t.drawn("trouble.rejoining", { b: bold, open });
  if (!store.is_online) {
    const later = store.takes_orders_for_later ? ("yes" as const) : ("no" as const);
    const since = store.as_of ? ` ${t("trouble.last_heard", { time: time(store.as_of, zone) })}` : "";
    return [t.drawn("trouble.offline", { b: bold, store: store.name, later, open }), since];
  }
  if (store.status === "PAUSED" && store.app_orders_paused_until !== null) {
    const until = store.app_orders_paused_until;
    const isToday = day(until, zone) === day(store.as_of ?? until, zone);
    const at = time(until, zone);
    return t.drawn("trouble.paused", { b: bold, when: isToday ? at : t("day.time", { day: dayInText(until, zone), time: at }) });
  }
  if (store.status !== "CLOSED") return null;
  const [first] = slots ?? [];
  const ahead = first ? t("trouble.order_ahead", { day: dayInText(first, zone), time: time(first, zone) }) : t("trouble.not_soon");
  return [t.drawn("trouble.closed", { b: bold, store: store.name, hours: hours(store) }), " ", slots ? ahead : null];
}

type Hours = Pick<StoreSummary, "hours_today" | "special_day" | "opens_at" | "time_zone" | "is_open">;

/** "Open until 8:00 PM", "Opens tomorrow at 7:00 AM"; with the name of a day that is like no other. */
export function useHoursText(): (store: Hours) => string {
  const t = useWords();
  const { time, dayInText, wallTime, minuteOfDay } = useFormat();
  const plain = ({ hours_today, opens_at, time_zone, is_open }: Hours): string => {
    if (hours_today.some(({ open, close }) => open === "00:00" && close === "24:00")) return t("stores.open_always");
    if (!is_open) {
      if (opens_at) return t("stores.opens", { day: dayInText(opens_at, time_zone), time: time(opens_at, time_zone) });
      return t("stores.closed_today");
    }
    const now = minuteOfDay(time_zone);
    const current = hours_today.find(({ open, close }) => isWithin(now, minutes(open), minutes(close)));
    if (current) return t("stores.open_until", { time: wallTime(current.close) });
    return hours_today.length === 0
      ? t("stores.open")
      : t("stores.hours_today", { spans: hours_today.map(({ open, close }) => `${wallTime(open)}–${wallTime(close)}`).join(", ") });
  };
  return (store) => {
    const hours = plain(store);
    return store.special_day?.name ? t("stores.special", { hours, name: store.special_day.name }) : hours;
  };
}

/** One that ends with or after midnight goes on until then. */
const isWithin = (now: number, open: number, close: number): boolean => now >= open && (now < close || close <= open);

function minutes(wall: string): number {
  const [hour = 0, minute = 0] = wall.split(":").map(Number);
  return hour * 60 + minute;
}

/** How long what is ordered now takes, or why nothing can be; null: it is closed, as its hours say. */
export function useWaitText(): (store: StoreSummary) => string | null {
  const t = useWords();
  const { minutes: inMinutes } = useFormat();
  return ({ asap_wait_s, status, is_rejoining }) => {
    if (status === "PAUSED") return t("stores.paused_short");
    if (status === "OFFLINE" || is_rejoining) return t("stores.offline_short");
    return asap_wait_s === null ? null : t("stores.wait", { time: inMinutes(asap_wait_s * 1000) });
  };
}
