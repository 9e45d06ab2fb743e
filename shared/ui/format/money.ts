/** Cents as people read them; the currency's own number of decimals, the reader's own separators. */
const formats = new Map<string, Intl.NumberFormat>();

export function formatMoney(cents: number, currency: string, locale: string): string {
  const key = `${locale} ${currency}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(locale, { style: "currency", currency });
  formats.set(key, format);
  return format.format(cents / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
