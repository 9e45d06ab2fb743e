/** More of what may go wrong for a customer than app.pg.test.ts has in every run: a store or a phone without a network, a price that has changed. */
import { menuRows } from "@crema/tools/dev/seed/menu";
import { expect, test } from "vitest";
import { seriousFindings, takeShots } from "./browser.ts";
import { fillCart, heading, order, phone, TASK_MS } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";

/** 15 s until a silent store counts as offline, at most 30 s between the box's tries. */
const OUTAGE_MS = 240_000;

const chain = openForFile(openCustomerChain);

const withoutNetworkErrors = (faults: string[]) =>
  faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_NETWORK/.test(fault));

test(
  "the network goes and comes back: the page says what it knows, and is right again by itself",
  async () => {
    const { page, context, faults } = await phone(chain);
    const orderId = await order(page);
    await page.getByText("Live", { exact: true }).waitFor();
    await context.setOffline(true);
    await page.getByText("No network. This is what we knew last").waitFor();
    await chain.move(orderId, "PLACED", "IN_PROGRESS");
    await takeShots(page, "app-no-network");
    await context.setOffline(false);
    await heading(page, "Being made");
    await page.getByText("Live", { exact: true }).waitFor();
    expect(withoutNetworkErrors(faults)).toEqual([]);
  },
  TASK_MS,
);

test(
  "without a network a menu says that it is missing, and an item its price; both are there by themselves when the network is back",
  async () => {
    const { page, context, faults } = await phone(chain);
    await page.goto("/app");
    await page.getByRole("link", { name: /Main Street/ }).waitFor();
    await context.setOffline(true);
    await page.getByRole("link", { name: /Main Street/ }).click();
    await page.getByRole("alert").filter({ hasText: "What is missing appears here by itself" }).waitFor();
    await context.setOffline(false);
    await page.getByRole("button", { name: /^Flat White/ }).waitFor();
    await context.setOffline(true);
    await page.getByRole("button", { name: /^Flat White/ }).click();
    await page.getByRole("alert").filter({ hasText: "The price appears here by itself" }).waitFor();
    expect(await page.getByRole("button", { name: "Waiting for the price …" }).isDisabled()).toBe(true);
    await takeShots(page, "app-no-price");
    await context.setOffline(false);
    await page.getByRole("button", { name: "Add to cart · €4.50" }).waitFor();
    expect(withoutNetworkErrors(faults)).toEqual([]);
  },
  TASK_MS,
);

test(
  "opened without a network, the app says so plainly",
  async () => {
    const { page, context } = await phone(chain);
    await page.goto("/app");
    await page.evaluate(
      "navigator.serviceWorker.ready.then((worker) => new Promise((done) => (worker.active.state === 'activated' ? done(1) : worker.active.addEventListener('statechange', done))))",
    );
    const storage = await page.evaluate(
      "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys()))))",
    );
    expect(JSON.stringify(storage)).not.toContain("/v1/");
    await context.setOffline(true);
    await page.goto("/app/orders");
    await heading(page, "No network");
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-cold-start");
    await context.setOffline(false);
    await page.getByRole("link", { name: "Try again" }).click();
    await heading(page, "Where would you like to order?");
  },
  TASK_MS,
);

test(
  "a price that has changed since is shown and asked about, and nothing is ordered before",
  async () => {
    const { page, faults } = await phone(chain, [409]);
    await fillCart(page);
    await page.getByRole("button", { name: "Place order · €6.10" }).waitFor();
    const dearer = menuRows.items.map((item) =>
      item.item_id === "flat-white" ? { ...item, base_price_cents: 500 as typeof item.base_price_cents } : item,
    );
    await chain.publish({ ...menuRows, items: dearer });
    await expect.poll(() => chain.priceOf("flat-white")).toBe(500);
    await page.getByRole("button", { name: "Place order · €6.10" }).click();
    await page.getByText("It was €6.10 and is now €6.60. Nothing has been ordered.").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-price-changed");
    await page.getByRole("button", { name: "Place order · €6.60" }).click();
    await heading(page, "Accepted by the store");
    await chain.publish(menuRows);
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

test(
  "the store goes offline: plain words, no new orders, and a cancel that is asked for and answered when it is back",
  async () => {
    const { page, faults } = await phone(chain, [503]);
    await order(page);
    chain.cut();
    await page.getByText("The store cannot be reached right now.").waitFor();
    await page.getByRole("button", { name: "Cancel the order" }).click();
    await page.getByRole("button", { name: "Yes, cancel it" }).click();
    await page.getByText("We have asked the store to cancel.").waitFor();
    expect(await page.getByRole("button", { name: "Cancel the order" }).count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-store-offline");
    await fillCart(page);
    await page.getByText("the counter still sells").waitFor();
    await page.getByText("Total", { exact: true }).waitFor();
    expect([await page.getByText("cannot be reached").count(), await page.getByText("Place order").count()]).toEqual([1, 0]);
    await page.getByRole("link", { name: "Orders" }).click();
    await page
      .getByRole("link", { name: /Accepted by the store/ })
      .first()
      .click();
    await page.getByText("We have asked the store to cancel.").waitFor();
    chain.mend();
    await heading(page, "Cancelled");
    expect(faults).toEqual([]);
  },
  OUTAGE_MS,
);
