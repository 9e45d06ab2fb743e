/** A share as people read it: "12.5%", "12,5 %". Where a space belongs before the sign is the language's to say. */
const formats = new Map<string, Intl.NumberFormat>();

/** `share`: of one; 0.1 is ten percent. */
export function formatPercent(share: number, locale: string): string {
  const format = formats.get(locale) ?? new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 2 });
  formats.set(locale, format);
  return format.format(share);
}
