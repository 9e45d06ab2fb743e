/** The store's own pages: POS and what its guest sees, queue, board, and the page at `/` where a device is paired. Built into dist/web. */
import type { Language } from "@crema/shared/domain/store/profile";
import type { App } from "@crema/shared/server/mount";
import { builtFiles, builtLanguages, builtStyles, mountPages } from "@crema/shared/server/pages";

/** `language`: the store's; null: it has no profile yet. */
export function mountStorePages(app: App, language: () => Language | null): void {
  const file = builtFiles(import.meta.url, "index.html");
  mountPages(app, {
    names: ["", "pos/customer", "pos", "barista", "board"],
    file,
    languages: builtLanguages(import.meta.url, "index.html", language),
    styles: builtStyles(import.meta.url, "index.html"),
  });
}
