/**
 * The pages of the cloud: the customer app and headquarters. Built into dist/web. The app may reach the payment provider, and
 * only the one that this installation has.
 */
import type { App } from "@crema/shared/server/mount";
import { builtFiles, builtLanguages, builtStyles, type MayLoad, mountPages } from "@crema/shared/server/pages";
import type { PaymentProvider } from "../payments/provider.ts";
import { appLinks } from "./app-links.ts";

/** What the app is installed by. */
const APP_FILES = [
  "app/manifest.webmanifest",
  "app-worker.js",
  "app/offline.html",
  "app/offline.css",
  "app/offline.js",
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
  const file = builtFiles(import.meta.url, "app/index.html");
  const languages = builtLanguages(import.meta.url, "app/index.html", () => null);
  // What `npm start` and an invitation name is the address alone.
  app.get("/", (c) => c.redirect("/app"));
  const styles = builtStyles(import.meta.url, "app/index.html");
  const links = { app: appLinks(import.meta.url) };
  const may = { mayLoad: { app: mayLoad(forBrowsers) }, mayAskPlace: ["app"] };
  mountPages(app, { names: ["app", "hq"], files: APP_FILES, file, languages, styles, links, ...may });
}

function mayLoad(forBrowsers: PaymentProvider["forBrowsers"] | null): MayLoad {
  if (forBrowsers?.sandbox_url) return { "connect-src": [forBrowsers.sandbox_url] };
  return forBrowsers?.publishable_key ? STRIPE : {};
}
