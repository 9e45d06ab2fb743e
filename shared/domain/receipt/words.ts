/**
 * What a receipt says in the store's language: `words/en.json` and its translations. Names of items are in it as they stand in the order
 * (docs/menu.md). Its texts have no plurals, so that a printer needs no formatter for them.
 */
import { decimalText } from "../kernel/currency.ts";
import type { Language } from "../store/profile.ts";
import de from "./words/de.json" with { type: "json" };
import en from "./words/en.json" with { type: "json" };
import es from "./words/es.json" with { type: "json" };

export type ReceiptKey = keyof typeof en;

export interface ReceiptWords {
  /** For dates, and the page's own language. */
  readonly locale: string;
  readonly decimalPoint: "." | ",";
  /** The text, with what stands in its braces put in. */
  t(key: ReceiptKey, args?: Readonly<Record<string, string>>): string;
}

function wordsIn(texts: Readonly<Record<ReceiptKey, string>>, locale: string, decimalPoint: "." | ","): ReceiptWords {
  return { locale, decimalPoint, t: (key, args = {}) => texts[key].replaceAll(/\{(\w+)\}/g, (_all, name: string) => args[name] ?? "") };
}

const WORDS: Readonly<Record<Language, ReceiptWords>> = {
  en: wordsIn(en, "en-GB", "."),
  de: wordsIn(de, "de-DE", ","),
  es: wordsIn(es, "es-ES", ","),
};

/** A profile that says no language is of a store that had English. */
export const wordsOf = (language: Language | undefined): ReceiptWords => WORDS[language ?? "en"];

/** 12.50, or 12,50. */
export const amountText = (cents: number, digits: number, { decimalPoint }: ReceiptWords): string =>
  decimalText(cents, digits).replace(".", decimalPoint);
