/** A customer's hands on their phone: what several tests of the app begin with. */
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
  await page.getByRole("textbox", { name: "E-mail" }).fill(email);
  await page.getByRole("button", { name: "Send me a code" }).click();
  await page.getByRole("textbox", { name: "Code", exact: true }).waitFor();
  await expect.poll(() => chain.mails.length).toBeGreaterThan(before);
  const code = /\b\d{6}\b/.exec(chain.mails.at(-1)?.text ?? "")?.[0] ?? "";
  await page.getByRole("textbox", { name: "Code", exact: true }).fill(code);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText(`Signed in as ${email}`).waitFor();
}

export const orderIdOf = (page: Page): string => new URL(page.url()).pathname.split("/").at(-1) ?? "";

export const heading = (page: Page, name: string): Promise<void> => page.getByRole("heading", { name, level: 1 }).waitFor();

export async function fillCart(page: Page): Promise<void> {
  await page.goto("/app");
  await page.getByRole("link", { name: /Main Street/ }).click();
  await page.getByRole("button", { name: /^Flat White/ }).click();
  await page.getByRole("radio", { name: "Oat" }).check();
  await page.getByRole("checkbox", { name: "Extra shot" }).check();
  // 4.50, oat 0.70, a shot 0.90: the server's sum.
  await page.getByRole("button", { name: "Add to cart · €6.10" }).click();
  await page.getByRole("link", { name: /View cart · 1 item/ }).click();
}

/** To be paid at the store. */
export async function order(page: Page): Promise<string> {
  await fillCart(page);
  await page.getByRole("button", { name: "Place order · €6.10" }).click();
  await heading(page, "Accepted by the store");
  return orderIdOf(page);
}

/** `beforePaying`: on the cart, once the card is chosen; what the card is charged is on the button. */
export async function orderOnline(page: Page, charged = "€6.10", beforePaying = async (): Promise<void> => {}): Promise<string> {
  await fillCart(page);
  await page.getByRole("textbox", { name: "Name to call out" }).fill("Bo");
  await page.getByRole("radio", { name: /Now, by card/ }).check();
  await beforePaying();
  await page.getByRole("button", { name: `Order and pay · ${charged}` }).click();
  await heading(page, "Waiting for your payment");
  return orderIdOf(page);
}

export async function payWith(page: Page, card: string): Promise<void> {
  await page.getByRole("combobox", { name: "Test card" }).selectOption({ label: card });
  await page.getByRole("button", { name: "Pay", exact: true }).click();
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
