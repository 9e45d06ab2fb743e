/** Money and time in the reader's language. */
import type { MoneyUnit } from "@crema/shared/money-unit";
import { usePorts } from "../ports-context.tsx";
import { formatMoney } from "./money.ts";
import { formatDay, formatDuration, formatTime } from "./time.ts";

export function useFormat() {
  const { locale } = usePorts();
  return {
    /** Of an order, a menu or a price hand in that itself: it knows its digits. */
    money: (cents: number, unit: string | MoneyUnit) => formatMoney(cents, unit, locale),
    time: (at: string | number, timeZone?: string) => formatTime(at, locale, timeZone),
    day: (at: string | number, timeZone?: string) => formatDay(at, locale, timeZone),
    duration: formatDuration,
  };
}
