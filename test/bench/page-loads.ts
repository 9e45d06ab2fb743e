/**
 * How long a guest on a bad line looks at nothing: each page opened by a browser that has never seen it, at 400 kbit/s and with 400 ms until
 * a response begins (Chromium's own emulation, which its encrypted connections would add round trips to). First content is the first paint
 * that is more than a ground; the first view, when what the page is for stands there.
 */
import type { Chain } from "@crema/tools/dev/start-chain";
import { english as t } from "@crema/tools/words/english";
import type { Browser } from "playwright-core";
import { openBrowser, WIDTHS } from "../browser/browser.ts";
import { below, type Figure } from "./report.ts";

const LATENCY_MS = 400;
const BYTES_PER_S = 400_000 / 8;
const MOST_MS = 1_500;
/** What people perceive as steady: https://web.dev/articles/cls */
const MOST_SHIFT = 0.05;
const PATIENCE_MS = 60_000;

interface Opened {
  readonly name: string;
  readonly url: string;
  readonly width: keyof typeof WIDTHS;
  readonly cookies?: Readonly<Record<string, string>>;
  /** In the first view, as a selector. */
  readonly shows: string;
}

export async function benchPageLoads(chain: Chain): Promise<Figure[]> {
  const [store] = chain.file.stores;
  if (!store) throw new Error("the chain has no store");
  const device = (kind: "pos" | "barista" | "board") => ({ [`crema_device_${store.id}`]: store.deviceTokens[kind] });
  const { cloud } = chain.file;
  const pages: readonly Opened[] = [
    { name: "app", url: `${cloud.url}/app`, width: 390, shows: ".store-card" },
    { name: "menu", url: `${cloud.url}/app/stores/${store.id}`, width: 390, shows: ".menu-item" },
    { name: "till", url: `${store.url}/pos`, width: 1024, cookies: device("pos"), shows: `role=button[name="1"]` },
    { name: "queue", url: `${store.url}/barista`, width: 1920, cookies: device("barista"), shows: "main" },
    { name: "board", url: `${store.url}/board`, width: 1920, cookies: device("board"), shows: `text=${t("board.ready")}` },
    { name: "headquarters", url: `${cloud.url}/hq`, width: 1024, shows: "role=button" },
  ];
  const browser = await openBrowser();
  try {
    const figures: Figure[] = [];
    for (const page of pages) figures.push(...(await benchPage(browser, page)));
    return figures;
  } finally {
    await browser.close();
  }
}

async function benchPage(browser: Browser, { name, url, width, cookies = {}, shows }: Opened): Promise<Figure[]> {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width, height: WIDTHS[width] } });
  await context.addCookies(Object.entries(cookies).map(([cookie, value]) => ({ name: cookie, value, url })));
  const page = await context.newPage();
  const debug = await context.newCDPSession(page);
  await debug.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: BYTES_PER_S,
    uploadThroughput: BYTES_PER_S,
  });
  await page.addInitScript(
    `globalThis.shift = 0;
     new PerformanceObserver((list) => {
       for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shift += entry.value;
     }).observe({ type: "layout-shift", buffered: true });`,
  );
  await page.goto(url, { waitUntil: "commit" });
  await page.locator(shows).first().waitFor({ timeout: PATIENCE_MS });
  const seen = Number(await page.evaluate("performance.now()"));
  // Fonts and pictures move what they come into, if anything does.
  await page.waitForLoadState("networkidle");
  const content = Number(await page.evaluate(`performance.getEntriesByName("first-contentful-paint")[0].startTime`));
  const shift = Number(await page.evaluate("globalThis.shift"));
  await context.close();
  return [
    below(`${name}, cold, 400 kbit/s and 400 ms: first content (first view ${whole(seen)})`, content, MOST_MS, whole),
    below(`${name}: layout shift`, shift, MOST_SHIFT, (value) => value.toFixed(3)),
  ];
}

const whole = (value: number): string => `${value.toFixed(0)} ms`;
