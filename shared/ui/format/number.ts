/** A figure as people read it: "1,204.5", "1.204,5". */
const formats = new Map<string, Intl.NumberFormat>();

/** `digits`: behind the point, always that many. */
export function formatNumber(value: number, locale: string, digits: number): string {
  const key = `${locale} ${digits}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  formats.set(key, format);
  return format.format(value);
}
