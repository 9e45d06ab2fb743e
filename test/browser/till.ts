/** A till in a browser, by the names that a cashier sees. */
import { OrderResponse } from "@crema/shared/contract/orders";
import type { Browser, Page } from "playwright-core";
import { ask, openScreen, type Screen, type ScreenOptions } from "./browser.ts";
import type { Store } from "./store-with-menu.ts";

export const WHOLE_ORDER_MS = 180_000;

export type TillPage = Screen & ReturnType<typeof partsOf>;

/** With a cashier signed in. */
export async function openTill(browser: Browser, store: Store, options: Partial<ScreenOptions> = {}): Promise<TillPage> {
  const screen = await openScreen(browser, { url: store.url, cookies: await store.cookies("pos", "cashier"), ...options });
  await screen.page.goto("/pos");
  await screen.page.getByRole("region", { name: "Menu" }).waitFor();
  return { ...screen, ...partsOf(screen.page) };
}

export function partsOf(page: Page) {
  const button = (name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
  return {
    button,
    sheet: page.getByRole("dialog"),
    choice: (name: string) => page.getByRole("dialog").locator("label", { hasText: name }),
    line: (name: string) => page.getByRole("list", { name: "Lines" }).getByRole("button", { name }),
    async type(digits: string) {
      for (const digit of digits) await page.getByRole("button", { name: digit, exact: true }).tap();
    },
    /** Taps each, in order. */
    async tap(...names: (string | RegExp)[]) {
      for (const name of names) await button(name).tap();
    },
  };
}

/** The last one that the box has. */
export async function lastOrder(page: Page): Promise<OrderResponse> {
  const { orders } = await ask<{ orders: object[] }>(page, "/v1/orders?limit=1");
  return OrderResponse.parse({ as_of: new Date(0).toISOString(), ...orders[0] });
}
