/**
 * One browser for a test file, and pages in it that record what went wrong on them. Pitfall: a page that logs an error,
 * or requests something from elsewhere, looks fine on a screenshot, so `faults` has to be checked.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect } from "vitest";
import { findChromium } from "./find-chromium.ts";

const SHOTS = fileURLToPath(new URL("./shots/", import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Two phones, a tablet upright and across, a TV. */
export const WIDTHS = { 320: 568, 390: 844, 768: 1024, 1024: 768, 1920: 1080 } as const;
export type Width = keyof typeof WIDTHS;

/** For the hook that opens the browser: the first one on a machine is unpacked from npm. */
export const FIRST_USE_MS = 180_000;

export async function openBrowser(): Promise<Browser> {
  const { executablePath, args, env } = findChromium(process.env);
  return chromium.launch({ executablePath, args, env, headless: true });
}

export interface Screen {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors, exceptions, refused requests to elsewhere: empty on a good page. */
  readonly faults: string[];
}

export interface ScreenOptions {
  /** Of the server: `http://127.0.0.1:1234`. */
  readonly url: string;
  readonly width?: Width;
  readonly dark?: boolean;
  readonly touch?: boolean;
  /** Status codes that the test brings about on purpose; a browser logs each as an error. */
  readonly expectedStatus?: readonly number[];
  readonly cookies?: Readonly<Record<string, string>>;
  /** Where the device believes to be; default: Europe/Berlin, as the stores of most tests. */
  readonly timeZone?: string;
  /** What the browser says its language is, for one that Intl does not know; default: `locale`. */
  readonly language?: string;
  /** What the browser asks servers for, and writes numbers in; default: British English. */
  readonly locale?: string;
  /** Other servers that the page may talk to: the payment sandbox. */
  readonly alsoFrom?: readonly string[];
}

/** For what never comes: beside other browsers on two cores a page may stand for long. */
const PATIENCE_MS = 60_000;

export type InBrowser<T> = T & { readonly browser: Browser };

/** What pages talk to, and a browser for them: both at once, as each takes its time; its `close` closes both. */
export async function openWithBrowser<T extends { close(): Promise<void> }>(open: () => Promise<T>): Promise<InBrowser<T>> {
  const [browser, opened] = await Promise.all([openBrowser(), open()]);
  const close = async () => {
    await browser.close();
    await opened.close();
  };
  return { ...opened, browser, close };
}

/** A browser of its own, as far as cookies and storage go. */
export async function openScreen(browser: Browser, options: ScreenOptions): Promise<Screen> {
  const { url, width = 1024, dark = false, touch = true, expectedStatus = [], cookies = {}, alsoFrom = [], language } = options;
  const { timeZone = "Europe/Berlin", locale = "en-GB" } = options;
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height: WIDTHS[width] },
    colorScheme: dark ? "dark" : "light",
    hasTouch: touch,
    locale,
    timezoneId: timeZone,
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addCookies(Object.entries(cookies).map(([name, value]) => ({ name, value, url, httpOnly: true, sameSite: "Strict" })));
  if (language !== undefined) {
    const own = JSON.stringify(language);
    await context.addInitScript(
      `Object.defineProperties(Navigator.prototype, { language: { get: () => ${own} }, languages: { get: () => [${own}] } })`,
    );
  }
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`exception: ${error.message}`));
  page.on("console", (message) => {
    const expected = expectedStatus.some((status) => message.text().includes(`status of ${status}`));
    if (message.type() === "error" && !expected) faults.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on("request", (request) => {
    if (![url, ...alsoFrom].some((own) => request.url().startsWith(own)) && !/^(data|blob):/.test(request.url()))
      faults.push(`elsewhere: ${request.url()}`);
  });
  return { page, context, faults };
}

/**
 * What the page's server has, asked for as the page asks. By a connection of its own: one that is left from the last time may be
 * closed by the server as it is taken up again.
 */
export async function ask<T>(page: Page, path: string): Promise<T> {
  const response = await page.request.get(path, { headers: { connection: "close" } });
  return (await response.json()) as T;
}

/** `npm run test:long` and `npm run pictures` take them: nobody looks at those of every run, and each costs it time. */
export const takesPictures = Boolean(process.env.CREMA_LONG || process.env.CREMA_PICTURES);

/** Where axe has been, in `npm test`: by test file and page, without the ids in its address. */
const looked = new Set<string>();

/**
 * What axe finds that keeps people from using the page: each as "rule: element". `npm run test:long` looks wherever this is called;
 * `npm test` once at each page in each test file, as every look takes a core for a second.
 */
export async function seriousFindings(page: Page): Promise<string[]> {
  const place = `${expect.getState().testPath} ${new URL(page.url()).pathname.replaceAll(/[0-9a-f-]{36}/g, "")}`;
  if (looked.has(place) && !takesPictures) return [];
  looked.add(place);
  // Through the debugger and not by a script element, which the page's Content-Security-Policy forbids.
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as {
    violations: { id: string; impact: string | null; nodes: { target: unknown[]; failureSummary?: string }[] }[];
  };
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")} ${failureSummary ?? ""}`));
}

/** By how much what was there has moved since the page was opened, as browsers measure it; nothing that a person would see is below 0.01. */
export async function layoutShift(page: Page): Promise<number> {
  return (await page.evaluate(`new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    // What has been is told in the observer's first task.
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
  })`)) as number;
}

/** What sticks out of the viewport sideways: empty on a page that fits. */
export async function cutOff(page: Page): Promise<string[]> {
  return (await page.evaluate(`(() => {
    const wide = document.documentElement.clientWidth;
    const scrolls = (element) => element && (/auto|scroll|hidden/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    return [...document.body.querySelectorAll("*")]
      .filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width > 1 && (box.right > wide + 1 || box.left < -1) && !scrolls(element.parentElement);
      })
      .map((element) => element.tagName.toLowerCase() + "." + element.className);
  })()`)) as string[];
}

/** What may be wider than its place, since it is scrolled sideways there: a row of tabs, a receipt, a wide table. */
const SCROLLED_SIDEWAYS = "[role=tablist], .barista-day, .receipt, pre";

/**
 * Of texts and controls what sticks out of a box that hides it, or that scrolls up and down and would have to be scrolled sideways to see
 * it: what cutOff does not see. A text that ends in an ellipsis is meant to.
 */
export async function cutOffInside(page: Page): Promise<string[]> {
  return (await page.evaluate(`(() => {
    const says = (element) => element.matches("button, input, select, textarea, a")
      || [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== "");
    const clips = (element, { left, right }) => {
      const style = getComputedStyle(element);
      if (style.overflowX === "visible" || style.textOverflow === "ellipsis") return false;
      const from = element.getBoundingClientRect().left + element.clientLeft;
      return right > from + element.clientWidth + 1 || left < from - 1;
    };
    const isCut = (element) => {
      let { left, right } = element.getBoundingClientRect();
      for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
        // For screen readers alone.
        if (up.clientWidth <= 1 && getComputedStyle(up).overflowX !== "visible") return false;
        if (up.matches(${JSON.stringify(SCROLLED_SIDEWAYS)})) ({ left, right } = up.getBoundingClientRect());
        else if (clips(up, { left, right })) return true;
      }
      return false;
    };
    return [...document.body.querySelectorAll("*")]
      .filter((element) => says(element) && element.getBoundingClientRect().width > 1 && element.checkVisibility() && !element.closest(".unseen"))
      .filter(isCut)
      .map((element) => element.tagName.toLowerCase() + "." + element.className + " " + (element.textContent ?? "").trim().slice(0, 40));
  })()`)) as string[];
}

/** Leaves pictures at every width, light and dark, in test/browser/shots/, where nothing may be cut off; the page goes back to its size. */
export async function takeShots(page: Page, name: string): Promise<void> {
  if (!takesPictures) return;
  mkdirSync(SHOTS, { recursive: true });
  const before = page.viewportSize();
  for (const [width, height] of Object.entries(WIDTHS).map(([width, height]) => [Number(width), height] as const)) {
    await page.setViewportSize({ width, height });
    expect(await cutOff(page), `${name} at ${width} px`).toEqual([]);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${SHOTS}${name}-${width}-${colorScheme}.png` });
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  if (before) await page.setViewportSize(before);
}

/** A picture as for readers whose system sets all colours. */
export async function takeForcedColours(page: Page, name: string): Promise<void> {
  if (!takesPictures) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.emulateMedia({ forcedColors: "active" });
  await page.screenshot({ path: `${SHOTS}${name}-forced.png` });
  await page.emulateMedia({ forcedColors: "none" });
}
