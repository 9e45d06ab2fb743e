/**
 * The pages of the cloud: the customer app and headquarters. Built into dist/web. The app may reach the payment provider, and
 * only the one that this installation has.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { App, AppEnv } from "@crema/shared/server/mount";
import { type MayLoad, mountPages } from "@crema/shared/server/pages";
import { serveStatic } from "@hono/node-server/serve-static";
import type { PaymentProvider } from "../payments/provider.ts";

/** Beside the bundle, or in the bundle's folder when the sources run. */
const FOLDERS = ["./web/", "../dist/web/"].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/** What the app is installed by. */
const APP_FILES = [
  "app/manifest.webmanifest",
  "app-worker.js",
  "app/offline.html",
  "app/offline.css",
  "app/icon-192.png",
  "app/icon-512.png",
];

/** As Stripe asks for its card form: https://docs.stripe.com/security/guide#content-security-policy */
const STRIPE: MayLoad = {
  "script-src": ["https://js.stripe.com", "https://*.js.stripe.com"],
  "frame-src": ["https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"],
  "connect-src": ["https://api.stripe.com"],
};

export function mountCloudPages(app: App, forBrowsers: PaymentProvider["forBrowsers"] | null): void {
  const root = FOLDERS.find((folder) => existsSync(`${folder}app/index.html`));
  const file = root ? (path?: string) => serveStatic<AppEnv>({ root, precompressed: true, ...(path ? { path } : {}) }) : null;
  // What `npm start` and an invitation name is the address alone.
  app.get("/", (c) => c.redirect("/app"));
  mountPages(app, { names: ["app", "hq"], files: APP_FILES, file, mayLoad: { app: mayLoad(forBrowsers) } });
}

function mayLoad(forBrowsers: PaymentProvider["forBrowsers"] | null): MayLoad {
  if (forBrowsers?.sandbox_url) return { "connect-src": [forBrowsers.sandbox_url] };
  return forBrowsers?.publishable_key ? STRIPE : {};
}
