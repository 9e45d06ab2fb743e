/** Tiles of the till during a happy hour: what they say is what the order costs, and what has ended is off them at once. */
import { iso } from "@crema/shared/domain/kernel/clock";
import { cents, ZERO } from "@crema/shared/domain/kernel/money";
import { menuRows } from "@crema/tools/dev/seed/menu";
import { expect, test } from "vitest";
import { openScreen } from "./browser.ts";
import { openForFile } from "./open-for-file.ts";
import { openStoreWithMenu } from "./store-with-menu.ts";
import { lastOrder, looksRight, partsOf, WHOLE_ORDER_MS } from "./till.ts";

const HOUR_MS = 3_600_000;
const store = openForFile(openStoreWithMenu);

/** Half price on americanos until an hour from now. */
async function happyHour(): Promise<number> {
  await store.publishSettings({ till_locks_after_s: 0 });
  const endMs = store.box().store.time.now() + HOUR_MS;
  const happy = {
    ...{ promotion_id: "happy", name: "Happy hour", code: null, kind: "PERCENT" as const, rate_ppm: 500_000, amount_cents: ZERO },
    ...{ item_ids: ["americano"], category_ids: [], min_subtotal_cents: cents(0), starts_at: null, ends_at: iso(endMs) },
  };
  await store.publishMenu({ ...menuRows, promotions: [happy] });
  return endMs;
}

async function openAt(ms: number) {
  const screen = await openScreen(store.browser, {
    url: store.url,
    cookies: await store.cookies("pos", "cashier"),
    expectedStatus: [409],
  });
  await screen.page.clock.install({ time: ms });
  await screen.page.goto("/pos");
  await screen.page.getByRole("region", { name: "Menu" }).waitFor();
  return { ...screen, ...partsOf(screen.page) };
}

test(
  "a tile says the reduced price, the old one and until when; the order costs that, and the full price from the end on",
  async () => {
    const endMs = await happyHour();
    const till = await openAt(store.box().store.time.now());
    const { page, button, tap, sheet, faults, context } = till;
    const tile = button(/^Americano/);
    await expect.poll(() => tile.textContent()).toMatch(/^Americano\s*€1\.75\s*€3\.50\s*instead of €3\.50\s*until 11:00$/);
    expect(await tile.locator("s").textContent()).toBe("€3.50");
    await looksRight(till, "pos-reduced");
    await tap(/^Americano/, "Pay €1.75", "Exact cash €1.75");
    await sheet.getByText("Paid").waitFor();
    expect(await lastOrder(page)).toMatchObject({ total_cents: 175 });
    await tap("New order");

    // On its way when the price ends, the order is refused, and the ticket says what it costs now.
    await page.route("**/v1/orders", (route) => {
      if (route.request().method() === "POST") store.box().timers.advance(Math.max(0, endMs - store.box().store.time.now()));
      return route.continue();
    });
    await tap(/^Americano/, "Pay €1.75", "Exact cash €1.75");
    await sheet.getByRole("alert").getByText("The price has changed").waitFor();
    expect(await lastOrder(page)).toMatchObject({ total_cents: 175 });
    await button("Exact cash €3.50").waitFor();
    await expect.poll(() => tile.textContent()).toMatch(/^Americano\s*€3\.50$/);
    expect(faults).toEqual([]);
    await context.close();
  },
  WHOLE_ORDER_MS,
);

test(
  "a tile whose price has ended says so by itself, while the box is away",
  async () => {
    const endMs = await happyHour();
    const { page, button, context } = await openAt(store.box().store.time.now());
    const tile = button(/^Americano/);
    await expect.poll(() => tile.textContent()).toMatch(/€1\.75/);
    await store.stopBox();
    await page.clock.fastForward(endMs - store.box().store.time.now() + 1);
    await expect.poll(() => tile.textContent()).toMatch(/^Americano\s*€3\.50$/);
    await store.startBox();
    await context.close();
  },
  WHOLE_ORDER_MS,
);
