/** A store with a page for guests' phones, and phones that scan its sheet. */
import { english as t } from "@crema/tools/words/english";
import { expect } from "vitest";
import { cutOff, type InBrowser, openScreen, type Screen, seriousFindings, takeShots } from "./browser.ts";
import { openStoreWithMenu, type Store } from "./store-with-menu.ts";

export const openStoreForGuests = () => openStoreWithMenu({ guest: { port: 0, host: "127.0.0.1" } });

/** The smallest phone that is about. */
const SMALL = { width: 320, height: 568 };

export async function openPhone(store: InBrowser<Store>, locale?: string): Promise<Screen> {
  const url = store.box().guestUrl() ?? "";
  const phone = await openScreen(store.browser, {
    url,
    width: 390,
    expectedStatus: [403, 409],
    ...(locale === undefined ? {} : { locale }),
  });
  await phone.page.setViewportSize(SMALL);
  return phone;
}

/** The link on the sheet that a till shows. */
export async function scan(store: InBrowser<Store>): Promise<string> {
  const { page, context, faults } = await openScreen(store.browser, { url: store.url, cookies: await store.cookies("pos", "manager") });
  await page.goto("/");
  await page.getByRole("button", { name: t("pairing.sheet.title") }).tap();
  const sheet = page.getByRole("region", { name: t("pairing.sheet.preview") });
  await sheet.getByRole("img", { name: /QR code of/ }).waitFor();
  expect(await cutOff(page)).toEqual([]);
  expect(await seriousFindings(page)).toEqual([]);
  await takeShots(page, "guest-sheet");
  const link = (await sheet.getByText(/^http:/).textContent()) ?? "";
  expect(faults).toEqual([]);
  await context.close();
  return link;
}
