import { englishPattern, english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { cutOff, layoutShift, seriousFindings, takeShots } from "./browser.ts";
import { addFor, fillCart, heading, MAIN_STREET, orderIdOf, orderOnline, payWith, phone, placeFor, TASK_MS, viewCart } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";

const chain = openForFile(openCustomerChain);

test(
  "a customer orders, watches it being made, pays at the store, and orders it again",
  async () => {
    const { page, faults } = await phone(chain);
    await page.goto("/");
    await page.getByRole("link", { name: MAIN_STREET }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/app");
    expect(await layoutShift(page)).toBeLessThan(0.01);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("link", { name: MAIN_STREET }).click();
    await page.getByRole("heading", { name: "Coffee" }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-menu");
    await page.getByRole("searchbox", { name: t("menu.find") }).fill("coffee flat");
    await page.getByRole("heading", { name: "Cold drinks" }).waitFor({ state: "detached" });
    expect(await page.locator(".menu-item").count()).toBe(1);
    await page.getByRole("button", { name: /^Flat White/ }).click();
    await page.getByRole("button", { name: addFor("€4.50") }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("checkbox", { name: "Extra shot" }).check();
    await page.getByRole("button", { name: "Extra shot: one more" }).click();
    await page.getByRole("button", { name: addFor("€6.30") }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-item");
    await page.getByRole("button", { name: t("item.favourite") }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: t("menu.clear") }).click();
    // As they like it, in one tap; and then a little otherwise.
    await page.getByRole("button", { name: /^Flat White.*Extra shot.*Add to cart$/ }).click();
    await page.getByRole("link", { name: viewCart(1) }).click();
    await page.getByRole("button", { name: t("cart.edit", { name: "Flat White" }) }).click();
    await page.getByRole("radio", { name: "Oat" }).check();
    await page.getByRole("button", { name: "Extra shot: one less" }).click();
    await page.getByRole("button", { name: t("item.save_priced", { price: "€6.10" }) }).click();
    // Those of a later view come after the page's own, which they say more than.
    expect(await page.locator("head > link[rel=stylesheet]").count()).toBe(0);
    expect(await page.locator("body > link[rel=stylesheet][href*=cart-view]").count()).toBe(1);
    await page.getByRole("textbox", { name: t("cart.name") }).fill("Bo");
    await page.getByRole("button", { name: placeFor("€6.10") }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-cart");
    await page.getByRole("button", { name: placeFor("€6.10") }).click();
    await heading(page, t("order.head.accepted"));
    await page.getByText(englishPattern("order.pay_at_counter", { amount: "€6.10" })).waitFor();
    await page.getByText(t("order.link_about"), { exact: true }).waitFor();
    const orderId = orderIdOf(page);
    await page.reload();
    await page.getByText("Live", { exact: true }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-order");
    expect(await cutOff(page)).toEqual([]);
    expect(await page.getByRole("link", { name: "Receipt" }).count()).toBe(0);
    await chain.move(orderId, "PLACED", "IN_PROGRESS");
    await heading(page, t("order.head.in_progress"));
    expect(await page.getByRole("button", { name: t("cancel.cancel") }).count()).toBe(0);
    await page.getByText(t("order.link_about_fixed"), { exact: true }).waitFor();
    await chain.move(orderId, "IN_PROGRESS", "READY");
    await heading(page, t("order.head.ready"));
    await chain.atTill("POST", `/v1/orders/${orderId}/tenders`, { method: "CASH", tendered_cents: 610 });
    await heading(page, t("order.head.completed"));
    // The same once more takes two taps from wherever one is.
    await page.goto("/app");
    await page.getByRole("link", { name: t("app.title.orders") }).click();
    await page.getByRole("button", { name: t("order.again") }).click();
    await page.getByRole("button", { name: placeFor("€6.10") }).waitFor();
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

test(
  "a decline is said in words, and another card pays, also after a reload in the middle",
  async () => {
    const { page, faults } = await phone(chain, [402]);
    await orderOnline(page);
    await payWith(page, t("sandbox.no_money"));
    await page.getByText(englishPattern("payment.not_paid", { why: t("declined.insufficient_funds") })).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-declined");
    await page.reload();
    await heading(page, t("order.head.awaiting_payment"));
    await payWith(page, t("sandbox.visa"));
    await heading(page, t("order.head.paid_online"));
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

test(
  "the response to an order is lost; the same tap tried again, also after a reload, is the same order",
  async () => {
    const { page, context, faults } = await phone(chain);
    await fillCart(page);
    const placed: string[] = [];
    await page.route(
      "**/v1/orders",
      async (route) => {
        placed.push((await (await route.fetch()).json()).order_id);
        await route.abort();
      },
      { times: 1 },
    );
    await page.getByRole("button", { name: placeFor("€6.10") }).click();
    await page.getByText(t("ui.no_response.advice")).waitFor();
    await page.reload();
    await page.getByRole("button", { name: placeFor("€6.10") }).click();
    await heading(page, t("order.head.accepted"));
    expect(placed).toEqual([orderIdOf(page)]);
    // Opened without a network, by its icon, it still has the number for the counter.
    const number = await page.locator(".ticket-number").textContent();
    await page.evaluate("navigator.serviceWorker.ready");
    await expect.poll(() => page.evaluate("caches.match('/app/open-order').then(Boolean)")).toBe(true);
    await expect.poll(() => page.evaluate("navigator.serviceWorker.controller !== null")).toBe(true);
    await context.setOffline(true);
    await page.goto("/app");
    await page.getByText(`Your number ${number}`).waitFor();
    await context.setOffline(false);
    expect(faults.filter((fault) => !/ERR_FAILED|ERR_INTERNET_DISCONNECTED/.test(fault))).toEqual([]);
  },
  TASK_MS,
);
