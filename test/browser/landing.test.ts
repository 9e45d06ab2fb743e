import { openTestBox, STORE_ID, type TestBox } from "@crema/edge/box.test-fixture";
import { english as t } from "@crema/tools/words/english";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cutOff, FIRST_USE_MS, openBrowser, openScreen, seriousFindings, takeShots } from "./browser.ts";
import { speak, untranslated } from "./test-languages.ts";

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
  await page.getByRole("heading", { name: t("pairing.ask.title") }).waitFor();
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

test("a language that is chosen on the page is kept on the device, and the server knows it", async () => {
  const { page, context, faults } = await openScreen(browser, { url: box.url, expectedStatus: [401] });
  await page.goto("/");
  await page.getByRole("combobox", { name: t("ui.language") }).selectOption("de");
  await page.getByRole("heading", { name: "Dieses Gerät mit der Filiale koppeln" }).waitFor();
  const served = await page.request.get("/board");
  expect(served.headers().vary).toContain("Accept-Language, Cookie");
  expect(/<html lang="(\w+)"/.exec(await served.text())?.[1]).toBe("de");
  await page.reload();
  await page.getByRole("heading", { name: "Dieses Gerät mit der Filiale koppeln" }).waitFor();
  expect(faults).toEqual([]);
  await context.close();
});

test.each(["accented", "mirrored"] as const)(
  "every word of pairing is from its message files, and has room on a small phone: %s",
  async (pseudo) => {
    const { page, context, faults } = await openScreen(browser, { url: box.url, width: 320, expectedStatus: [401, 409] });
    await speak(page, "edge/web/pairing", pseudo);
    await page.goto("/");
    await page.getByRole("heading", { level: 2 }).waitFor();
    const data = ["Main Street", "Crema", /\d+:\d+/g];
    expect([await untranslated(page, data), await cutOff(page)]).toEqual([[], []]);
    await takeShots(page, `landing-${pseudo}`);
    await page.getByRole("button").last().tap();
    await page.getByRole("img").waitFor();
    expect([await untranslated(page, [...data, /http:\S+/g, /^[A-Z0-9-]{4,16}$/g]), await cutOff(page)]).toEqual([[], []]);
    expect(faults).toEqual([]);
    await context.close();
  },
);
