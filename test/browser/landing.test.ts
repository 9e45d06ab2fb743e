import { openTestBox, STORE_ID, type TestBox } from "@crema/edge/box.test-fixture";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cutOff, FIRST_USE_MS, openBrowser, openScreen, seriousFindings, takeShots } from "./browser.ts";

let browser: Browser;
let box: TestBox;

beforeAll(async () => {
  [browser, box] = await Promise.all([openBrowser(), openTestBox()]);
}, FIRST_USE_MS);
afterAll(async () => {
  await browser.close();
  await box.stop();
});

test("a stranger opens the box's address: nothing breaks, nothing comes from elsewhere, axe finds nothing serious", async () => {
  const { page, faults } = await openScreen(browser, { url: box.url, expectedStatus: [401] });
  await page.goto("/");
  await page.getByRole("heading", { name: "Main Street" }).waitFor();
  await page.getByRole("heading", { name: "Pair this device" }).waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await takeShots(page, "landing");
  expect(await cutOff(page)).toEqual([]);
  expect(faults).toEqual([]);
});

test("a browser whose language is none that Intl knows, as under a POSIX locale, works all the same", async () => {
  const { token } = await box.pair("pos");
  const cookies = { [`crema_device_${STORE_ID}`]: token };
  const { page, faults } = await openScreen(browser, { url: box.url, cookies, language: "en-US@posix" });
  await page.goto("/pos");
  await page.getByRole("heading", { name: /Who is at/ }).waitFor();
  expect(faults).toEqual([]);
});
