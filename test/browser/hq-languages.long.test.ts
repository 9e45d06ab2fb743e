/** Headquarters in the languages for tests and in German: no word is in its code, and nothing is cut off in any view, wide or narrow. */
import { randomUUID } from "node:crypto";
import { START_MS } from "@crema/cloud/cloud-node.test-fixture";
import type { Locator, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { cutOff, seriousFindings, takeShots } from "./browser.ts";
import { openHeadquarters, openHq } from "./hq-page.ts";
import { openForFile } from "./open-for-file.ts";
import { speak, untranslated } from "./test-languages.ts";

const hq = openForFile(openHeadquarters);
const TASK_MS = 300_000;

/** What no language changes: stores, orders, people, what Intl writes of days and times, and what the service has stored in English. */
const DATA = [
  ...[
    "Crema North Station",
    "Crema Harbour",
    "Crema",
    "Chai Latte",
    "Zoë Ångström",
    "English",
    "PNG",
    "JPEG",
    "WebP",
    "AVIF",
    "opr_",
    "create-operator",
  ],
  ...["Dismiss", "A refund was refused by the bank.", "Ask the guest.", "EUR"],
  ...[/\bN\d+\b/g, /[0-9a-f]{8}-[0-9a-f-]{27}/g, /\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun),? \d+ [A-Z][a-z]{2,}\b/g, /\d+ [A-Z][a-z]{2,} \d{4}/g],
  ...[/#[0-9a-f]{6}/g, /\b(Mehmet|Chiara|Zoë|Ångström|Ana|Bo|Flat White|Latte|Espresso|Croissant)\b/g],
];

beforeAll(async () => {
  await hq.cloud.database.pool.query(
    `INSERT INTO exceptions (exception_id, store_id, kind, detail, what_to_do, raised_at)
     VALUES ($1, $2, 'refund.failed', 'A refund was refused by the bank.', 'Ask the guest.', $3)`,
    [randomUUID(), hq.north.storeId, new Date(START_MS)],
  );
});

interface View {
  readonly name: string;
  /** What it shows when it has been read. */
  ready(page: Page): Locator;
  /** What opens from it, by its name: the button. */
  readonly sheets?: Readonly<Record<string, (page: Page) => Locator>>;
}

const ofLastStore = (at: number) => (page: Page) => page.locator(".card").last().locator(".card-foot button").nth(at);

const VIEWS: readonly View[] = [
  { name: "overview", ready: (page) => page.locator(".headline") },
  {
    name: "stores",
    ready: (page) => page.locator(".card"),
    sheets: { day: ofLastStore(1), manage: ofLastStore(3), settings: ofLastStore(4) },
  },
  { name: "orders", ready: (page) => page.locator("tbody button"), sheets: { order: (page) => page.locator("tbody button").first() } },
  { name: "issues", ready: (page) => page.locator(".card"), sheets: { resolve: (page) => page.locator(".card-foot button").last() } },
  { name: "sales", ready: (page) => page.getByRole("rowheader") },
  { name: "customers", ready: (page) => page.locator("form") },
  { name: "pictures", ready: (page) => page.locator(".pictures") },
];

/** Every view, and what opens from it. */
async function walk(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  for (const [index, { name, ready, sheets = {} }] of VIEWS.entries()) {
    await page.getByRole("tab").nth(index).click();
    await ready(page).first().waitFor();
    await look(name);
    for (const [sheet, button] of Object.entries(sheets)) {
      await button(page).click();
      const dialog = page.getByRole("dialog");
      await dialog.locator("form, dl, table, h3").first().waitFor();
      await look(sheet);
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    }
  }
}

/** At every width nothing sticks out, and no button is narrower than its words. */
async function fits(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const width of [320, 390, 768, 1024, 1920]) {
    await page.setViewportSize({ width, height: 800 });
    expect([name, width, await cutOff(page), await tooNarrow(page)]).toEqual([name, width, [], []]);
  }
  if (before) await page.setViewportSize(before);
  expect([name, await seriousFindings(page)]).toEqual([name, []]);
  await takeShots(page, name);
}

const tooNarrow = async (page: Page): Promise<string[]> =>
  (await page.evaluate(
    "[...document.querySelectorAll('button, .badge')].filter((one) => one.scrollWidth > one.clientWidth + 2).map((one) => one.textContent)",
  )) as string[];

test.each(["accented", "mirrored"] as const)(
  "every word of headquarters is from its message files, and has room: %s",
  async (pseudo) => {
    const { page, context, faults } = await openHq(hq);
    await speak(page, "cloud/web/hq", pseudo);
    await page.reload();
    await page.locator("form").waitFor();
    expect(await untranslated(page, DATA)).toEqual([]);
    await fits(page, `hq-sign-in-${pseudo}`);
    await context.addCookies([{ name: "crema_session", value: hq.owner, url: hq.url }]);
    await page.reload();
    expect(await page.locator("html").getAttribute("dir")).toBe(pseudo === "mirrored" ? "rtl" : "ltr");
    await walk(page, async (name) => {
      expect([name, await untranslated(page, DATA)]).toEqual([name, []]);
      await fits(page, `hq-${name}-${pseudo}`);
    });
    expect(faults).toEqual([]);
    await context.close();
  },
  TASK_MS,
);

test.each(["de-DE", "es-MX"])(
  "headquarters has room for its words: %s",
  async (locale) => {
    const { page, context, faults } = await openHq(hq, { token: hq.owner, locale });
    expect(await page.title()).toBe(locale === "de-DE" ? "Crema Zentrale" : "Crema Central");
    await walk(page, (name) => fits(page, `hq-${name}-${locale}`));
    expect(faults).toEqual([]);
    await context.close();
  },
  TASK_MS,
);
