/** The languages of the page: what it says itself is English, so all of it is, and it says so to screen readers. */
import type { Catalogue } from "@crema/ui/words/words-context.tsx";

export const catalogue: Catalogue = {
  en: () => import("./words/en.json"),
};
