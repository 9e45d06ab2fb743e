/** Money and time in the reader's language; times in the store's zone (store-zone.tsx), or in the one that is given. */
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { usePorts } from "../ports-context.tsx";
import { formatMoney } from "./money.ts";
import { useStoreZone } from "./store-zone.tsx";
import { formatCalendarDay, formatDate, formatDay, formatDuration, formatMinutes, formatTime } from "./time.ts";

export function useFormat() {
  const { locale } = usePorts();
  const zone = useStoreZone();
  return {
    /** For an order, a menu or a price, pass the object itself as the unit: it knows its digits. */
    money: (cents: number, unit: string | MoneyUnit) => formatMoney(cents, unit, locale),
    time: (at: string | number, timeZone = zone) => formatTime(at, locale, timeZone),
    day: (at: string | number, timeZone = zone) => formatDay(at, locale, timeZone),
    /** Of a calendar day, "2026-05-04", wherever it is. */
    calendarDay: (day: string) => formatDate(`${day}T12:00:00Z`, locale, "UTC"),
    /** The same without its year, for one that is near. */
    nearDay: (day: string) => formatCalendarDay(day, locale),
    date: (at: string | number, timeZone = zone) => formatDate(at, locale, timeZone),
    duration: formatDuration,
    minutes: formatMinutes,
  };
}
