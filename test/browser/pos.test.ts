import { STORE_ID } from "@crema/edge/box.test-fixture";
import { english as t } from "@crema/tools/words/english";
import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { ask, cutOff, openScreen, seriousFindings, takeShots } from "./browser.ts";
import { openForFile } from "./open-for-file.ts";
import { openStoreWithMenu } from "./store-with-menu.ts";
import { lastOrder, openTill, partsOf, WHOLE_ORDER_MS } from "./till.ts";

const MOST_TAPS = 12;

const store = openForFile(openStoreWithMenu);

test(
  "a cashier signs in and sells two drinks, one with oat milk and an extra shot, for cash, in at most 12 taps",
  async () => {
    const { page, faults } = await openScreen(store.browser, {
      url: store.url,
      cookies: await store.cookies("pos"),
      expectedStatus: [401],
    });
    const { button, type, choice, line, sheet } = partsOf(page);
    await page.goto("/pos");
    await page.getByRole("heading", { name: /Who is at/ }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "pos-sign-in");
    const keyBefore = await button("5").boundingBox();
    await type("0000");
    await button("Sign in").tap();
    await page.getByText("Nobody at this store has it. Enter it again.").waitFor();
    // No key has moved, and whoever goes on by keyboard finds it where it was.
    expect(await button("5").boundingBox()).toEqual(keyBefore);
    await page.keyboard.type("12");
    await expect.poll(() => page.getByRole("textbox", { name: "Your PIN" }).inputValue()).toBe("••");
    expect(await button("Sign in").isDisabled()).toBe(true);
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Backspace");
    await type(store.pins.cashier);
    await button("Sign in").tap();
    await page.getByRole("region", { name: "Menu" }).waitFor();

    let taps = 0;
    const tap = async (target: Locator) => {
      taps++;
      await target.tap();
    };
    await tap(button(/^Cappuccino/));
    await tap(button(/^Caffè Latte/));
    await tap(line("Caffè Latte"));
    await tap(choice("Oat"));
    await tap(choice("Extra shot"));
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "pos-modifiers");
    await tap(button(t("pos.line.done")));
    await button("Pay €10.60").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(await cutOff(page)).toEqual([]);
    await takeShots(page, "pos-ticket");
    await tap(button("Pay €10.60"));
    await sheet.getByText("To pay").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "pos-payment");
    await tap(button("€20.00"));
    await sheet.getByText("Change €9.40").waitFor();
    // The box has no line to its cloud, which would mail it.
    await sheet.getByText(t("pos.receipt.mail_offline")).waitFor();
    expect(await button(t("pos.receipt.mail")).count()).toBe(0);
    await sheet.getByText("Extra shot").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "pos-receipt");
    await tap(button(t("pos.done.new")));
    expect(taps).toBeLessThanOrEqual(MOST_TAPS);

    const order = await lastOrder(page);
    expect(order).toMatchObject({ status: "PLACED", total_cents: 1060, paid_cents: 1060, balance_cents: 0 });
    expect(order.lines.map(({ name, modifiers }) => [name, modifiers.map((one) => one.name)])).toEqual([
      ["Cappuccino", ["Medium", "Whole milk"]],
      ["Caffè Latte", ["Medium", "Oat", "Extra shot"]],
    ]);
    expect(faults).toEqual([]);
  },
  WHOLE_ORDER_MS,
);

test(
  "an order whose response was lost is sent again under the same key: one order, and one payment",
  async () => {
    const { page, button, tap, sheet } = await openTill(store);
    // Enough different things for a tab of what is sold most.
    const items = ["americano", "cappuccino", "latte", "mocha", "flat-white", "espresso"].map((item_id) => ({ item_id, qty: 1 }));
    const { token } = await store.box().pair("pos");
    const sold = { store_id: STORE_ID, fulfillment_type: "PICKUP", payment_method: "AT_STORE", items };
    expect((await store.box().call("POST", "/v1/orders", sold, { token, headers: { "idempotency-key": "most-sold" } })).status).toBe(201);
    const numberOfOrders = async () => (await ask<{ orders: object[] }>(page, "/v1/orders?limit=100")).orders.length;
    const before = await numberOfOrders();
    const keys: string[] = [];
    await page.route("**/v1/orders", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      keys.push(route.request().headers()["idempotency-key"] ?? "");
      const reply = await route.fetch();
      await (keys.length === 1 ? route.abort() : route.fulfill({ response: reply }));
    });
    await tap(/^Americano/, "Pay €3.50", "Exact cash €3.50");
    await sheet
      .getByRole("alert")
      .getByText(t("ui.no_response.title", { server: "store" }))
      .waitFor();
    await tap("Close");
    await page.getByText("This order was sent, and the store server has not responded.").waitFor();
    // Its ticket cannot go on hold in the meantime, to be sold a second time.
    expect(await button("On hold").isDisabled()).toBe(true);
    await tap("Orders");
    await sheet.getByRole("listitem").first().getByRole("button").tap();
    await button("Refund").waitFor();
    expect([await button(t("pos.order.take_payment")).count(), await button(t("pos.order.change")).count()]).toEqual([0, 0]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "pos-unanswered");
    await page.reload();
    await sheet.getByText("Paid").waitFor();
    expect([await numberOfOrders(), new Set(keys).size, keys.length]).toEqual([before + 1, 1, 2]);
    expect(await lastOrder(page)).toMatchObject({ total_cents: 350, paid_cents: 350, balance_cents: 0 });

    // What is sold most has a tab of its own; what is typed finds a thing in any category.
    await tap(t("pos.done.new"));
    await page.getByRole("tab", { name: t("pos.most_sold") }).tap();
    await button(/^Americano/).waitFor();
    expect(await button(/^Cortado/).count()).toBe(0);
    await page.getByRole("searchbox", { name: t("pos.find") }).fill("tOAST");
    await button(/^Avocado Toast/).waitFor();
    expect(await button(/^Americano/).count()).toBe(0);
  },
  WHOLE_ORDER_MS,
);
