/** A till in a browser, by the names that a cashier sees. */
import { OrderResponse } from "@crema/shared/contract/orders";
import { english as t } from "@crema/tools/words/english";
import type { Page } from "playwright-core";
import { beforeEach, expect } from "vitest";
import { ask, cutOff, type InBrowser, openScreen, type Screen, type ScreenOptions, seriousFindings, takeShots } from "./browser.ts";
import type { Store } from "./store-with-menu.ts";

export const WHOLE_ORDER_MS = 180_000;

export type TillPage = Screen & ReturnType<typeof partsOf>;

/** With a cashier signed in. */
export async function openTill(store: InBrowser<Store>, options: Partial<ScreenOptions> = {}): Promise<TillPage> {
  const screen = await openScreen(store.browser, { url: store.url, cookies: await store.cookies("pos", "cashier"), ...options });
  await screen.page.goto("/pos");
  await screen.page.getByRole("region", { name: "Menu" }).waitFor();
  return { ...screen, ...partsOf(screen.page) };
}

/**
 * Called at the top of a test file: a till of its own for each test, which has to leave it without faults. Its members are there in
 * tests only.
 */
export function tillForEachTest(store: InBrowser<Store>, expectedStatus: readonly number[]): TillPage {
  const till = {} as TillPage;
  beforeEach(async () => {
    Object.assign(till, await openTill(store, { expectedStatus }));
    return async () => {
      expect(till.faults).toEqual([]);
      await till.context.close();
    };
  });
  return till;
}

export function partsOf(page: Page) {
  const button = (name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
  return {
    button,
    sheet: page.getByRole("dialog"),
    choice: (name: string) => page.getByRole("dialog").locator("label, .chip", { hasText: name }),
    line: (name: string) => page.getByRole("list", { name: t("pos.ticket.lines") }).getByRole("button", { name }),
    async type(digits: string) {
      for (const digit of digits) await page.getByRole("button", { name: digit, exact: true }).tap();
    },
    /** Taps each, in order. */
    async tap(...names: (string | RegExp)[]) {
      for (const name of names) await button(name).tap();
    },
  };
}

export async function looksRight({ page }: Screen, name: string): Promise<void> {
  expect(await seriousFindings(page)).toEqual([]);
  expect(await cutOff(page)).toEqual([]);
  await takeShots(page, name);
}

/** From the list of orders, by the guest's name. */
export async function openOrderOf({ sheet, tap }: TillPage, name: string): Promise<void> {
  await tap("Orders");
  await sheet.getByLabel(t("pos.orders.find")).fill(name);
  await sheet.getByRole("button", { name }).tap();
}

/** The last one that the box has. */
export async function lastOrder(page: Page): Promise<OrderResponse> {
  const { orders } = await ask<{ orders: object[] }>(page, "/v1/orders?limit=1");
  return OrderResponse.parse({ as_of: new Date(0).toISOString(), ...orders[0] });
}
