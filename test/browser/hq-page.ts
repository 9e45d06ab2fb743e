/** Headquarters on a real cloud: a store that is online and has sold for four days, one that is silent, and the page of both. */
import { START_MS, storeInput } from "@crema/cloud/cloud-node.test-fixture";
import { TestCloud } from "@crema/cloud/http/service.test-fixture";
import { life, posOrder } from "@crema/cloud/store-events.test-fixture";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { cutOff, type InBrowser, openScreen, type Screen, type ScreenOptions, seriousFindings, takeShots } from "./browser.ts";
import { soldOrder } from "./sold-order.ts";

const DAYS = ["2026-05-01", "2026-05-02", "2026-05-03", "2026-05-04"];
const PATIENCE_MS = 30_000;

export type Headquarters = Awaited<ReturnType<typeof openHeadquarters>>;

export async function openHeadquarters() {
  const cloud = await TestCloud.open();
  const owner = await cloud.operator();
  const rename = async (storeId: string, name: string) => {
    const stored = await cloud.call("PUT", `/v1/admin/stores/${storeId}`, { token: owner, body: storeInput({ name }) });
    if (stored.status !== 200) throw new Error(stored.text);
  };
  const north = await cloud.onlineStore(owner);
  await rename(north.storeId, "Crema North Station");
  await rename(await cloud.store(owner), "Crema Harbour");
  for (const [index, day] of DAYS.entries()) {
    const orders = Array.from({ length: 5 + 2 * index }, (_none, n) => posOrder(north, soldOrder(day, n)));
    const sent = await north.send(...orders.flatMap((each) => life(north, each)));
    if (!sent.ok) throw new Error(sent.refusal.detail);
  }
  return {
    url: await cloud.listening(),
    cloud,
    /** The token of an operator who may do everything. */
    owner,
    /** The box of the store that is online. */
    north,
    close: () => cloud.close(),
  };
}

/** `token`: of who is signed in; without it nobody is. */
export async function openHq(hq: InBrowser<Headquarters>, options: Partial<ScreenOptions> & { token?: string } = {}): Promise<Screen> {
  const { token, ...rest } = options;
  const screen = await openScreen(hq.browser, { url: hq.url, cookies: token ? { crema_session: token } : {}, ...rest });
  screen.page.setDefaultTimeout(PATIENCE_MS);
  await screen.page.clock.setFixedTime(START_MS);
  await screen.page.goto("/hq");
  return screen;
}

export const tab = (page: Page, name: string | RegExp): Promise<void> => page.getByRole("tab", { name }).click();

/** Also on a phone. */
export async function looksRight(page: Page, name: string): Promise<void> {
  expect(await seriousFindings(page)).toEqual([]);
  await takeShots(page, name);
  const before = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await cutOff(page)).toEqual([]);
  if (before) await page.setViewportSize(before);
}
