/** Seconds, as a form has them in minutes: "5", "1.5" or "1,5". */

/** null: it is no number, or outside the bounds. */
export function secondsIn(minutes: string, { least, most }: { readonly least: number; readonly most: number }): number | null {
  const text = minutes.trim().replace(",", ".");
  if (!/^\d+(\.\d+)?$/.test(text)) return null;
  const seconds = Math.round(Number(text) * 60);
  return seconds >= least && seconds <= most ? seconds : null;
}

/** In the reader's digits; what `secondsIn` reads. */
export const minutesText = (seconds: number, locale: string): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 2, useGrouping: false }).format(seconds / 60);
