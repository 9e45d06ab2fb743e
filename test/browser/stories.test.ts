import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type StoriesServer, startStories } from "@crema/tools/vite/stories-server";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FIRST_USE_MS, openBrowser, openScreen } from "./browser.ts";

const COMPONENTS = fileURLToPath(new URL("../../shared/ui/components/", import.meta.url));
const SHOTS = fileURLToPath(new URL("./shots/", import.meta.url));

let browser: Browser;
let stories: StoriesServer;

beforeAll(async () => {
  [browser, stories] = await Promise.all([openBrowser(), startStories(0)]);
}, FIRST_USE_MS);
afterAll(async () => {
  await browser?.close();
  await stories?.stop();
});

test.each([false, true])("every component is shown in all its states, and nothing goes wrong; dark: %s", async (dark) => {
  // The page reloads itself by a socket.
  const alsoFrom = [stories.url.replace("http:", "ws:")];
  const { page, context, faults } = await openScreen(browser, { url: stories.url, width: 1920, dark, touch: false, alsoFrom });
  await page.goto("/");
  await page.getByRole("heading", { name: "Components" }).waitFor();
  const components = await page.locator(".stories-component > h2").allTextContents();
  const files = readdirSync(COMPONENTS).filter((name) => name.endsWith(".tsx"));
  expect(components.toSorted()).toEqual(files.map((name) => name.replace(".tsx", "")).toSorted());
  for (const section of await page.locator(".stories-component").all()) {
    expect(await section.locator("[data-story], [data-overlay]").count()).toBeGreaterThan(0);
  }
  await page.screenshot({ path: `${SHOTS}stories-${dark ? "dark" : "light"}.png`, fullPage: true });
  const overlays = await page
    .locator("[data-overlay]")
    .evaluateAll((links) => links.map((link) => link.getAttribute("data-overlay") ?? ""));
  for (const overlay of overlays) {
    await page.goto(`/?story=${encodeURIComponent(overlay)}`);
    await page.getByRole("dialog").waitFor();
  }
  await page.screenshot({ path: `${SHOTS}stories-sheet-${dark ? "dark" : "light"}.png` });
  expect(faults).toEqual([]);
  await context.close();
});
