/** A customer's hands on their phone: what several tests of the app begin with. */
import { english as t } from "@crema/tools/words/english";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type InBrowser, openScreen, type Screen } from "./browser.ts";
import type { CustomerChain } from "./customer-chain.ts";

/** A person's patience with a whole task: several pages, each looked at by axe and drawn six times. */
export const TASK_MS = 180_000;

export function phone(chain: InBrowser<CustomerChain>, expectedStatus: readonly number[] = []): Promise<Screen> {
  return openScreen(chain.browser, { url: chain.url, width: 390, alsoFrom: [chain.sandbox.url], expectedStatus });
}

/** By the code that the chain has mailed. */
export async function signIn(page: Page, chain: Pick<CustomerChain, "mails">, email: string): Promise<void> {
  const before = chain.mails.length;
  await page.goto("/app/sign-in");
  await page.getByRole("textbox", { name: t("account.email") }).fill(email);
  await page.getByRole("button", { name: t("account.send_code") }).click();
  await page.getByRole("textbox", { name: t("account.code"), exact: true }).waitFor();
  await expect.poll(() => chain.mails.length).toBeGreaterThan(before);
  const code = /\b\d{6}\b/.exec(chain.mails.at(-1)?.text ?? "")?.[0] ?? "";
  await page.getByRole("textbox", { name: t("account.code"), exact: true }).fill(code);
  await page.getByRole("button", { name: t("account.sign_in"), exact: true }).click();
  await page.getByText(t("account.signed_in_as", { email })).waitFor();
}

/** What stands on the buttons of the way to an order, with the sum that the server has computed. */
export const placeFor = (total: string): string => t("cart.place_for", { action: t("cart.place"), total });
export const payFor = (total: string): string => t("cart.place_for", { action: t("cart.place_pay"), total });
export const addFor = (price: string): string => t("item.add_priced", { price });
export const ADD = new RegExp(`^${t("item.add")}`);
export const PLACE = new RegExp(`^${t("cart.place")}`);
export const viewCart = (count: number): string => t("menu.view_cart", { count });
/** Of the store in the list, beside the one to its map. */
export const MAIN_STREET = /^Main Street/;

export const orderIdOf = (page: Page): string => new URL(page.url()).pathname.split("/").at(-1) ?? "";

export const heading = (page: Page, name: string): Promise<void> => page.getByRole("heading", { name, level: 1 }).waitFor();

export async function fillCart(page: Page): Promise<void> {
  await page.goto("/app");
  await page.getByRole("link", { name: MAIN_STREET }).click();
  await page.getByRole("button", { name: /^Flat White/ }).click();
  await page.getByRole("radio", { name: "Oat" }).check();
  await page.getByRole("checkbox", { name: "Extra shot" }).check();
  // 4.50, oat 0.70, a shot 0.90: the server's sum.
  await page.getByRole("button", { name: addFor("€6.10") }).click();
  await page.getByRole("link", { name: viewCart(1) }).click();
}

/** To be paid at the store. */
export async function order(page: Page): Promise<string> {
  await fillCart(page);
  await page.getByRole("button", { name: placeFor("€6.10") }).click();
  await heading(page, t("order.head.accepted"));
  return orderIdOf(page);
}

/** `beforePaying`: on the cart, once the card is chosen; what the card is charged is on the button. */
export async function orderOnline(page: Page, charged = "€6.10", beforePaying = async (): Promise<void> => {}): Promise<string> {
  await fillCart(page);
  await page.getByRole("textbox", { name: t("cart.name") }).fill("Bo");
  await page.getByRole("radio", { name: new RegExp(t("pay.online")) }).check();
  await beforePaying();
  await page.getByRole("button", { name: payFor(charged) }).click();
  await heading(page, t("order.head.awaiting_payment"));
  return orderIdOf(page);
}

export async function payWith(page: Page, card: string): Promise<void> {
  await page.getByRole("combobox", { name: t("sandbox.card") }).selectOption({ label: card });
  await page.getByRole("button", { name: t("payment.pay"), exact: true }).click();
}

/** Goes on by the Tab key until the element whose text or label begins with this has the keyboard. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const focused = "(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim()";
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press("Tab");
    if (String(await page.evaluate(focused)).startsWith(name)) return;
  }
  throw new Error(`the Tab key does not reach ${name}`);
}
