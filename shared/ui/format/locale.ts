/**
 * The language in which a page writes amounts and times. Easy to get wrong: a browser may name one that is none. Under a
 * POSIX locale, as on many a box on a wall, Chromium says `en-US@posix`, and Intl throws at that.
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
