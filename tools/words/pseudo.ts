/**
 * Two languages for tests, made of English: one with an accent on every letter and 40 % longer, as a translation may be, so that a text
 * that is not from a file, or has no room, is seen; and the same written from right to left.
 */
import { type MessageFormatElement, TYPE } from "@formatjs/icu-messageformat-parser";
import { type Compiled, parseText } from "./compile.ts";
import type { Texts } from "./read-words.ts";

export type Pseudo = "accented" | "mirrored";

const PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ACCENTED = "áƀçđéƒǧĥíǰķļɱñóþɋŕšŧúṽŵẋýžÁƁÇĐÉƑǦĤÍǰĶĻḾÑÓÞɊŔŠŦÚṼŴẊÝŽ";
const MORE = 0.4;
/** Not for people's eyes: how a page is written. */
const DIRECTION = "ui.direction";

export function pseudoTexts(texts: Texts, pseudo: Pseudo): Readonly<Record<string, Compiled>> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]): [string, Compiled] => {
      if (key === DIRECTION) return [key, pseudo === "mirrored" ? "rtl" : "ltr"];
      return [key, parseText(key, text).map(pseudoOf)];
    }),
  );
}

function pseudoOf(element: MessageFormatElement): MessageFormatElement {
  switch (element.type) {
    case TYPE.literal:
      return { ...element, value: accentedText(element.value) };
    case TYPE.tag:
      return { ...element, children: element.children.map(pseudoOf) };
    case TYPE.select:
      return { ...element, options: pseudoOptions(element.options) };
    case TYPE.plural:
      return { ...element, options: pseudoOptions(element.options) };
    default:
      return element;
  }
}

const pseudoOptions = <Option extends { value: MessageFormatElement[] }>(options: Record<string, Option>): Record<string, Option> =>
  Object.fromEntries(Object.entries(options).map(([name, option]) => [name, { ...option, value: option.value.map(pseudoOf) }]));

/** Longer by vowels that repeat, so that lines break where they would. */
export function accentedText(text: string): string {
  let more = 0;
  return [...text]
    .map((letter) => {
      const at = PLAIN.indexOf(letter);
      if (at < 0) return letter;
      const one = ACCENTED[at] ?? letter;
      more += MORE;
      if (!/[aeiou]/i.test(letter) || more < 1) return one;
      const times = Math.floor(more);
      more -= times;
      return one + one.toLowerCase().repeat(times);
    })
    .join("");
}
