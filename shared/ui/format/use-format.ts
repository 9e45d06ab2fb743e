/** Money and time in the reader's language. */
import { usePorts } from "../ports-context.tsx";
import { formatMoney } from "./money.ts";
import { formatDay, formatDuration, formatTime } from "./time.ts";

export function useFormat() {
  const { locale } = usePorts();
  return {
    money: (cents: number, currency: string) => formatMoney(cents, currency, locale),
    time: (at: string | number, timeZone?: string) => formatTime(at, locale, timeZone),
    day: (at: string | number, timeZone?: string) => formatDay(at, locale, timeZone),
    duration: formatDuration,
  };
}
