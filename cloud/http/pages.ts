/** The pages of the cloud: the customer app and headquarters. Built into dist/web. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { App, AppEnv } from "@crema/shared/http/mount";
import { mountPages } from "@crema/shared/http/pages";
import { serveStatic } from "@hono/node-server/serve-static";

/** Beside the bundle, or in the bundle's folder when the sources run. */
const FOLDERS = ["./web/", "../dist/web/"].map((path) => fileURLToPath(new URL(path, import.meta.url)));

export function mountCloudPages(app: App): void {
  const root = FOLDERS.find((folder) => existsSync(`${folder}app/index.html`));
  const file = root ? (path?: string) => serveStatic<AppEnv>({ root, precompressed: true, ...(path ? { path } : {}) }) : null;
  mountPages(app, { names: ["app", "hq"], file });
}
