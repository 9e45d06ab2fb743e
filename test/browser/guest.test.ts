import { english as t } from "@crema/tools/words/english";
import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { cutOff, seriousFindings, takeShots } from "./browser.ts";
import { openPhone, openStoreForGuests, scan } from "./guest-phone.ts";
import { openForFile } from "./open-for-file.ts";
import { lastOrder, looksRight, openTill, partsOf, WHOLE_ORDER_MS } from "./till.ts";

const store = openForFile(openStoreForGuests);

test(
  "with the line down a guest scans, chooses, says the number at the counter, and pays there",
  async () => {
    const phone = await openPhone(store);
    const { page } = phone;
    const { button, sheet } = partsOf(page);
    await page.goto(await scan(store));
    await button(/^Cappuccino/).tap();
    await sheet.getByRole("button", { name: new RegExp(`^${t("guest.add_priced", { price: "€" })}`) }).tap();
    await button(/^Caffè Latte/).tap();
    await sheet.locator("label", { hasText: "Oat" }).tap();
    await sheet.getByLabel(t("guest.note")).fill("no sugar");
    // A latte of 4.60 with oat milk for 0.70.
    await sheet.getByRole("button", { name: t("guest.add_priced", { price: "€5.30" }) }).waitFor();
    expect(await cutOff(page)).toEqual([]);
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "guest-item");
    await sheet.getByRole("button", { name: t("guest.add_priced", { price: "€5.30" }) }).tap();
    await button(new RegExp(`^${t("guest.hold_priced", { price: "€" })}`)).waitFor();
    // The bar that stays in view leads to the parts of the menu, and says what it comes to.
    await button(/^Your order · 2 · €/).waitFor();
    const parts = page.getByRole("navigation", { name: t("guest.categories") });
    await parts.getByRole("button", { name: "Tea & chocolate" }).tap();
    const edgeOf = async (what: Locator) => (await what.boundingBox()) ?? { y: 9_999, height: 0 };
    const heading = page.getByRole("heading", { name: "Tea & chocolate" });
    await expect.poll(async () => (await edgeOf(heading)).y).toBeLessThan(200);
    const { y, height } = await edgeOf(parts);
    expect((await edgeOf(heading)).y).toBeGreaterThanOrEqual(y + height);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await cutOff(page)).toEqual([]);
    await takeShots(page, "guest-menu");
    const shown = /€[\d.]+/.exec((await button(new RegExp(`^${t("guest.hold")}`)).textContent()) ?? "")?.[0] ?? "";
    await button(new RegExp(`^${t("guest.hold")}`)).tap();
    await page.getByText("S1", { exact: true }).waitFor();
    await page.getByText(shown, { exact: true }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "guest-number");
    // The phone may be locked and opened again.
    await page.reload();
    await page.getByText("S1", { exact: true }).waitFor();

    const till = await openTill(store);
    await till.button(t("pos.bar.held", { count: 1 })).tap();
    await till.sheet.getByText("S1, from a phone").waitFor();
    await looksRight(till, "guest-held");
    await till.sheet.getByRole("button", { name: t("pos.held.resume") }).tap();
    await till.page.getByText(", from a phone.").waitFor();
    await till.page.getByText("no sugar").waitFor();
    await looksRight(till, "guest-resumed");
    await page.getByText(t("guest.at_counter")).waitFor();
    await till.tap(`Pay ${shown}`);
    await till.sheet.getByRole("button", { name: "€20.00" }).tap();
    await till.sheet.getByText(/^Change €/).waitFor();
    const order = await lastOrder(till.page);
    expect(order).toMatchObject({ status: "PLACED", balance_cents: 0, customer_name: null });
    expect(order.lines.map(({ name, note }) => [name, note])).toEqual([
      ["Cappuccino", null],
      ["Caffè Latte", "no sugar"],
    ]);
    // The phone goes on by the number that is called out.
    await page.getByText(t("guest.paid")).waitFor();
    await page.getByText(order.ticket_number ?? "", { exact: true }).waitFor();
    await takeShots(page, "guest-paid");
    expect([...phone.faults, ...till.faults]).toEqual([]);
    await till.context.close();
    await phone.context.close();
  },
  WHOLE_ORDER_MS,
);
