/** What all pages say in English, by the keys that their code has: so that a reworded text breaks no test. */
import type {} from "@crema/edge/web/barista/words/messages.d";
import type {} from "@crema/edge/web/board/words/messages.d";
import type {} from "@crema/edge/web/pairing/words/messages.d";
import type {} from "@crema/edge/web/pos/words/messages.d";
import type {} from "@crema/edge/web/words/messages.d";
import { createWords, type Words } from "@crema/ui/words/words.ts";
import { compileTexts } from "./compile.ts";
import { readTexts, type Texts, wordFolders } from "./read-words.ts";

const texts: Texts = Object.assign({}, ...wordFolders().map((folder) => readTexts(folder, "en")));

/** As British English reads it, which the tests' browsers speak. */
export const english: Words = createWords(compileTexts(texts), "en", "en-GB");
