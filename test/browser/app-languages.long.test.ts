/** The app in the languages for tests: with longer words, and from right to left, nothing is cut off and axe finds nothing serious. */
import { expect, test } from "vitest";
import { cutOff, type Screen, seriousFindings, takeShots } from "./browser.ts";
import { MAIN_STREET, phone, TASK_MS } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";
import { speak } from "./test-languages.ts";

const chain = openForFile(openCustomerChain);

async function fits({ page }: Screen, name: string): Promise<void> {
  expect(await seriousFindings(page)).toEqual([]);
  for (const width of [320, 390, 768, 1024, 1920]) {
    await page.setViewportSize({ width, height: 800 });
    expect([width, await cutOff(page)]).toEqual([width, []]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await takeShots(page, name);
}

test.each(["accented", "mirrored"] as const)(
  "a guest orders in the language %s",
  async (pseudo) => {
    const screen = await phone(chain);
    const { page, faults } = screen;
    await speak(page, "cloud/web/app", pseudo);
    await page.goto("/app");
    await page.getByRole("link", { name: MAIN_STREET }).waitFor();
    await fits(screen, `app-stores-${pseudo}`);
    await page.getByRole("link", { name: MAIN_STREET }).click();
    await page.getByRole("button", { name: /^Flat White/ }).waitFor();
    expect(await page.evaluate("document.documentElement.dir")).toBe(pseudo === "mirrored" ? "rtl" : "ltr");
    await fits(screen, `app-menu-${pseudo}`);
    await page.getByRole("button", { name: /^Flat White/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: /€4.50/ }).waitFor();
    await fits(screen, `app-item-${pseudo}`);
    await dialog.getByRole("button", { name: /€4.50/ }).click();
    await page.goto("/app/cart");
    await page.getByRole("button", { name: /€4.50/ }).waitFor();
    await fits(screen, `app-cart-${pseudo}`);
    await page.getByRole("button", { name: /€4.50/ }).click();
    await page.locator(".ticket-number").waitFor();
    await fits(screen, `app-order-${pseudo}`);
    await page.goto("/app/sign-in");
    await page.getByRole("textbox").first().waitFor();
    await fits(screen, `app-sign-in-${pseudo}`);
    expect(faults).toEqual([]);
  },
  TASK_MS,
);
