/** The languages of the page: one of them is fetched, what the first view says before the rest. */
import type { Catalogue } from "@crema/ui/words/words-context.tsx";

export const catalogue: Catalogue = {
  en: () => import("./words/en.json?first"),
  de: () => import("./words/de.json?first"),
  es: () => import("./words/es.json?first"),
};

export const laterTexts: Catalogue = {
  en: () => import("./words/en.json?later"),
  de: () => import("./words/de.json?later"),
  es: () => import("./words/es.json?later"),
};
