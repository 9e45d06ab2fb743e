/** The messages' words in a language: a file for each. */
import type { Language } from "@crema/shared/domain/store/profile";
import { DE } from "./de.ts";
import { EN } from "./en.ts";
import { ES } from "./es.ts";
import type { MessageWords } from "./message-words.ts";

const WORDS: Readonly<Record<Language, MessageWords>> = { en: EN, de: DE, es: ES };

export const wordsIn = (language: Language): MessageWords => WORDS[language];
