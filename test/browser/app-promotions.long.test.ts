/** What a store takes off, on a customer's phone: what counts by itself is shown and counted, and a tap uses a code. */
import { cents } from "@crema/shared/domain/kernel/money";
import { promotion } from "@crema/shared/domain/menu/menu.test-fixture";
import { menuRows } from "@crema/tools/dev/seed/menu";
import { englishPattern, english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { cutOff, seriousFindings, takeShots } from "./browser.ts";
import { ADD, fillCart, phone, placeFor, TASK_MS } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";

const chain = openForFile(openCustomerChain);

/** Cards whose words stand over their edge: several lie beside one another on a phone. */
const TOO_NARROW = "[...document.querySelectorAll('.promotion')].filter((one) => one.scrollWidth > one.clientWidth).length";

const everyDay = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open: "00:00", close: "24:00" }));
const croissants = promotion("two-croissants", {
  ...{ name: "Second croissant free", kind: "BUY_X_GET_Y", buy_qty: 1, get_qty: 1, item_ids: ["croissant"], hours: everyDay },
});
const lunch = promotion("lunch", {
  ...{ name: "Toast & tea", kind: "BUNDLE", price_cents: cents(1000), is_exclusive: true },
  bundle: [
    { item_ids: ["avocado-toast", "ham-cheese-toastie"], category_ids: [], qty: 1 },
    { item_ids: [], category_ids: ["tea"], qty: 1 },
  ],
});
const welcome = promotion("welcome", {
  name: "Welcome",
  code: "WELCOME",
  is_listed: true,
  rate_ppm: 200_000,
  limits: { first_order: true },
});

test(
  "a guest sees what there is, is told what a promotion needs, and uses a code by a tap",
  async () => {
    const [bakery] = menuRows.promotions;
    if (!bakery) throw new Error("the seed has changed");
    const promotions = [croissants, lunch, { ...bakery, is_listed: true as const }, welcome];
    await chain.publish({ ...menuRows, promotions });
    const { page, faults } = await phone(chain, [422]);
    await page.goto("/app/stores/store-1");
    await page.getByText("2 for 1 on Butter Croissant · daily").waitFor();
    await page.getByText("Avocado Toast / Ham & Cheese Toastie + Tea & chocolate for €10.00").waitFor();
    expect([await seriousFindings(page), await cutOff(page)]).toEqual([[], []]);
    expect(await page.evaluate(TOO_NARROW)).toBe(0);
    await takeShots(page, "app-promotions");
    await page.getByRole("button", { name: /^Second croissant free/ }).click();
    await page.getByText(t("promotion.by_itself")).waitFor();
    await page.getByRole("dialog").getByRole("listitem").filter({ hasText: "Butter Croissant" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^10% off the bakery/ }).click();
    await page.getByText(t("promotion.needs_cart", { code: "BAKERY10" })).waitFor();
    await page
      .getByRole("dialog")
      .getByText(t("promotion.least", { money: "€5.00" }))
      .waitFor();
    expect([await seriousFindings(page), await cutOff(page)]).toEqual([[], []]);
    await takeShots(page, "app-promotion");
    await page.keyboard.press("Escape");

    await fillCart(page);
    await page.getByRole("button", { name: /^Welcome/ }).click();
    await page.getByRole("button", { name: t("promotion.use", { code: "WELCOME" }) }).click();
    await page.getByText("The code takes nothing off this order. WELCOME is for customers who are signed in.").waitFor();
    expect([await seriousFindings(page), await cutOff(page)]).toEqual([[], []]);
    await takeShots(page, "app-promotion-refused");
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: t("cart.add_more") }).click();
    await page.getByRole("button", { name: /^Butter Croissant/ }).click();
    await page.getByRole("button", { name: t("ui.one_more", { label: t("item.quantity") }) }).click();
    await page.getByRole("button", { name: ADD }).click();
    await page.getByRole("link", { name: /^View cart/ }).click();
    // 6.10 and two croissants at 3.20, one of which is free.
    await page.getByRole("button", { name: placeFor("€9.30") }).waitFor();
    await page.getByRole("button", { name: /^10% off the bakery/ }).click();
    await page.getByRole("button", { name: t("promotion.use", { code: "BAKERY10" }) }).click();
    await page.getByRole("button", { name: placeFor("€8.66") }).waitFor();
    await page.getByText(englishPattern("code.applied", { code: "BAKERY10" })).waitFor();
    await takeShots(page, "app-promotion-cart");
    await page.getByRole("button", { name: t("code.remove") }).click();
    await page.getByRole("button", { name: placeFor("€9.30") }).waitFor();
    expect(faults).toEqual([]);
  },
  TASK_MS,
);
