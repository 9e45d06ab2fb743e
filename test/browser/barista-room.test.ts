/** How much of a morning the bar sees at once: on its TV, and on a tablet. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { cutOff, openScreen, takeShots, WIDTHS } from "./browser.ts";
import { openForFile } from "./open-for-file.ts";
import { openMore, step } from "./queue-page.ts";
import { A_SHIFT_MS, openQueue, openStoreWithQueue } from "./store-with-queue.ts";
import { speak, untranslated } from "./test-languages.ts";

const store = openForFile(openStoreWithQueue);

const item = (item_id: string, modifier_ids: string[] = [], note: string | null = null) => ({ item_id, qty: 1, modifier_ids, note });
/** What guests order: mostly two things, one of them as it does not come by itself. */
const WISHES = [
  [item("flat-white", ["milk-oat"]), item("croissant")],
  [item("cappuccino"), item("espresso")],
  [item("latte", ["milk-oat", "extra-shot"])],
  [item("americano"), item("latte")],
];
const GUESTS = 24;
/** As the menu has them. */
const SOLD = ["Flat White", "Butter Croissant", "Cappuccino", "Espresso", "Caffè Latte", "Americano", "Oat", "Extra shot", "nuts"];

/** Whole tickets of what is to be made that somebody in front of the screen sees. */
const inSight = (page: Page) =>
  page.evaluate<number>(`[...document.querySelectorAll("section[aria-labelledby='to-make'] [data-order]")].filter((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
  }).length`);

test("at least fifteen tickets on a TV, eight on a tablet across and nine on one upright, with head and Ready in sight; the others are a page further", {
  timeout: A_SHIFT_MS,
}, async () => {
  const { page, context, faults } = await openQueue(store, { width: 1920 });
  const placed = [];
  for (let n = 0; n < GUESTS; n++) placed.push(await store.place({ customer_name: `Guest ${n}`, items: WISHES[n % WISHES.length] ?? [] }));
  for (const [at, { order_id }] of placed.entries()) {
    const steps = at < 4 ? ["PLACED", "IN_PROGRESS", "READY"] : at < 10 ? ["PLACED", "IN_PROGRESS"] : [];
    for (const [from, to_status] of steps.slice(1).entries())
      await store.call("POST", `/v1/orders/${order_id}/transition`, { expected_status: steps[from], to_status });
  }
  const last = placed.at(-1)?.number ?? "";
  await step(page, last, "Start").waitFor({ state: "attached" });
  await step(page, placed[9]?.number ?? "", "Ready").waitFor({ state: "attached" });
  expect(await inSight(page)).toBeGreaterThanOrEqual(15);
  await takeShots(page, "barista-room");
  // On a phone, two rows: what is to be made begins in the upper quarter.
  await page.setViewportSize({ width: 390, height: WIDTHS[390] });
  expect((await page.getByRole("heading", { name: /^To make/ }).boundingBox())?.y).toBeLessThan(WIDTHS[390] / 4);
  for (const [width, least] of [
    [1920, 15],
    [768, 9],
    [1024, 8],
  ] as const) {
    await page.setViewportSize({ width, height: WIDTHS[width] });
    await expect.poll(() => inSight(page)).toBeGreaterThanOrEqual(least);
    for (const name of [/^To make/, /^Ready/]) {
      const box = await page.getByRole("heading", { name }).boundingBox();
      expect((box?.y ?? -1) >= 0 && (box?.y ?? 0) + (box?.height ?? 0) <= WIDTHS[width]).toBe(true);
    }
    expect(await cutOff(page)).toEqual([]);
  }
  // What is being made is seen from across the bar: its next step is solid, that of the others is an outline.
  await step(page, placed[9]?.number ?? "", "Ready")
    .and(page.locator(".button-primary"))
    .waitFor();
  await step(page, last, "Start").and(page.locator(".button-secondary")).waitFor({ state: "attached" });
  // A page on, and the last of them is in sight.
  const next = page.getByRole("button", { name: "Next page" });
  while (await next.isEnabled()) {
    const before = await page.getByRole("navigation", { name: "Pages" }).textContent();
    await next.click();
    await expect.poll(() => page.getByRole("navigation", { name: "Pages" }).textContent()).not.toBe(before);
  }
  const box = await step(page, last, "Start").boundingBox();
  expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) < 1024).toBe(true);
  expect(faults).toEqual([]);
  await context.close();
});

test("a ticket and its cup labels are printed by the browser, or by a driver that takes them", { timeout: A_SHIFT_MS }, async () => {
  const { page, context, faults } = await openQueue(store);
  const { number } = await store.place({
    customer_name: "Ada",
    items: [{ ...item("latte", ["milk-oat"], "ALLERGY: nuts"), qty: 2 }, item("croissant")],
  });
  await page.evaluate(`{
    window.printed = [];
    window.print = () => window.printed.push("browser");
    document.addEventListener("crema-print", (event) => {
      window.printed.push(event.detail.kind);
      if (event.detail.kind === "labels") event.preventDefault();
    });
  }`);
  await openMore(page, number);
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: "Print ticket" }).click();
  await sheet.getByText("ALLERGY: nuts Caffè Latte").waitFor();
  await sheet.getByRole("button", { name: "Print cup labels" }).click();
  await sheet.getByText("3/3").waitFor();
  expect(await page.evaluate("window.printed")).toEqual(["ticket", "browser", "labels"]);
  // A page for each, with nothing of the screen around it.
  await page.emulateMedia({ media: "print" });
  expect(await sheet.getByRole("button", { name: "Print ticket" }).isVisible()).toBe(false);
  expect(await page.locator(".paper").evaluateAll((papers) => papers.length)).toBe(3);
  expect(faults).toEqual([]);
  await context.close();
});

test.each(["accented", "mirrored"] as const)("every word of the queue is from its message files: %s", async (pseudo) => {
  const { page, context, faults } = await openScreen(store.browser, { url: store.url, cookies: await store.cookies("barista") });
  await speak(page, "edge/web/barista", pseudo);
  await page.goto("/barista");
  await page.getByRole("listitem", { name: /\d/ }).first().waitFor();
  expect(await untranslated(page, [/[A-Z]+-?\d+/g, /\d\d?:\d\d/g, ...SOLD, /Guest \d+|Ada|pos 1/g])).toEqual([]);
  expect(await cutOff(page)).toEqual([]);
  await takeShots(page, `barista-${pseudo}`);
  expect(faults).toEqual([]);
  await context.close();
});
