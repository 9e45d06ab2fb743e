/** The texts of a language file as pages have them, for tests of what draws nothing. */
import type { Language } from "@crema/shared/domain/store/profile";
import { IntlMessageFormat } from "intl-messageformat";
import de from "./de.json" with { type: "json" };
import en from "./en.json" with { type: "json" };
import es from "./es.json" with { type: "json" };
import { createWords, type Words } from "./words.ts";

const OF_ALL = { en, de, es };
const LOCALES = { en: "en-GB", de: "de-DE", es: "es-ES" };

/** `texts`: of a page, beside those of all pages. */
export function wordsIn(language: Language, texts: Readonly<Record<string, string>> = {}, locale: string = LOCALES[language]): Words {
  const parsed = Object.entries({ ...OF_ALL[language], ...texts }).map(([key, text]) => [
    key,
    new IntlMessageFormat(text, locale).getAst(),
  ]);
  return createWords(Object.fromEntries(parsed), language, locale);
}
