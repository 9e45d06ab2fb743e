import { english as t } from "@crema/tools/words/english";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { ask, cutOff, cutOffInside, seriousFindings } from "./browser.ts";
import { openForFile } from "./open-for-file.ts";
import { openStoreWithMenu } from "./store-with-menu.ts";
import { lastOrder, openTill, WHOLE_ORDER_MS } from "./till.ts";

const store = openForFile(openStoreWithMenu);
const MOST_TAPS_OF_A_SALE = 7;
const MOST_TAPS_OF_A_REFUND = 5;

test(
  "a drink with oat milk is sold for a note in seven taps, and a manager refunds one line in five",
  async () => {
    const { page, sheet, button, line, choice, context } = await openTill(store, { cookies: await store.cookies("pos", "manager") });
    let taps = 0;
    const tap = async (target: ReturnType<typeof button>) => {
      taps++;
      await target.tap();
    };
    await tap(button(/^Caffè Latte/));
    await tap(line("Caffè Latte"));
    await tap(choice("Oat"));
    await tap(button("Done"));
    await tap(button(/^Pay €/));
    await tap(button("€10.00"));
    await tap(button(t("pos.done.new")));
    expect(taps).toBeLessThanOrEqual(MOST_TAPS_OF_A_SALE);
    taps = 0;
    await tap(button("Orders"));
    await tap(sheet.getByRole("listitem").first().getByRole("button"));
    await tap(button(t("pos.order.refund")));
    await tap(button("Caffè Latte: one more"));
    await tap(button(t("pos.order.refund")));
    await sheet.getByText(/^Hand back €5\.30/).waitFor();
    expect(taps).toBeLessThanOrEqual(MOST_TAPS_OF_A_REFUND);
    expect(await lastOrder(page)).toMatchObject({ refunded_cents: 530 });
    await context.close();
  },
  WHOLE_ORDER_MS,
);

/** To what is called so, by the tabulator alone. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const focused = async () =>
    String(await page.evaluate("document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''"));
  for (let at = 0; at < 120; at += 1) {
    const label = (await focused()).trim();
    if (typeof name === "string" ? label === name : name.test(label)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the tabulator does not come to ${name}`);
}

test(
  "a sale, a refund and a day's close, by keyboard alone",
  async () => {
    const { page, sheet, context } = await openTill(store, { cookies: await store.cookies("pos", "manager"), touch: false });
    const press = async (name: string | RegExp) => {
      await tabTo(page, name);
      await page.keyboard.press("Enter");
    };
    await press("Drawer");
    await sheet.waitFor();
    await press(t("pos.drawer.open_store"));
    await page.keyboard.type("10000");
    await page.keyboard.press("Enter");
    await sheet.getByText(/^Open since/).waitFor();
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });

    await page.keyboard.press("F2");
    await page.keyboard.type("americ");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Pay €3.50" }).waitFor();
    await page.keyboard.press("F9");
    await sheet.getByRole("textbox", { name: "Cash given" }).waitFor();
    await page.keyboard.type("500");
    await page.keyboard.press("Enter");
    await sheet.getByText("€1.50").waitFor();
    await press(t("pos.done.new"));
    await sheet.waitFor({ state: "detached" });

    await page.keyboard.press("F4");
    await sheet.getByRole("listitem").first().waitFor();
    // A row that has just come takes no press yet.
    await sheet.locator(".order-row-unsettled").first().waitFor({ state: "detached" });
    await press(/^A\d+/);
    await press(t("pos.order.refund"));
    await press("Americano: one more");
    await press(t("pos.order.refund"));
    await sheet.getByText(/^Hand back €3\.50/).waitFor();
    for (let at = 0; at < 2; at += 1) await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });

    await press("Drawer");
    await press(t("pos.drawer.count"));
    await page.keyboard.type("10000");
    await page.keyboard.press("Enter");
    await press(t("pos.drawer.close"));
    await press(t("pos.close.yes"));
    await sheet.getByText(/neither over nor short$/).waitFor();
    expect(await ask<{ session: unknown }>(page, "/v1/drawer")).toMatchObject({ session: null });
    await context.close();
  },
  WHOLE_ORDER_MS,
);

test(
  "from 320 to 1920 pixels nothing is cut off, and axe finds nothing serious, on the till, its payment and its orders",
  async () => {
    const { page, sheet, tap, context } = await openTill(store);
    const looks = async (what: string) => {
      for (const width of [320, 390, 768, 1024, 1920]) {
        await page.setViewportSize({ width, height: width < 700 ? 780 : Math.round(width * 0.6) });
        expect([what, width, await cutOff(page), await cutOffInside(page)]).toEqual([what, width, [], []]);
      }
      await page.setViewportSize({ width: 1024, height: 768 });
      expect([what, await seriousFindings(page)]).toEqual([what, []]);
    };
    await tap(/^Cappuccino/);
    await looks("the till");
    await tap(/^Pay €/);
    await looks("the payment");
    await sheet.getByRole("tab", { name: "Card" }).tap();
    await looks("a card");
    await tap("Split amount");
    await looks("a split");
    await tap("Close", "Close", "Orders");
    await sheet.getByRole("listitem").first().waitFor();
    await looks("the orders");
    await tap("Close", "More");
    await looks("more");
    await tap("Customer screen", "Show a code");
    await looks("the guest's screen");
    await context.close();
  },
  WHOLE_ORDER_MS,
);
