import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cutOff, FIRST_USE_MS, openBrowser, openScreen, seriousFindings, takeShots } from "./browser.ts";
import { type CustomerChain, openCustomerChain } from "./customer-chain.ts";

let browser: Browser;
let chain: CustomerChain;

beforeAll(async () => {
  [browser, chain] = await Promise.all([openBrowser(), openCustomerChain()]);
}, FIRST_USE_MS);
afterAll(async () => {
  await browser.close();
  await chain.stop();
});

/** A person's patience with a whole task: several pages, each looked at by axe and drawn six times. */
const TASK_MS = 90_000;

async function phone(expectedStatus: number[] = []) {
  const screen = await openScreen(browser, { url: chain.url, width: 390, alsoFrom: [chain.sandbox.url], expectedStatus });
  screen.page.setDefaultTimeout(10_000);
  return screen;
}

const orderIdOf = (page: Page) => new URL(page.url()).pathname.split("/").at(-1) ?? "";

async function fillCart(page: Page): Promise<void> {
  await page.goto("/app");
  await page.getByRole("link", { name: /Main Street/ }).click();
  await page.getByRole("button", { name: /^Flat White/ }).click();
  await page.getByRole("radio", { name: "Oat" }).check();
  await page.getByRole("checkbox", { name: "Extra shot" }).check();
  // 4.50, oat 0.70, a shot 0.90: the server's sum.
  await page.getByRole("button", { name: "Add to cart · €6.10" }).click();
  await page.getByRole("link", { name: /View cart · 1 item/ }).click();
}

async function orderOnline(page: Page): Promise<string> {
  await fillCart(page);
  await page.getByRole("textbox", { name: "Name to call out" }).fill("Bo");
  await page.getByRole("radio", { name: /Now, by card/ }).check();
  await page.getByRole("button", { name: "Order and pay · €6.10" }).click();
  await page.getByRole("heading", { name: "Waiting for your payment" }).waitFor();
  return orderIdOf(page);
}

async function payWith(page: Page, card: string): Promise<void> {
  await page.getByRole("combobox", { name: "Test card" }).selectOption({ label: card });
  await page.getByRole("button", { name: "Pay", exact: true }).click();
}

const heading = (page: Page, name: string) => page.getByRole("heading", { name, level: 1 }).waitFor();

test(
  "a customer orders, watches it being made, pays at the store, and orders it again",
  async () => {
    const { page, faults } = await phone();
    await page.goto("/app");
    await page.getByRole("link", { name: /Main Street/ }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("link", { name: /Main Street/ }).click();
    await page.getByRole("heading", { name: "Coffee" }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-menu");
    await page.getByRole("button", { name: /^Flat White/ }).click();
    await page.getByRole("button", { name: "Add to cart · €4.50" }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-item");
    await page.keyboard.press("Escape");
    await fillCart(page);
    await page.getByRole("textbox", { name: "Name to call out" }).fill("Bo");
    await page.getByRole("button", { name: "Place order · €6.10" }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-cart");
    await page.getByRole("button", { name: "Place order · €6.10" }).click();
    await heading(page, "Accepted by the store");
    const orderId = orderIdOf(page);
    await page.reload();
    await page.getByText("Live", { exact: true }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-order");
    expect(await cutOff(page)).toEqual([]);
    await chain.move(orderId, "PLACED", "IN_PROGRESS");
    await heading(page, "Being made");
    expect(await page.getByRole("button", { name: "Cancel the order" }).count()).toBe(0);
    await chain.move(orderId, "IN_PROGRESS", "READY");
    await heading(page, "Ready to pick up");
    await page.getByRole("button", { name: "Order again" }).click();
    await page.getByRole("button", { name: "Place order · €6.10" }).waitFor();
    await page.getByRole("link", { name: "My orders" }).click();
    await page.getByRole("link", { name: /Ready to pick up/ }).waitFor();
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

test(
  "a customer pays online with 3-D Secure, cancels, and is refunded",
  async () => {
    const { page, faults } = await phone();
    await orderOnline(page);
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-pay");
    await payWith(page, "Visa, asks at your bank (3-D Secure)");
    await page.getByRole("button", { name: "Complete" }).click();
    await heading(page, "Paid, at the store");
    expect(new URL(page.url()).search).toBe("");
    await page.getByText("€6.10 paid by card.").waitFor();
    await page.getByRole("button", { name: "Cancel the order" }).click();
    await page.getByRole("button", { name: "Yes, cancel it" }).click();
    await heading(page, "Cancelled");
    await page.getByText("Refunded in full.").waitFor();
    await page.getByText("Refund of €6.10: done").waitFor();
    await takeShots(page, "app-refunded");
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

test(
  "a decline is said in words, and another card pays, also after a reload in the middle",
  async () => {
    const { page, faults } = await phone([402]);
    await orderOnline(page);
    await payWith(page, "Visa, not enough money");
    await page.getByText("There is not enough money on this card. Try another card.").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-declined");
    await page.reload();
    await heading(page, "Waiting for your payment");
    await payWith(page, "Visa, accepted");
    await heading(page, "Paid, at the store");
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

test(
  "a price that has changed since is shown and asked about, and nothing is ordered before",
  async () => {
    const { page, faults } = await phone([409]);
    await fillCart(page);
    await page.getByRole("button", { name: "Place order · €6.10" }).waitFor();
    await page.route("**/v1/orders", async (route) => {
      const sent = route.request().postDataJSON();
      await route.continue({ postData: JSON.stringify({ ...sent, expected_total_cents: 600 }) });
    });
    await page.getByRole("button", { name: "Place order · €6.10" }).click();
    await page.waitForResponse((answer) => answer.status() === 409);
    await page.unroute("**/v1/orders");
    await page.getByRole("button", { name: "Place order · €6.10" }).click();
    await heading(page, "Accepted by the store");
    expect(faults).toEqual([]);
  },
  TASK_MS,
);
