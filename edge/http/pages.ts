/** The store's own pages: POS, queue, board, and the page at `/` where a device is paired. Built into dist/web. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { App, AppEnv } from "@crema/shared/server/mount";
import { mountPages } from "@crema/shared/server/pages";
import { serveStatic } from "@hono/node-server/serve-static";

/** Next to the bundle, or in the bundle's folder when running from sources. */
const FOLDERS = ["./web/", "../dist/web/"].map((path) => fileURLToPath(new URL(path, import.meta.url)));

export function mountStorePages(app: App): void {
  const root = FOLDERS.find((folder) => existsSync(`${folder}index.html`));
  const file = root ? (path?: string) => serveStatic<AppEnv>({ root, precompressed: true, ...(path ? { path } : {}) }) : null;
  mountPages(app, { names: ["", "pos", "barista", "board"], file });
}
