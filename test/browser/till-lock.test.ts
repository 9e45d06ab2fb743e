import { expect, test } from "vitest";
import { openForFile } from "./open-for-file.ts";
import { openStoreWithMenu } from "./store-with-menu.ts";
import { openTill, WHOLE_ORDER_MS } from "./till.ts";

const store = openForFile(openStoreWithMenu);

test(
  "a till that locked itself and could not tell the box is locked when it is loaded again, and signed out there as soon as it can",
  async () => {
    await store.publishSettings({ till_locks_after_s: 0 });
    const { page, type, line, button, context } = await openTill(store, { expectedStatus: [401, 403] });
    await button(/^Americano/).tap();
    await line("Americano").waitFor();
    await page.route("**/v1/staff/sign-out", (route) => route.abort());
    await store.publishSettings({ till_locks_after_s: 1 });
    await page.reload();
    const pin = page.getByRole("textbox", { name: "Your PIN" });
    await pin.waitFor();
    await store.publishSettings({ till_locks_after_s: 0 });
    await page.reload();
    await pin.waitFor();
    const drawer = async () => (await page.request.get("/v1/drawer")).status();
    expect([await page.getByRole("region", { name: "Menu" }).count(), await drawer()]).toEqual([0, 200]);
    await page.unroute("**/v1/staff/sign-out");
    await page.reload();
    await pin.waitFor();
    await expect.poll(drawer).toBe(403);
    await type(store.pins.cashier);
    await page.keyboard.press("Enter");
    await line("Americano").waitFor();
    await page.reload();
    await line("Americano").waitFor();
    await context.close();
  },
  WHOLE_ORDER_MS,
);

test(
  "a till that nobody touches asks for a PIN again, at the box too, and has the ticket still",
  async () => {
    const { page, type, button, line, faults, context } = await openTill(store, { expectedStatus: [401, 403] });
    await button(/^Americano/).tap();
    await line("Americano").waitFor();
    await store.publishSettings({ till_locks_after_s: 1 });
    await page.reload();
    await page.getByRole("textbox", { name: "Your PIN" }).waitFor();
    await expect.poll(async () => (await page.request.get("/v1/drawer")).status()).toBe(403);
    await store.publishSettings({ till_locks_after_s: 0 });
    await type(store.pins.cashier);
    await page.keyboard.press("Enter");
    await line("Americano").waitFor();
    // Whoever has a language of their own is spoken to in it, and the device speaks its own again after them.
    await store.publishLanguage("cashier", "de");
    await page.reload();
    await page.getByText("Summe").first().waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("de");
    await store.publishSettings({ till_locks_after_s: 1 });
    await page.reload();
    await page.getByRole("textbox", { name: "Your PIN" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    expect(faults).toEqual([]);
    await context.close();
  },
  WHOLE_ORDER_MS,
);
