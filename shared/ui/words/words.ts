/**
 * What a page says in one language. Texts are in `words/en.json` and its translations, beside the page; their keys and arguments are
 * typed (`messages.d.ts`). Code that draws nothing takes a `Words` as an argument.
 */
import type { Language } from "@crema/shared/domain/store/profile";
import { IntlMessageFormat } from "intl-messageformat";
import { createElement, Fragment, type ReactNode } from "react";
import type { Messages } from "./messages.d.ts";

export type Text = string | number;
/** Draws what stands within a tag of the text: `<link>the menu</link>`. */
export type Tag = (content: ReactNode) => ReactNode;

type Key = keyof Messages;
/** Texts with tags are drawn, and are no strings. */
/** Texts that are given nothing. */
export type PlainKey = { [K in Key]: Messages[K] extends null ? K : never }[Key];
export type TextKey = { [K in Key]: Tag extends Messages[K][keyof Messages[K]] ? never : K }[Key];
type Drawn<Args> = { readonly [Name in keyof Args]: Text extends Args[Name] ? ReactNode : Args[Name] };

export interface Words {
  /** The text of the key. */
  <K extends TextKey>(key: K, ...args: Messages[K] extends null ? [] : [args: Messages[K]]): string;
  /** The same with elements in it: for its tags, or in the place of an argument. */
  drawn<K extends Key>(key: K, args: Drawn<Messages[K]>): ReactNode;
  /** A text that there may not be, such as one for a code that the server says; null: there is none. */
  optional(key: string): string | null;
  /** From now on these are said as well. */
  add(more: CompiledTexts): void;
  readonly language: Language;
  /** A BCP 47 tag, for numbers and times. */
  readonly locale: string;
}

/** As tools/words/compile.ts made them of a language's files. */
export type CompiledTexts = Readonly<Record<string, unknown>>;

type Values = Record<string, Text | Date | ReactNode | Tag>;

export function createWords(texts: CompiledTexts, language: Language, locale: string): Words {
  let all = texts;
  const made = new Map<string, IntlMessageFormat>();
  const format = (key: string, args: object): ReactNode => {
    const text = all[key];
    if (typeof text === "string") return text;
    if (text === undefined) return key;
    const known = made.get(key) ?? new IntlMessageFormat(text as ConstructorParameters<typeof IntlMessageFormat>[0], locale);
    made.set(key, known);
    const parts = known.format<ReactNode>(args as Values) as ReactNode;
    return Array.isArray(parts) ? createElement(Fragment, null, ...parts) : parts;
  };
  const words = (key: string, args: object = {}) => String(format(key, args));
  return Object.assign(words, {
    drawn: (key: string, args: object) => format(key, args),
    optional: (key: string) => (all[key] === undefined ? null : words(key)),
    add(more: CompiledTexts) {
      all = { ...all, ...more };
    },
    language,
    locale,
  }) as Words;
}
