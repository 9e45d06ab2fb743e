/** The languages of the stories, and `?language=accented` or `mirrored`: made of English, for tests (tools/words/pseudo.ts). */
import type { Catalogue } from "@crema/ui/words/words-context.tsx";

const LANGUAGES: Catalogue = {
  en: () => import("./words/en.json"),
  de: () => import("./words/de.json"),
  es: () => import("./words/es.json"),
};
const FOR_TESTS: Readonly<Record<string, Catalogue>> = {
  accented: { en: () => import("./words/en.json?accented") },
  mirrored: { en: () => import("./words/en.json?mirrored") },
};

export const catalogueOf = (language: string | null): Catalogue => FOR_TESTS[language ?? ""] ?? LANGUAGES;
