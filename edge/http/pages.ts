/** The store's own pages: POS, queue, board, and the page at `/` where a device is paired. Built into dist/web. */
import type { App } from "@crema/shared/server/mount";
import { builtFiles, mountPages } from "@crema/shared/server/pages";

export function mountStorePages(app: App): void {
  const file = builtFiles(import.meta.url, "index.html");
  mountPages(app, { names: ["", "pos", "barista", "board"], file });
}
