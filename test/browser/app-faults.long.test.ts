/** More of what may go wrong for a customer than app.pg.test.ts has in every run: a store or a phone without a network, a price that has changed. */
import { menuRows } from "@crema/tools/dev/seed/menu";
import { englishPattern, english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { seriousFindings, takeShots } from "./browser.ts";
import { addFor, fillCart, heading, MAIN_STREET, order, phone, placeFor, TASK_MS } from "./customer.ts";
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
    await page.getByText(t("order.stream.unreachable")).waitFor();
    await chain.move(orderId, "PLACED", "IN_PROGRESS");
    await takeShots(page, "app-no-network");
    await context.setOffline(false);
    await heading(page, t("order.head.in_progress"));
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
    await page.getByRole("link", { name: MAIN_STREET }).waitFor();
    // The rest of the page comes after its first view, the account last.
    const fetched = "performance.getEntriesByType('resource').some(({ name }) => name.includes('/sign-in-view-'))";
    await expect.poll(() => page.evaluate(fetched)).toBe(true);
    await context.setOffline(true);
    await page.getByRole("link", { name: MAIN_STREET }).click();
    await page
      .getByRole("alert")
      .filter({ hasText: englishPattern("app.no_answer") })
      .waitFor();
    await context.setOffline(false);
    await page.getByRole("button", { name: /^Flat White/ }).waitFor();
    await context.setOffline(true);
    await page.getByRole("button", { name: /^Flat White/ }).click();
    await page
      .getByRole("alert")
      .filter({ hasText: englishPattern("price.no_answer") })
      .waitFor();
    expect(await page.getByRole("button", { name: t("item.waiting_price") }).isDisabled()).toBe(true);
    await takeShots(page, "app-no-price");
    await context.setOffline(false);
    await page.getByRole("button", { name: addFor("€4.50") }).waitFor();
    expect(withoutNetworkErrors(faults)).toEqual([]);
  },
  TASK_MS,
);

test(
  "opened without a network, the app says so plainly, with the number of the order that is open",
  async () => {
    const { page, context } = await phone(chain);
    await order(page);
    const number = await page.locator(".ticket-number").textContent();
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
    // The order that is open, by what is said at the counter.
    await page.getByText(`Your number ${number}`).waitFor();
    await page.getByText(/^Main Street · Accepted by the store, as known at /).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-cold-start");
    await context.setOffline(false);
    await page.getByRole("link", { name: "Try again" }).click();
    await heading(page, t("stores.heading"));
  },
  TASK_MS,
);

test(
  "a price that has changed since is shown and asked about, and nothing is ordered before",
  async () => {
    const { page, faults } = await phone(chain, [409]);
    await fillCart(page);
    await page.getByRole("button", { name: placeFor("€6.10") }).waitFor();
    const dearer = menuRows.items.map((item) =>
      item.item_id === "flat-white" ? { ...item, base_price_cents: 500 as typeof item.base_price_cents } : item,
    );
    await chain.publish({ ...menuRows, items: dearer });
    await expect.poll(() => chain.priceOf("flat-white")).toBe(500);
    await page.getByRole("button", { name: placeFor("€6.10") }).click();
    await page.getByText(englishPattern("cart.price_changed", { before: "€6.10", now: "€6.60" })).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-price-changed");
    await page.getByRole("button", { name: placeFor("€6.60") }).click();
    await heading(page, t("order.head.accepted"));
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
    await page.getByText(/The store is offline right now/).waitFor();
    await page.getByRole("button", { name: t("cancel.cancel") }).click();
    await page.getByRole("button", { name: t("cancel.yes") }).click();
    await page.getByText(englishPattern("cancel.asked")).waitFor();
    expect(await page.getByRole("button", { name: t("cancel.cancel") }).count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-store-offline");
    await fillCart(page);
    await page.getByText(/You can still order at the counter/).waitFor();
    await page.getByText(t("totals.total"), { exact: true }).waitFor();
    expect([await page.getByText("is offline").count(), await page.getByText(t("cart.place")).count()]).toEqual([1, 0]);
    await page.getByRole("link", { name: t("app.title.orders") }).click();
    await page
      .getByRole("link", { name: new RegExp(t("order.head.accepted")) })
      .first()
      .click();
    await page.getByText(englishPattern("cancel.asked")).waitFor();
    chain.mend();
    await heading(page, t("order.head.cancelled"));
    expect(faults).toEqual([]);
  },
  OUTAGE_MS,
);
