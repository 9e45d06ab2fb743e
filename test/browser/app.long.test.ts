/** More of a customer's order than app.pg.test.ts has in every run: 3-D Secure, codes, carts of another store, what is sold out, a store that is closed. */
import { localTime } from "@crema/shared/domain/kernel/business-day";
import { systemClock } from "@crema/shared/server/system";
import { menuRows } from "@crema/tools/dev/seed/menu";
import { expect, test } from "vitest";
import { storeInput } from "../world/menu.ts";
import { ask, cutOff, seriousFindings, takeShots } from "./browser.ts";
import { fillCart, heading, order, orderIdOf, orderOnline, payWith, phone, TASK_MS } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";

const chain = openForFile(openCustomerChain);

test(
  "a customer whose bank refuses 3-D Secure is told so; the next time pays, cancels, and is refunded",
  async () => {
    const { page, faults } = await phone(chain);
    await orderOnline(page, "€6.71", async () => {
      await page.getByRole("radio", { name: "Another amount" }).check({ force: true });
      await page.getByRole("textbox", { name: "Tip in EUR" }).fill("much");
      await page.getByText("This is no amount. Type it like a price.").waitFor();
      expect(await page.getByRole("button", { name: "Type the tip first" }).isDisabled()).toBe(true);
      await page.getByRole("radio", { name: /^10%/ }).check({ force: true });
      expect(await seriousFindings(page)).toEqual([]);
      await takeShots(page, "app-tip");
    });
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-pay");
    expect([await page.locator(".step-done").count(), await page.getByRole("link", { name: "Receipt" }).count()]).toEqual([0, 0]);
    await payWith(page, "Visa, asks at your bank (3-D Secure)");
    await page.getByRole("button", { name: "Fail" }).click();
    await page.getByRole("alert").filter({ hasText: "Not paid. Your bank could not make sure that it is you." }).waitFor();
    await payWith(page, "Visa, asks at your bank (3-D Secure)");
    await page.getByRole("button", { name: "Complete" }).click();
    await heading(page, "Paid online, accepted by the store");
    expect(new URL(page.url()).search).toBe("");
    expect(await page.getByRole("textbox", { name: /own link/ }).inputValue()).toContain(`/app/orders/${orderIdOf(page)}#`);
    await page.getByRole("link", { name: "Receipt" }).waitFor();
    await page.getByText("€6.71 (with a tip of €0.61) paid by card.").waitFor();
    await page.getByRole("button", { name: "Cancel the order" }).click();
    await page.getByRole("button", { name: "Yes, cancel it" }).click();
    await heading(page, "Cancelled");
    await page.getByText("Refunded in full.").waitFor();
    await page.getByText("Refund of €6.71 (with a tip of €0.61): done").waitFor();
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
    await page.getByRole("textbox", { name: "Promotion code" }).pressSequentially("bakery1");
    await page.getByRole("button", { name: "Apply or clear the promotion code first" }).waitFor();
    expect(quoted.filter((body) => body.includes("bakery"))).toEqual([]);
    await page.getByRole("button", { name: "Apply", exact: true }).click();
    await page.getByText("This code cannot be used. bakery1 is not a code of this store.").waitFor();
    await page.getByRole("textbox", { name: "Promotion code" }).fill("bakery10");
    await page.getByRole("button", { name: "Apply", exact: true }).click();
    await page.getByText("The code takes nothing off this order.").waitFor();
    expect(await page.getByText("Subtotal").count()).toBe(1);
    expect([await seriousFindings(page), await cutOff(page)]).toEqual([[], []]);
    await takeShots(page, "app-code-refused");
    await page.getByRole("textbox", { name: "Promotion code" }).fill("");
    await page.getByRole("button", { name: "Place order · €6.10" }).waitFor();
    await page.getByRole("link", { name: "Add more" }).click();
    await page.getByRole("button", { name: /^Butter Croissant/ }).click();
    await page.getByRole("button", { name: "Quantity: one more" }).click();
    await page.getByRole("button", { name: /^Add to cart/ }).click();
    await page.getByRole("link", { name: /View cart/ }).click();
    await page.getByRole("button", { name: "Place order · €12.50" }).waitFor();
    await page.getByRole("textbox", { name: "Promotion code" }).fill("bakery10");
    await page.getByRole("button", { name: "Apply", exact: true }).click();
    await page.getByRole("button", { name: "Place order · €11.86" }).waitFor();
    await page.getByRole("button", { name: "Take it out" }).click();
    await page.getByRole("button", { name: "Place order · €12.50" }).waitFor();
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
    await page.getByRole("link", { name: "Add more" }).click();
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
    await page.getByRole("link", { name: "Add more" }).click();
    await page
      .getByRole("button", { name: /^Espresso/ })
      .first()
      .click();
    await page.getByRole("button", { name: "Add to cart · €2.80" }).click();
    await page.getByRole("link", { name: /View cart/ }).click();
    await page.getByRole("button", { name: "Place order · €8.90" }).waitFor();
    const menu = await ask<{ items: { item_id: string; is_available: boolean }[] }>(page, "/v1/stores/store-1/menu");
    const items = menu.items.map((item) => (item.item_id === "espresso" ? { ...item, is_available: false } : item));
    await page.route("**/v1/stores/store-1/menu", (route) => route.fulfill({ json: { ...menu, items } }));
    await page.reload();
    await page.getByText("Sold out: not in the total").waitFor();
    await page.getByText("€6.10", { exact: true }).last().waitFor();
    expect(await page.getByText("€8.90").count()).toBe(0);
    expect(await page.getByRole("button", { name: "Take out what is sold out first" }).isDisabled()).toBe(true);
    expect([await seriousFindings(page), await cutOff(page)]).toEqual([[], []]);
    await takeShots(page, "app-sold-out");
    await page.getByRole("button", { name: "Take it out" }).click();
    await page.getByRole("button", { name: "Place order · €6.10" }).waitFor();
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
    await page.getByRole("link", { name: "Orders" }).click();
    await page.getByRole("link", { name: /1 × Flat White/ }).click();
    await page.getByRole("button", { name: "Order again" }).click();
    const question = page.getByRole("dialog", { name: "Empty your cart first?" });
    await question.getByText("Your cart holds 1 item from Main Street.").waitFor();
    await page.getByRole("button", { name: "Keep my cart" }).click();
    await page.getByRole("link", { name: "Stores" }).click();
    await page.getByRole("link", { name: /Station/ }).click();
    const addEspresso = async () => {
      await page
        .getByRole("button", { name: /^Espresso/ })
        .first()
        .click();
      await page.getByRole("button", { name: "Add to cart · €2.80" }).click();
      await question.waitFor();
    };
    await addEspresso();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-other-store");
    await page.getByRole("button", { name: "Keep my cart" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Cart (1)" }).click();
    await page.getByRole("button", { name: "Place order · €6.10" }).waitFor();
    await page.goBack();
    await addEspresso();
    await page.getByRole("button", { name: "Empty it and go on" }).click();
    await page.getByRole("link", { name: /View cart · 1 item/ }).click();
    await page.getByText("Station cannot be reached right now.").waitFor();
    await page.getByText("Total", { exact: true }).waitFor();
    expect(await page.getByText("cannot be reached").count()).toBe(1);
    expect([await page.getByRole("textbox", { name: "Name to call out" }).count(), await page.getByText("Place order").count()]).toEqual([
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
    await page.getByText("It does not open within the next seven days").waitFor();
    expect(await page.getByText("order ahead").count()).toBe(0);
    expect(await page.getByRole("button", { name: "Closed for now" }).isDisabled()).toBe(true);
    await chain.admin("PUT", "/stores/store-1", {
      ...storeInput(),
      hours: [{ weekday: later.weekday, open, close: "24:00" }],
      settings: { ...storeInput().settings, order_ahead: { app_orders_per_slot: 1 } },
    });
    // The service looks at a store's documents once a second, and a page at the times once a minute.
    const slots = async () => (await fetch(`${chain.url}/v1/stores/store-1/slots`)).json();
    await expect.poll(slots).toMatchObject({ slots: expect.arrayContaining([expect.any(String)]) });
    await page.reload();
    await page.getByText(new RegExp(`Main Street is closed now.*You can order ahead, from \\S.*${open} on`)).waitFor();
    expect(await page.getByRole("button", { name: "Choose a time first" }).isDisabled()).toBe(true);
    expect([await seriousFindings(page), await cutOff(page)]).toEqual([[], []]);
    await takeShots(page, "app-closed");
    const when = page.getByRole("combobox", { name: "When" });
    expect(await when.getByRole("option", { name: "As soon as possible" }).count()).toBe(0);
    await when.selectOption({ index: 1 });
    // Another customer has looked at the same times, and is slower.
    const slower = await phone(chain, [409]);
    await fillCart(slower.page);
    await slower.page.getByRole("combobox", { name: "When" }).selectOption({ index: 1 });
    await page.getByRole("button", { name: "Place order · €6.10" }).click();
    await heading(page, "Accepted by the store");
    await slower.page.getByRole("button", { name: "Place order · €6.10" }).click();
    await slower.page.getByText("That time is full.").waitFor();
    expect([await seriousFindings(slower.page), await cutOff(slower.page)]).toEqual([[], []]);
    await takeShots(slower.page, "app-time-full");
    const next = slower.page.getByRole("group", { name: "Times with room" }).getByRole("button");
    expect(await next.count()).toBe(3);
    await next.first().click();
    await slower.page.getByText("That time is full.").waitFor({ state: "detached" });
    const taken = slower.page.getByRole("combobox", { name: "Time" }).getByRole("option", { name: "(full)" });
    expect([await taken.count(), await taken.isDisabled()]).toEqual([1, true]);
    await slower.page.getByRole("button", { name: "Place order · €6.10" }).click();
    await heading(slower.page, "Accepted by the store");
    expect([faults, slower.faults]).toEqual([[], []]);
  },
  TASK_MS,
);
