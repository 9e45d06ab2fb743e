/**
 * The language in which a page writes amounts and times.
 * Pitfall: a browser may report a tag that is not valid. Under a POSIX locale, common on wall-mounted boxes, Chromium
 * says `en-US@posix`, and Intl throws.
 */
const FALLBACK = "en-US";

/** The first of the browser's languages that Intl knows how to write in. */
export function usableLocale(languages: readonly string[]): string {
  return languages.find(isUsable) ?? FALLBACK;
}

function isUsable(language: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(language).length > 0;
  } catch {
    return false;
  }
}
