/** Minor units as people read them: the digits of our table, the reader's own separators and sign. */
import { digitsOf } from "@crema/shared/domain/kernel/currency";
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";

const formats = new Map<string, Intl.NumberFormat>();

export function formatMoney(cents: number, unit: string | MoneyUnit, locale: string): string {
  const digits = digitsOf(unit);
  const currency = typeof unit === "string" ? unit : unit.currency;
  const key = `${locale} ${currency} ${digits}`;
  const format =
    formats.get(key) ??
    new Intl.NumberFormat(locale, { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits });
  formats.set(key, format);
  return format.format(cents / 10 ** digits);
}
