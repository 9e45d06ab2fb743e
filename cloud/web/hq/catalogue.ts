/** The languages of the page: one of them is fetched. */
import type { Catalogue } from "@crema/ui/words/words-context.tsx";

export const catalogue: Catalogue = {
  en: () => import("./words/en.json"),
  de: () => import("./words/de.json"),
  es: () => import("./words/es.json"),
};
