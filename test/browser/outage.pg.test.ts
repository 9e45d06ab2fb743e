/** One outage, as the cashier, the barista, the customer and the owner see it: cut, order on, reconnect. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FIRST_USE_MS, openBrowser, openScreen, seriousFindings, takeShots } from "./browser.ts";
import { heading, order, orderIdOf, phone } from "./customer.ts";
import { type CustomerChain, openCustomerChain } from "./customer-chain.ts";
import { lastOrder, partsOf } from "./till.ts";

/** 15 s until a silent store counts as offline, at most 30 s between the box's tries. */
const OUTAGE_MS = 240_000;

let browser: Browser;
let chain: CustomerChain;

beforeAll(async () => {
  [browser, chain] = await Promise.all([openBrowser(), openCustomerChain()]);
}, FIRST_USE_MS);
afterAll(async () => {
  await browser.close();
  await chain.stop();
});

const ticket = (page: Page, guest: string) => page.getByRole("listitem").filter({ hasText: guest });

test("the line is cut: the till sells, the bar makes and hands over, and when it is back all of it is in the cloud", {
  timeout: OUTAGE_MS,
}, async () => {
  const [counter, bar] = [await chain.atStore("pos"), await chain.atStore("barista")];
  const [till, queue, customer] = await Promise.all([openScreen(browser, counter), openScreen(browser, bar), phone(browser, chain)]);
  await Promise.all([till.page.goto("/pos"), queue.page.goto("/barista")]);
  await Promise.all([till, queue].map(({ page }) => page.getByText("Live", { exact: true }).waitFor()));
  const appOrder = await order(customer.page);
  // Confirmed at the store too: what is not, nobody may make while the line is down.
  await queue.page.getByRole("button", { name: "Start", exact: true }).waitFor();
  const { button, tap, sheet } = partsOf(till.page);

  chain.cut();
  await Promise.all(
    [till, queue].map(({ page }) => page.getByText(/^Offline since \d\d:\d\d, \d+ unsent. The store sells on\.$/).waitFor()),
  );
  await tap(/^Espresso €/);
  await till.page.getByLabel("Name").fill("Noor");
  await tap(/^Pay €2.80/, "Exact €2.80");
  await sheet.getByText("Paid").waitFor();
  await takeShots(till.page, "outage-till");
  await tap("New order");
  const step = (guest: string, name: string) => ticket(queue.page, guest).getByRole("button", { name }).click();
  await step("Noor", "Start");
  await ticket(queue.page, "Noor").getByRole("button", { name: "Ready" }).waitFor();
  await takeShots(queue.page, "outage-queue");
  await queue.page.getByRole("button", { name: "Ready", exact: true }).click();
  await step("Noor", "Hand over");
  await ticket(queue.page, "Noor").waitFor({ state: "detached" });
  // What was ordered in the app before the cut is made all the same.
  await queue.page.getByRole("button", { name: "Start", exact: true }).click();
  await queue.page.getByRole("button", { name: "Ready", exact: true }).waitFor();
  await customer.page.getByText("The store cannot be reached right now.").waitFor();
  expect(await seriousFindings(till.page)).toEqual([]);
  expect(await seriousFindings(queue.page)).toEqual([]);
  const sold = await lastOrder(till.page);

  chain.mend();
  await Promise.all([till, queue].map(({ page }) => page.getByText("Live", { exact: true }).waitFor()));
  await heading(customer.page, "Being made");
  expect(orderIdOf(customer.page)).toBe(appOrder);
  const inCloud = async () => (await chain.admin<{ orders: { order_id: string }[] }>("GET", "/orders")).orders;
  await expect
    .poll(inCloud)
    .toContainEqual(expect.objectContaining({ order_id: sold.order_id, status: "COMPLETED", total_cents: 280, paid_cents: 280 }));
  await button(/^Pay/).waitFor();
  for (const { faults } of [till, queue, customer]) expect(faults).toEqual([]);
});
