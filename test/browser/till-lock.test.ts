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
    expect(faults).toEqual([]);
    await context.close();
  },
  WHOLE_ORDER_MS,
);
