/** Money and time in the reader's language; times in the store's zone (store-zone.tsx), or in the one that is given. */
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { usePorts } from "../ports-context.tsx";
import { useWords } from "../words/words-context.tsx";
import { formatMoney } from "./money.ts";
import { formatNumber } from "./number.ts";
import { formatPercent } from "./percent.ts";
import { useStoreAhead, useStoreZone } from "./store-zone.tsx";
import {
  capitalised,
  formatCalendarDay,
  formatDate,
  formatDay,
  formatDuration,
  formatMinutes,
  formatMoment,
  formatNearDay,
  formatTime,
  formatWallTime,
  minuteOfDay,
} from "./time.ts";

export function useFormat() {
  const { locale, clock } = usePorts();
  const t = useWords();
  const zone = useStoreZone();
  const aheadMs = useStoreAhead();
  const near = (at: string | number, timeZone: string | undefined) => formatNearDay(at, clock.now() + aheadMs, locale, timeZone);
  return {
    /** For an order, a menu or a price, pass the object itself as the unit: it knows its digits. */
    money: (cents: number, unit: string | MoneyUnit) => formatMoney(cents, unit, locale),
    /** Of a share of one: 0.1 is ten percent. */
    percent: (share: number) => formatPercent(share, locale),
    time: (at: string | number, timeZone = zone) => formatTime(at, locale, timeZone),
    day: (at: string | number, timeZone = zone) => formatDay(at, locale, timeZone),
    /** A day with its time. */
    moment: (at: string | number, timeZone = zone) => formatMoment(at, locale, timeZone),
    number: (value: number, digits = 0) => formatNumber(value, locale, digits),
    /** "Today", "Tomorrow", or the day with its date: where it begins a text. */
    dayName: (at: string | number, timeZone = zone) => capitalised(near(at, timeZone), locale),
    /** The same within a text. */
    dayInText: (at: string | number, timeZone = zone) => near(at, timeZone),
    /** Of a calendar day, "2026-05-04", wherever it is. */
    calendarDay: (day: string) => formatDate(`${day}T12:00:00Z`, locale, "UTC"),
    /** The same without its year, for one that is near. */
    nearDay: (day: string) => formatCalendarDay(day, locale),
    date: (at: string | number, timeZone = zone) => formatDate(at, locale, timeZone),
    /** A store's wall clock, "20:00", as the reader writes times; 24:00 is midnight. */
    wallTime: (wall: string) => formatWallTime(wall, locale),
    /** How many minutes of the day have passed by that clock. */
    minuteOfDay: (timeZone = zone) => minuteOfDay(clock.now() + aheadMs, timeZone),
    duration: formatDuration,
    minutes: (ms: number) => formatMinutes(ms, t),
  };
}
