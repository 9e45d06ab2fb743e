/** Which language a page speaks, and how its reader writes numbers and times. */
import type { Language } from "@crema/shared/domain/store/profile";
import { usableLocale } from "../format/locale.ts";

/** What a page knows about its reader before it has asked anybody. */
export interface Reader {
  /** Chosen on this device, or by this person; null: nothing was. */
  readonly chosen: string | null;
  /** As the server found by what the browser asks for, or else by the store; null: the page comes from elsewhere. */
  readonly served: string | null;
  /** The browser's, the first before the others. */
  readonly locales: readonly string[];
}

/** The first of those that there are. */
export function languageFor({ chosen, served, locales }: Reader, known: readonly Language[]): Language {
  const wanted = [chosen, served, ...locales].flatMap((one) => (one ? [one.slice(0, 2).toLowerCase()] : []));
  for (const one of wanted) {
    const found = known.find((language) => language === one);
    if (found) return found;
  }
  return known[0] ?? "en";
}

/** The browser's locale of that language, or the language as it is written where the reader is: "en-DE". */
export function localeFor(language: Language, locales: readonly string[]): string {
  const own = usableLocale(locales);
  const same = locales.find((one) => one.toLowerCase().startsWith(language) && usableLocale([one]) === one);
  if (same) return same;
  const { region } = new Intl.Locale(own);
  return region ? `${language}-${region}` : language;
}
