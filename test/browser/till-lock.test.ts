import { expect, test } from "vitest";
import { openForFile } from "./open-for-file.ts";
import { openStoreWithMenu } from "./store-with-menu.ts";
import { openTill, WHOLE_ORDER_MS } from "./till.ts";

const store = openForFile(openStoreWithMenu);

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

test(
  "a till that locked itself while the box was away is locked when it is loaded again, and signed out at the box",
  async () => {
    await store.publishSettings({ till_locks_after_s: 1 });
    const { page, type, line, button, context } = await openTill(store, { expectedStatus: [401, 403] });
    await button(/^Americano/).tap();
    await store.stopBox();
    const pin = page.getByRole("textbox", { name: "Your PIN" });
    await pin.waitFor();
    await page.goto("about:blank");
    await store.startBox();
    await store.publishSettings({ till_locks_after_s: 0 });
    const drawer = async () => (await page.request.get("/v1/drawer")).status();
    expect(await drawer()).not.toBe(403);
    await page.goto("/pos");
    await pin.waitFor();
    expect(await page.getByRole("region", { name: "Menu" }).count()).toBe(0);
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
