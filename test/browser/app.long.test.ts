/** More of a customer's order than app.pg.test.ts has in every run: 3-D Secure, codes, carts of another store, what is sold out, a store that is closed. */
import { localTime } from "@crema/shared/domain/kernel/business-day";
import { systemClock } from "@crema/shared/server/system";
import { menuRows } from "@crema/tools/dev/seed/menu";
import { ANYTHING, englishPattern, english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { storeInput } from "../world/menu.ts";
import { ask, cutOff, seriousFindings, takeShots } from "./browser.ts";
import { ADD, addFor, fillCart, heading, order, orderIdOf, orderOnline, payWith, phone, placeFor, TASK_MS, viewCart } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";

const chain = openForFile(openCustomerChain);

test(
  "a customer whose bank refuses 3-D Secure is told so; the next time pays, cancels, and is refunded",
  async () => {
    const { page, faults } = await phone(chain);
    await orderOnline(page, "€6.71", async () => {
      await page.getByText(t("tip.other")).click();
      await page.getByRole("textbox", { name: t("tip.amount", { currency: "EUR" }) }).fill("much");
      await page.getByText(t("tip.fault")).waitFor();
      expect(await page.getByRole("button", { name: t("cart.needs.tip") }).isDisabled()).toBe(true);
      await page.getByText(/^10% *€/).click();
      expect(await seriousFindings(page)).toEqual([]);
      await takeShots(page, "app-tip");
    });
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-pay");
    expect([await page.locator(".step-done").count(), await page.getByRole("link", { name: "Receipt" }).count()]).toEqual([0, 0]);
    await payWith(page, t("sandbox.three_d_secure"));
    await page.getByRole("button", { name: "Fail" }).click();
    await page
      .getByRole("alert")
      .filter({ hasText: englishPattern("payment.not_paid", { why: t("declined.authentication") }) })
      .waitFor();
    await payWith(page, t("sandbox.three_d_secure"));
    await page.getByRole("button", { name: "Complete" }).click();
    await heading(page, t("order.head.paid_online"));
    expect(new URL(page.url()).search).toBe("");
    expect(await page.getByRole("textbox", { name: t("order.link") }).inputValue()).toContain(`/app/orders/${orderIdOf(page)}#`);
    await page.getByRole("link", { name: "Receipt" }).waitFor();
    await page.getByText(t("payment.paid", { amount: t("payment.with_tip", { sum: "€6.71", tip: "€0.61" }) })).waitFor();
    await page.getByRole("button", { name: t("cancel.cancel") }).click();
    await page.getByRole("button", { name: t("cancel.yes") }).click();
    await heading(page, t("order.head.cancelled"));
    await page.getByText(t("order.refund.full")).waitFor();
    await page
      .getByText(t("payment.refund", { amount: t("payment.with_tip", { sum: "€6.71", tip: "€0.61" }), status: "SUCCEEDED" }))
      .waitFor();
    await takeShots(page, "app-refunded");
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

test(
  "a promotion code is priced when it is applied; one that does nothing says why, and any can be taken out",
  async () => {
    const { page, faults } = await phone(chain, [422]);
    await fillCart(page);
    const quoted: string[] = [];
    page.on("request", (request) => void (request.url().endsWith("/quote") && quoted.push(request.postData() ?? "")));
    await page.getByRole("textbox", { name: t("code.label") }).pressSequentially("bakery1");
    await page.getByRole("button", { name: t("cart.needs.code") }).waitFor();
    expect(quoted.filter((body) => body.includes("bakery"))).toEqual([]);
    await page.getByRole("button", { name: t("code.apply"), exact: true }).click();
    await page.getByText("This code cannot be used. bakery1 is not a code of this store.").waitFor();
    await page.getByRole("textbox", { name: t("code.label") }).fill("bakery10");
    await page.getByRole("button", { name: t("code.apply"), exact: true }).click();
    await page.getByText("The code takes nothing off this order.").waitFor();
    expect(await page.getByText(t("totals.subtotal")).count()).toBe(1);
    expect([await seriousFindings(page), await cutOff(page)]).toEqual([[], []]);
    await takeShots(page, "app-code-refused");
    await page.getByRole("textbox", { name: t("code.label") }).fill("");
    await page.getByRole("button", { name: placeFor("€6.10") }).waitFor();
    await page.getByRole("link", { name: t("cart.add_more") }).click();
    await page.getByRole("button", { name: /^Butter Croissant/ }).click();
    await page.getByRole("button", { name: t("ui.one_more", { label: t("item.quantity") }) }).click();
    await page.getByRole("button", { name: ADD }).click();
    await page.getByRole("link", { name: /^View cart/ }).click();
    await page.getByRole("button", { name: placeFor("€12.50") }).waitFor();
    await page.getByRole("textbox", { name: t("code.label") }).fill("bakery10");
    await page.getByRole("button", { name: t("code.apply"), exact: true }).click();
    await page.getByRole("button", { name: placeFor("€11.86") }).waitFor();
    await page.getByRole("button", { name: t("code.remove") }).click();
    await page.getByRole("button", { name: placeFor("€12.50") }).waitFor();
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

test(
  "how few are left stands on the menu, and until when something is sold out",
  async () => {
    const { page, faults } = await phone(chain);
    await fillCart(page);
    const menu = await ask<{ items: { item_id: string; is_available: boolean }[] }>(page, "/v1/stores/store-1/menu");
    const items = menu.items.map((item, index) =>
      index % 2 === 0
        ? { ...item, left: 2 }
        : { ...item, is_available: false, sold_out_until: new Date(Date.now() + 86_400_000).toISOString() },
    );
    await page.route("**/v1/stores/store-1/menu", (route) => route.fulfill({ json: { ...menu, items } }));
    await page.reload();
    await page.getByRole("link", { name: t("cart.add_more") }).click();
    await page.getByText("2 left").first().waitFor();
    await page
      .getByText(/^Sold out until /)
      .first()
      .waitFor();
    expect([await seriousFindings(page), await cutOff(page)]).toEqual([[], []]);
    await takeShots(page, "app-few-left");
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

test(
  "what is sold out in the cart is not in its total, and is taken out before the rest is ordered",
  async () => {
    const { page, faults } = await phone(chain);
    await fillCart(page);
    await page.getByRole("link", { name: t("cart.add_more") }).click();
    await page
      .getByRole("button", { name: /^Espresso/ })
      .first()
      .click();
    await page.getByRole("button", { name: addFor("€2.80") }).click();
    await page.getByRole("link", { name: /^View cart/ }).click();
    await page.getByRole("button", { name: placeFor("€8.90") }).waitFor();
    const menu = await ask<{ items: { item_id: string; is_available: boolean }[] }>(page, "/v1/stores/store-1/menu");
    const items = menu.items.map((item) => (item.item_id === "espresso" ? { ...item, is_available: false } : item));
    await page.route("**/v1/stores/store-1/menu", (route) => route.fulfill({ json: { ...menu, items } }));
    await page.reload();
    await page.getByText(t("cart.gone.sold_out")).waitFor();
    await page.getByText("€6.10", { exact: true }).last().waitFor();
    expect(await page.getByText("€8.90").count()).toBe(0);
    expect(await page.getByRole("button", { name: t("cart.needs.remove") }).isDisabled()).toBe(true);
    expect([await seriousFindings(page), await cutOff(page)]).toEqual([[], []]);
    await takeShots(page, "app-sold-out");
    await page.getByRole("button", { name: t("cart.gone.remove"), exact: true }).click();
    await page.getByRole("button", { name: placeFor("€6.10") }).waitFor();
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

test(
  "another store's item and an order of before ask before they empty the cart; a store out of reach says so before anything is filled in",
  async () => {
    await chain.admin("PUT", "/stores/store-2", { ...storeInput(), name: "Station", address: "2 Station Road" });
    await chain.admin("PUT", "/stores/store-2/menu", menuRows);
    await chain.admin("POST", "/stores/store-2/menu/publish", {});
    const { page, faults } = await phone(chain);
    await order(page);
    await fillCart(page);
    await page.getByRole("link", { name: t("app.title.orders") }).click();
    await page.getByRole("link", { name: /1 × Flat White/ }).click();
    await page.getByRole("button", { name: t("order.again") }).click();
    const question = page.getByRole("dialog", { name: t("cart.replace.title") });
    await question.getByText(t("cart.replace.about", { count: 1, store: "Main Street" })).waitFor();
    await page.getByRole("button", { name: t("cart.replace.keep") }).click();
    await page.getByRole("link", { name: t("app.title.stores") }).click();
    await page.getByRole("link", { name: /^Station/ }).click();
    const addEspresso = async () => {
      await page
        .getByRole("button", { name: /^Espresso/ })
        .first()
        .click();
      await page.getByRole("button", { name: addFor("€2.80") }).click();
      await question.waitFor();
    };
    await addEspresso();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-other-store");
    await page.getByRole("button", { name: t("cart.replace.keep") }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: t("app.nav.cart_count", { count: 1 }) }).click();
    await page.getByRole("button", { name: placeFor("€6.10") }).waitFor();
    await page.goBack();
    await addEspresso();
    await page.getByRole("button", { name: t("cart.replace.go") }).click();
    await page.getByRole("link", { name: viewCart(1) }).click();
    await page.getByText(/^Station is offline/).waitFor();
    await page.getByText(t("totals.total"), { exact: true }).waitFor();
    expect(await page.getByText("is offline").count()).toBe(1);
    expect([await page.getByRole("textbox", { name: t("cart.name") }).count(), await page.getByText(t("cart.place")).count()]).toEqual([
      0, 0,
    ]);
    await takeShots(page, "app-out-of-reach");
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

test(
  "a store that is closed asks for a time of those when it is open, before the order can be placed",
  async () => {
    // Not the next midnight: what is true of it is not any more when it strikes in the middle of this.
    const later = localTime(systemClock.now() + 3 * 3_600_000, storeInput().time_zone);
    const open = `${String(later.hour).padStart(2, "0")}:00`;
    await chain.admin("PUT", "/stores/store-1", { ...storeInput(), hours: [] });
    const { page, faults } = await phone(chain);
    await fillCart(page);
    await page.getByText(t("trouble.not_soon")).waitFor();
    expect(await page.getByText("Order ahead").count()).toBe(0);
    expect(await page.getByRole("button", { name: t("cart.needs.closed") }).isDisabled()).toBe(true);
    await chain.admin("PUT", "/stores/store-1", {
      ...storeInput(),
      hours: [{ weekday: later.weekday, open, close: "24:00" }],
      settings: { ...storeInput().settings, order_ahead: { app_orders_per_slot: 1 } },
    });
    // The service looks at a store's documents once a second, and a page at the times once a minute.
    const slots = async () => (await fetch(`${chain.url}/v1/stores/store-1/slots`)).json();
    await expect.poll(slots).toMatchObject({ slots: expect.arrayContaining([expect.any(String)]) });
    await page.reload();
    await page.getByText(englishPattern("trouble.order_ahead", { day: ANYTHING, time: open })).waitFor();
    expect(await page.getByRole("button", { name: t("cart.needs.time") }).isDisabled()).toBe(true);
    expect([await seriousFindings(page), await cutOff(page)]).toEqual([[], []]);
    await takeShots(page, "app-closed");
    const when = page.getByRole("combobox", { name: t("when.label") });
    expect(await when.getByRole("option", { name: t("when.now") }).count()).toBe(0);
    await when.selectOption({ index: 1 });
    // Another customer has looked at the same times, and is slower.
    const slower = await phone(chain, [409]);
    await fillCart(slower.page);
    await slower.page.getByRole("combobox", { name: t("when.label") }).selectOption({ index: 1 });
    await page.getByRole("button", { name: placeFor("€6.10") }).click();
    await heading(page, t("order.head.accepted"));
    await slower.page.getByRole("button", { name: placeFor("€6.10") }).click();
    await slower.page.getByText("That time is full.").waitFor();
    expect([await seriousFindings(slower.page), await cutOff(slower.page)]).toEqual([[], []]);
    await takeShots(slower.page, "app-time-full");
    const next = slower.page.getByRole("group", { name: t("when.with_room") }).getByRole("button");
    expect(await next.count()).toBe(3);
    await next.first().click();
    await slower.page.getByText("That time is full.").waitFor({ state: "detached" });
    const taken = slower.page.getByRole("combobox", { name: t("when.time") }).getByRole("option", { name: "(full)" });
    expect([await taken.count(), await taken.isDisabled()]).toEqual([1, true]);
    await slower.page.getByRole("button", { name: placeFor("€6.10") }).click();
    await heading(slower.page, t("order.head.accepted"));
    expect([faults, slower.faults]).toEqual([[], []]);
  },
  TASK_MS,
);
