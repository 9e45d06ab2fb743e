import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type StoriesServer, serveBuiltStories } from "@crema/tools/vite/stories-server";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cutOff, FIRST_USE_MS, openBrowser, openScreen, takesPictures } from "./browser.ts";

const COMPONENTS = fileURLToPath(new URL("../../shared/ui/components/", import.meta.url));
const SHOTS = fileURLToPath(new URL("./shots/", import.meta.url));

let browser: Browser;
let stories: StoriesServer;
const folder = mkdtempSync(join(tmpdir(), "crema-stories-"));

beforeAll(async () => {
  [browser, stories] = await Promise.all([openBrowser(), serveBuiltStories(folder)]);
}, FIRST_USE_MS);
afterAll(async () => {
  await browser?.close();
  await stories?.stop();
  rmSync(folder, { recursive: true });
});

test.each([false, true])("every component is shown in all its states, and nothing goes wrong; dark: %s", async (dark) => {
  const { page, context, faults } = await openScreen(browser, { url: stories.url, width: 1920, dark, touch: false });
  await page.goto("/");
  await page.getByRole("heading", { name: "Components" }).waitFor();
  const components = await page.locator(".stories-component > h2").allTextContents();
  const files = readdirSync(COMPONENTS).filter((name) => name.endsWith(".tsx"));
  expect(components.toSorted()).toEqual(files.map((name) => name.replace(".tsx", "")).toSorted());
  for (const section of await page.locator(".stories-component").all()) {
    expect(await section.locator("[data-story], [data-overlay]").count()).toBeGreaterThan(0);
  }
  await takeShot(page, "components", dark);
  await lookAtOverlays(page, "sheet", dark);
  expect(faults).toEqual([]);
  await context.close();
});

const SCREENS = ["till", "bar", "board", "app", "hq"];

test("every screen has an address", async () => {
  const { page, context } = await openScreen(browser, { url: stories.url, width: 1920, touch: false });
  await page.goto("/");
  await page.getByRole("heading", { name: "Components" }).waitFor();
  expect(await attributes(page, "data-screen")).toEqual(SCREENS);
  await context.close();
});

const inBoth = SCREENS.flatMap((screen) => [false, true].map((dark) => ({ screen, dark })));
test.each(inBoth)(
  "the parts of the screen are shown in all their states, and nothing goes wrong: $screen, dark: $dark",
  async ({ screen, dark }) => {
    const { page, context, faults } = await openScreen(browser, { url: stories.url, width: 1920, dark, touch: false });
    await page.goto(`/?screen=${screen}`);
    await page.getByRole("heading", { name: `Parts of the screen: ${screen}` }).waitFor();
    for (const section of await page.locator(".stories-component").all()) {
      expect(await section.locator("[data-story], [data-overlay]").count()).toBeGreaterThan(0);
    }
    expect(await cutOff(page)).toEqual([]);
    await takeShot(page, screen, dark);
    await lookAtOverlays(page, screen, dark);
    expect(faults).toEqual([]);
    await context.close();
  },
);

async function lookAtOverlays(page: Page, name: string, dark: boolean): Promise<void> {
  for (const [index, address] of (await attributes(page, "data-overlay")).entries()) {
    await page.goto(`/${address}`);
    await page.getByRole("dialog").waitFor();
    await takeShot(page, `${name}-${index + 1}`, dark);
  }
}

async function takeShot(page: Page, name: string, dark: boolean): Promise<void> {
  if (takesPictures) await page.screenshot({ path: `${SHOTS}stories-${name}-${dark ? "dark" : "light"}.png`, fullPage: true });
}

async function attributes(page: Page, name: string): Promise<string[]> {
  const values = (await page.locator(`[${name}]`).all()).map((one) => one.getAttribute(name));
  return (await Promise.all(values)).map((value) => value ?? "");
}
