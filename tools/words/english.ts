/** What all pages say in English, by the keys that their code has: so that a reworded text breaks no test. */
import type {} from "@crema/cloud/web/app/words/messages.d";
import type {} from "@crema/cloud/web/hq/words/messages.d";
import type {} from "@crema/edge/web/barista/words/messages.d";
import type {} from "@crema/edge/web/board/words/messages.d";
import type {} from "@crema/edge/web/guest/words/messages.d";
import type {} from "@crema/edge/web/pairing/words/messages.d";
import type {} from "@crema/edge/web/pos/words/messages.d";
import type {} from "@crema/edge/web/words/messages.d";
import type { Messages } from "@crema/ui/words/messages.d.ts";
import { createWords, type Words } from "@crema/ui/words/words.ts";
import { compileTexts } from "./compile.ts";
import { readTexts, type Texts, wordFolders } from "./read-words.ts";

const texts: Texts = Object.assign({}, ...wordFolders().map((folder) => readTexts(folder, "en")));

/** As British English reads it, which the tests' browsers speak. */
export const english: Words = createWords(compileTexts(texts), "en", "en-GB");

/** For any value in an `englishPattern`. */
export const ANYTHING = "\u0000";

/** A text with what stands within its tags, as it is read on the page; `ANYTHING` stands for whatever is there. */
export function englishPattern(key: Extract<keyof Messages, string>, args: Readonly<Record<string, string | number>> = {}): RegExp {
  const text = (texts[key] ?? key).replaceAll(/<\/?\w+>/g, "");
  const said = createWords(compileTexts({ [key]: text }), "en", "en-GB") as unknown as (key: string, args: object) => string;
  return new RegExp(escaped(said(key, args)).replaceAll(ANYTHING, ".+"));
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
