/** What a customer is told before ordering and while waiting: how long it takes, that the store's staff pause the app, that it slips. */

import { menuRows } from "@crema/tools/dev/seed/menu";
import { ANYTHING, englishPattern, english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { storeInput } from "../world/menu.ts";
import { cutOff, openScreen, seriousFindings, takeShots } from "./browser.ts";
import { fillCart, heading, order, phone, TASK_MS } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";

const chain = openForFile(async () => {
  const opened = await openCustomerChain();
  const settings = { ...storeInput().settings, order_ahead: { hands: { bar: 1, cold: 1, food: 1 } } };
  await opened.admin("PUT", "/stores/store-1", { ...storeInput(), settings });
  return opened;
});

test(
  "the wait is said before ordering; staff pause the app from the queue, and take its orders again",
  async () => {
    const { page, faults } = await phone(chain);
    await page.goto("/app");
    await page.getByText(t("stores.wait", { time: "5 min" })).waitFor();
    await fillCart(page);
    await page.getByRole("option", { name: t("when.now_in", { time: "5 min" }) }).waitFor({ state: "attached" });
    const bar = await openScreen(chain.browser, { ...(await chain.atStore("barista")), width: 1024 });
    await bar.page.goto("/barista");
    await bar.page.getByRole("button", { name: "Pause app orders" }).click();
    await bar.page.getByRole("dialog").getByRole("button", { name: "10 minutes" }).waitFor();
    expect([await seriousFindings(bar.page), await cutOff(bar.page)]).toEqual([[], []]);
    await takeShots(bar.page, "queue-pause");
    await bar.page.getByRole("dialog").getByRole("button", { name: "10 minutes" }).click();
    await bar.page.getByText(/App orders are paused until/).waitFor();
    await bar.page.getByText("10 min left").waitFor();
    expect([await seriousFindings(bar.page), await cutOff(bar.page)]).toEqual([[], []]);
    await takeShots(bar.page, "queue-paused");
    await page.getByText(englishPattern("trouble.paused", { when: ANYTHING })).waitFor();
    expect(await page.getByRole("option", { name: new RegExp(t("when.now")) }).count()).toBe(0);
    expect([await seriousFindings(page), await cutOff(page)]).toEqual([[], []]);
    await takeShots(page, "app-paused");
    await bar.page.getByRole("button", { name: "Take app orders again" }).click();
    await bar.page.getByText(/App orders are paused until/).waitFor({ state: "detached" });
    await page.getByRole("option", { name: new RegExp(t("when.now")) }).waitFor({ state: "attached" });
    expect([...faults, ...bar.faults]).toEqual([]);
    await bar.context.close();
  },
  TASK_MS,
);

test(
  "a touch, and nothing else, asks where the guest is; the nearest store comes first, and the place goes nowhere",
  async () => {
    const far = { name: "Harbour", address: "2 Quay", location: { latitude: 53.55, longitude: 10 } };
    await chain.admin("PUT", "/stores/store-2", storeInput(far));
    await chain.admin("PUT", "/stores/store-2/menu", menuRows);
    await chain.admin("POST", "/stores/store-2/menu/publish", {});
    const settings = { ...storeInput().settings, order_ahead: { hands: { bar: 1, cold: 1, food: 1 } } };
    await chain.admin("PUT", "/stores/store-1", { ...storeInput({ location: { latitude: 52.52, longitude: 13.405 } }), settings });
    const { page, context, faults } = await phone(chain);
    const sent: string[] = [];
    page.on("request", (request) => sent.push(`${request.url()} ${request.postData() ?? ""}`));
    await page.goto("/app");
    await page.getByRole("button", { name: t("stores.near_me") }).click();
    await page.getByText(t("stores.not_found_you")).waitFor();
    expect([await seriousFindings(page), await cutOff(page)]).toEqual([[], []]);
    await context.grantPermissions(["geolocation"]);
    await context.setGeolocation({ latitude: 53.56, longitude: 10.01 });
    await page.getByRole("button", { name: t("stores.near_me") }).click();
    await page.getByText(t("stores.nearest_first")).waitFor();
    const told = (await page.getByRole("listitem").allTextContents()).map((text) => text.replaceAll(/\s/g, " "));
    expect(told.map((text) => /^(Harbour|Main Street).*[^\d.]([\d.]+ mi)(?!n)/.exec(text)?.slice(1))).toEqual([
      ["Harbour", "0.8 mi"],
      ["Main Street", "158 mi"],
    ]);
    expect([await seriousFindings(page), await cutOff(page)]).toEqual([[], []]);
    await takeShots(page, "app-near");
    const kept = await page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])");
    expect([...sent, kept].filter((text) => /53\.5|10\.0[01]/.test(String(text)))).toEqual([]);
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

test(
  "an order that slips says so at once, with what was promised first",
  async () => {
    const { page, faults } = await phone(chain);
    await order(page);
    const ticket = {
      ...{ store_id: "store-1", fulfillment_type: "PICKUP", payment_method: "AT_STORE" },
      items: [{ item_id: "flat-white", qty: 99 }],
    };
    const { order_id } = await chain.atTill<{ order_id: string }>("POST", "/v1/orders", ticket);
    await chain.atTill("POST", `/v1/orders/${order_id}/rush`, { is_rush: true });
    await page.getByText(englishPattern("order.slipped", { time: ANYTHING, before: ANYTHING })).waitFor({ timeout: 30_000 });
    expect([await seriousFindings(page), await cutOff(page)]).toEqual([[], []]);
    await takeShots(page, "app-slipped");
    // Who comes now is told of the long queue before anything is filled in.
    await page.goto("/app");
    await page.getByText(/Ready in about (\d+ h )?\d\d min/).waitFor();
    await heading(page, t("stores.heading"));
    expect(faults).toEqual([]);
  },
  TASK_MS,
);
