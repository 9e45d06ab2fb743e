import { menuRows } from "@crema/tools/dev/seed/menu";
import { english as t } from "@crema/tools/words/english";
import { accentedText } from "@crema/tools/words/pseudo";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { cutOff, openScreen, takeShots } from "./browser.ts";
import { openForFile } from "./open-for-file.ts";
import { openStoreWithMenu } from "./store-with-menu.ts";
import { speak, untranslated } from "./test-languages.ts";
import { WHOLE_ORDER_MS } from "./till.ts";

const store = openForFile(openStoreWithMenu);

/** What no language changes: the menu, persons, the store, keys of the keyboard; what React Aria says by itself, and days by Intl. */
const MENU = [
  ...menuRows.items.map(({ name }) => name),
  ...menuRows.categories.map(({ name }) => name),
  ...menuRows.modifier_groups.flatMap(({ name, modifiers }) => [name, ...modifiers.map((one) => one.name)]),
];
const DATA = [
  ...MENU.toSorted((a, b) => b.length - a.length),
  "Main Street",
  "ana",
  "Dismiss",
  /pos \d+/g,
  /\bF\d+\b/g,
  /\b(Today|Tomorrow|[A-Z][a-z]{2},? \d+ [A-Z][a-z]+)\b/g,
];

/** Buttons that are narrower than their words. */
const tooNarrow = async (page: Page): Promise<string[]> =>
  (await page.evaluate(
    "[...document.querySelectorAll('button')].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)",
  )) as string[];

test.each(["accented", "mirrored"] as const)(
  "every word of the till is from its message files, and has room where it is longer: %s",
  async (pseudo) => {
    const cookies = await store.cookies("pos", "cashier");
    const { page, context, faults } = await openScreen(store.browser, { url: store.url, cookies });
    await speak(page, "edge/web/pos", pseudo);
    await page.goto("/pos");
    for (const at of [0, 1]) await page.locator(".item-grid button").nth(at).tap();
    await page.locator(".ticket-line").nth(1).waitFor();
    expect([await untranslated(page, DATA), await cutOff(page), await tooNarrow(page)]).toEqual([[], [], []]);
    await takeShots(page, `pos-${pseudo}`);
    for (const name of [t("pos.orders.title"), t("pos.drawer.title"), t("pos.sold_out.title"), t("pos.ticket.later")]) {
      await page.getByRole("button", { name: accentedText(name), exact: true }).tap();
      await page.getByRole("dialog").waitFor();
      expect([name, await untranslated(page, DATA), await cutOff(page)]).toEqual([name, [], []]);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    expect(faults).toEqual([]);
    await context.close();
  },
  WHOLE_ORDER_MS,
);

test.each(["de-DE", "es-MX"])(
  "the till has room for its words: %s",
  async (locale) => {
    const { page, context } = await openScreen(store.browser, { url: store.url, locale, cookies: await store.cookies("pos", "cashier") });
    await page.goto("/pos");
    await page.locator(".item-grid button").first().tap();
    await page.locator(".ticket-line").first().waitFor();
    expect([await tooNarrow(page), await cutOff(page)]).toEqual([[], []]);
    await takeShots(page, `pos-${locale}`);
    await context.close();
  },
  WHOLE_ORDER_MS,
);
