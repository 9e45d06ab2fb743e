import { english as t } from "@crema/tools/words/english";
import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { cutOff, layoutShift, openScreen, seriousFindings, takeShots, takesPictures } from "./browser.ts";
import { openForFile } from "./open-for-file.ts";
import { holdStill } from "./queue-page.ts";
import { openStoreWithMenu } from "./store-with-menu.ts";
import { speak, untranslated } from "./test-languages.ts";

const store = openForFile(openStoreWithMenu);

test("the board shows who waits and who may come, moves them by itself, and comes back after the box was away", async () => {
  const till = (await store.box().pair("pos")).token;
  const step = (id: unknown, expected_status: string, to_status: string) =>
    store.box().call("POST", `/v1/orders/${id}/transition`, { to_status, expected_status }, { token: till });
  const [first, second] = [(await store.box().place(till)).json, (await store.box().place(till)).json];
  const { page, faults } = await openScreen(store.browser, { url: store.url, width: 1920, cookies: await store.cookies("board") });
  await page.goto("/board");
  const [preparing, ready] = [t("board.preparing"), t("board.ready")].map((name) => page.getByRole("region", { name, exact: true }));
  await preparing?.getByText(String(first.ticket_number), { exact: true }).waitFor();
  expect(await layoutShift(page)).toBeLessThan(0.01);
  await step(first.order_id, "PLACED", "IN_PROGRESS");
  await step(first.order_id, "IN_PROGRESS", "READY");
  await ready?.getByText(String(first.ticket_number), { exact: true }).waitFor();
  await ready?.locator("[data-news]").waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await takeShots(page, "board");
  expect(await cutOff(page)).toEqual([]);
  // Whose board it is, and what one reads from five metres, larger still while there are few: 75 mm on a TV of 43 inches.
  await page.getByRole("heading", { name: "Main Street" }).waitFor();
  const heightOf = async (element: Locator | undefined) => (await element?.boundingBox())?.height ?? 0;
  expect(await heightOf(ready?.locator("strong").first())).toBeGreaterThanOrEqual(150);
  // Upright, who may come stands above who waits.
  await page.setViewportSize({ width: 1080, height: 1920 });
  const [waiting, coming] = [await preparing?.boundingBox(), await ready?.boundingBox()];
  expect((coming?.y ?? 0) + (coming?.height ?? 0)).toBeLessThanOrEqual(waiting?.y ?? 0);
  expect(await cutOff(page)).toEqual([]);
  if (takesPictures) await page.screenshot({ path: "test/browser/shots/board-upright.png" });
  await page.setViewportSize({ width: 1920, height: 1080 });
  expect(faults).toEqual([]);
  await store.stopBox();
  await page.getByText(t("board.out_of_date")).waitFor();
  expect(await page.getByText(/server|Offline|sync|Reconnect/).count()).toBe(0);
  await store.startBox();
  await step(second.order_id, "PLACED", "IN_PROGRESS");
  await step(second.order_id, "IN_PROGRESS", "READY");
  await ready?.getByText(String(second.ticket_number), { exact: true }).waitFor();
});

test("guests find every number, page by page, and read nothing of the line", async () => {
  const till = (await store.box().pair("pos")).token;
  const numbers: string[] = [];
  for (let n = 0; n < 24; n++) numbers.push(String((await store.box().place(till)).json.ticket_number));
  const { page, faults } = await openScreen(store.browser, { url: store.url, cookies: await store.cookies("board") });
  await page.clock.install();
  await page.goto("/board");
  const preparing = page.getByRole("region", { name: t("board.preparing"), exact: true });
  await preparing.getByRole("listitem").first().waitFor();
  expect(await page.getByText(/server|Offline|sync/).count()).toBe(0);
  await takeShots(page, "board-pages");
  // Three that are ready are as large as there is room for, and on one page wherever a board hangs.
  const three = (await store.box().place(till)).json;
  for (const [expected_status, to_status] of [
    ["PLACED", "IN_PROGRESS"],
    ["IN_PROGRESS", "READY"],
  ] as const)
    await store.box().call("POST", `/v1/orders/${three.order_id}/transition`, { to_status, expected_status }, { token: till });
  const ready = page.getByRole("region", { name: t("board.ready"), exact: true });
  await ready.getByText(String(three.ticket_number), { exact: true }).waitFor();
  for (const [width, height] of [
    [1920, 1080],
    [1080, 1920],
    [768, 1024],
    [1024, 768],
  ] as const) {
    await page.setViewportSize({ width, height });
    await expect.poll(() => ready.getByRole("listitem").count(), { message: `${width} × ${height}` }).toBe(3);
    await ready.locator(".board-page").waitFor({ state: "detached" });
  }
  expect(await cutOff(page)).toEqual([]);
  await holdStill(page);
  const seen = new Set<string>();
  const pages = Number((await preparing.locator(".board-page").textContent())?.split("/")[1]);
  expect(pages).toBeGreaterThan(1);
  for (let turn = 0; turn < pages; turn++) {
    for (const text of await preparing.locator("strong").allTextContents()) seen.add(text);
    await page.clock.runFor(8_000);
  }
  expect([...seen]).toEqual(expect.arrayContaining(numbers));
  expect(faults).toEqual([]);
});

test.each(["accented", "mirrored"] as const)(
  "every word of the board is from its message files, and has room on a small phone: %s",
  async (pseudo) => {
    const till = (await store.box().pair("pos")).token;
    await store.box().place(till);
    const { page, context, faults } = await openScreen(store.browser, {
      url: store.url,
      width: 320,
      cookies: await store.cookies("board"),
    });
    await speak(page, "edge/web/board", pseudo);
    await page.goto("/board");
    await page.getByRole("listitem").first().waitFor();
    expect(await page.locator("html").getAttribute("dir")).toBe(pseudo === "mirrored" ? "rtl" : "ltr");
    expect(await untranslated(page, [/[A-Z]+-?\d+/g, /\d\d?:\d\d/g, "Main Street", "Ana", "Bo", "Maya"])).toEqual([]);
    expect(await cutOff(page)).toEqual([]);
    await takeShots(page, `board-${pseudo}`);
    expect(faults).toEqual([]);
    await context.close();
  },
);

test.each([
  ["de-AT", "In Zubereitung"],
  ["es-US", "En preparación"],
])("the board speaks what its browser asks for, from the first word: %s", async (locale, preparing) => {
  const { page, context, faults } = await openScreen(store.browser, { url: store.url, locale, cookies: await store.cookies("board") });
  await page.goto("/board");
  await page.getByRole("region", { name: preparing }).waitFor();
  expect(await page.locator("html").getAttribute("lang")).toBe(locale.slice(0, 2));
  const fetched = (await page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")) as string[];
  expect(fetched.filter((name) => /\/(en|de|es)-/.test(name))).toHaveLength(1);
  expect(faults).toEqual([]);
  await context.close();
});
