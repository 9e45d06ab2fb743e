/** What the app looks like, and says to a screen reader, in the states that no other test stops at; what is typed outlives a refusal and a reload. */
import { englishPattern, english as t } from "@crema/tools/words/english";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { menuRows, storeInput } from "../world/menu.ts";
import { cutOff, seriousFindings, takeShots } from "./browser.ts";
import { fillCart, heading, MAIN_STREET, order, payFor, phone, TASK_MS, viewCart } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";

const chain = openForFile(openCustomerChain);

async function looksRight(page: Page, name: string): Promise<void> {
  expect([name, await seriousFindings(page), await cutOff(page)]).toEqual([name, [], []]);
  await takeShots(page, name);
}

test(
  "the menu: nothing found, a favourite; the cart: empty, a line that is changed",
  async () => {
    const { page, faults } = await phone(chain);
    await page.goto("/app/cart");
    await page.getByText(t("cart.empty")).waitFor();
    await looksRight(page, "app-cart-empty");
    await page.goto("/app/orders");
    await page.getByText(t("orders.none_here")).waitFor();
    await looksRight(page, "app-orders-none");
    await page.goto("/app");
    await page.getByRole("link", { name: MAIN_STREET }).click();
    await page.getByRole("searchbox", { name: t("menu.find") }).fill("no such thing");
    await page.getByText(t("menu.none_found", { text: "no such thing" })).waitFor();
    await looksRight(page, "app-none-found");
    await page
      .getByRole("button", { name: t("menu.clear") })
      .first()
      .click();
    await page.getByRole("button", { name: /^Flat White/ }).click();
    await page.getByRole("button", { name: t("item.favourite") }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: t("menu.favourites") }).waitFor();
    await looksRight(page, "app-favourites");
    await page.getByRole("button", { name: /^Flat White.*Add to cart$/ }).click();
    await page.getByRole("link", { name: viewCart(1) }).click();
    await page.getByRole("button", { name: t("cart.edit", { name: "Flat White" }) }).click();
    await page.getByRole("button", { name: t("item.save_priced", { price: "€4.50" }) }).waitFor();
    await looksRight(page, "app-line-edited");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: t("cart.edit", { name: "Flat White" }) }).waitFor();
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

test(
  "an order: asked whether to cancel, cancelled, without a network",
  async () => {
    const { page, context, faults } = await phone(chain);
    await order(page);
    await page.getByRole("button", { name: t("cancel.cancel") }).click();
    await page.getByRole("button", { name: t("cancel.yes") }).waitFor();
    await looksRight(page, "app-cancel-question");
    await page.getByRole("button", { name: t("cancel.yes") }).click();
    await heading(page, t("order.head.cancelled"));
    await looksRight(page, "app-cancelled");
    await order(page);
    await page.getByText("Live", { exact: true }).waitFor();
    await context.setOffline(true);
    await page.getByText(t("order.stream.unreachable")).waitFor();
    await looksRight(page, "app-order-no-network");
    await context.setOffline(false);
    await page.getByText(t("order.stream.unreachable")).waitFor({ state: "detached" });
    expect(faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED|ERR_NETWORK/.test(fault))).toEqual([]);
  },
  TASK_MS,
);

test(
  "what was typed is there after a refusal, and after a reload",
  async () => {
    const { page } = await phone(chain, [409, 422, 503]);
    await fillCart(page);
    const name = page.getByRole("textbox", { name: t("cart.name") });
    const byCard = page.getByRole("radio", { name: new RegExp(t("pay.online")) });
    await name.fill("Zoë");
    await byCard.check();
    const typed = async () => [await name.inputValue(), await byCard.isChecked()];
    const route = "**/v1/orders";
    const problem = { type: "about:blank", code: "store.offline", title: "Offline", status: 503, detail: "It is away." };
    await page.route(route, (one) => one.fulfill({ status: 503, contentType: "application/problem+json", json: problem }));
    await page.getByRole("button", { name: payFor("€6.10") }).click();
    const refusal = page.getByRole("alert").first();
    await refusal.waitFor();
    expect(await typed()).toEqual(["Zoë", true]);
    // Above the button that stays in view, not below it.
    const [said, place] = [await refusal.boundingBox(), await page.getByRole("button", { name: payFor("€6.10") }).boundingBox()];
    expect((said?.y ?? 0) + (said?.height ?? 0)).toBeLessThanOrEqual(place?.y ?? 0);
    await looksRight(page, "app-refused");
    await page.unroute(route);
    await page.reload();
    await page.getByRole("button", { name: payFor("€6.10") }).waitFor();
    expect(await typed()).toEqual(["Zoë", true]);
  },
  TASK_MS,
);

test(
  "many stores: the search, and what it does not find",
  async () => {
    for (let n = 2; n <= 8; n++) {
      await chain.admin("PUT", `/stores/store-${n}`, storeInput({ name: `Quay ${n}`, address: `${n} Harbour Road` }));
      await chain.admin("PUT", `/stores/store-${n}/menu`, menuRows);
      await chain.admin("POST", `/stores/store-${n}/menu/publish`, {});
    }
    const { page, faults } = await phone(chain);
    await page.goto("/app");
    await page.getByRole("link", { name: /^Quay 8/ }).waitFor();
    await looksRight(page, "app-many-stores");
    await page.getByRole("searchbox", { name: t("stores.find") }).fill("nowhere");
    await page.getByText(t("stores.none_found", { text: "nowhere" })).waitFor();
    await looksRight(page, "app-no-store-found");
    await page.getByRole("searchbox", { name: t("stores.find") }).fill("harbour 7");
    await page.getByRole("link", { name: /^Quay 7/ }).waitFor();
    expect(await page.getByRole("link", { name: /^(Quay|Main)/ }).count()).toBe(1);
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

test(
  "a view whose script does not come says so, and is there by itself when it does",
  async () => {
    const { page } = await phone(chain);
    let isMissing = true;
    await page.route(/menu-view-[^/]+\.js$/, (route) => (isMissing ? route.abort() : route.continue()));
    await page.goto("/app");
    await page.getByRole("link", { name: MAIN_STREET }).click();
    await page
      .getByRole("alert")
      .filter({ hasText: englishPattern("app.no_answer") })
      .waitFor();
    await looksRight(page, "app-view-missing");
    isMissing = false;
    await page.getByRole("button", { name: /^Flat White/ }).waitFor();
  },
  TASK_MS,
);

// Last: it changes what is sold, and what it costs.
test(
  "the prices of the happy hour, with their end",
  async () => {
    const { page, faults } = await phone(chain);
    const ends_at = new Date(Date.now() + 3_600_000).toISOString();
    const happy = { promotion_id: "happy", name: "Happy hour", code: null, kind: "PERCENT", rate_ppm: 200_000, amount_cents: 0 } as const;
    const of = { item_ids: [], category_ids: ["coffee"], min_subtotal_cents: 0, starts_at: null, ends_at };
    await chain.admin("PUT", "/stores/store-1/menu", { ...menuRows, promotions: [{ ...happy, ...of }] });
    await chain.admin("POST", "/stores/store-1/menu/publish", {});
    await page.goto("/app/stores/store-1");
    await page.locator(".reduced-price").first().waitFor();
    await looksRight(page, "app-happy-hour");
    expect(faults).toEqual([]);
  },
  TASK_MS,
);
