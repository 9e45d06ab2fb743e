/** The tickets and buttons of a queue's page. */
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

export const ticket = (page: Page, number: string) => page.getByRole("listitem", { name: `Order ${number}`, exact: true });
export const step = (page: Page, number: string, name: string) => ticket(page, number).getByRole("button", { name, exact: true });
export const only = (page: Page, station: string) => page.locator("label").filter({ hasText: station }).click();

/** What is done with a ticket now and then. */
export async function openMore(page: Page, number: string): Promise<void> {
  await step(page, number, "More").click();
  await page.getByRole("dialog").waitFor();
}

/** Puts it first, or back, and says which order is the first to make then. */
export async function rushed(page: Page, number: string, press: "Rush" | "No rush"): Promise<string | null> {
  await openMore(page, number);
  await page.getByRole("dialog").getByRole("button", { name: press, exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const tag = ticket(page, number).getByText("Rush", { exact: true });
  await tag.waitFor({ state: press === "Rush" ? "visible" : "detached" });
  const toMake = page.getByRole("region", { name: /^To make/ }).getByRole("listitem", { name: /^Order/ });
  return toMake.first().getAttribute("data-order");
}

/** Where a finger comes down that was aimed at it: whatever lies there by then. */
export async function middleOf(page: Page, number: string, name: string): Promise<[number, number]> {
  await step(page, number, name).scrollIntoViewIfNeeded();
  const box = await step(page, number, name).boundingBox();
  if (!box) throw new Error(`${name} of ${number} is not to be seen`);
  return [box.x + box.width / 2, box.y + box.height / 2];
}

const SETTLED_MS = 900;

/** Of a page whose clock the test holds. */
export const settle = (page: Page) => page.clock.runFor(SETTLED_MS);

/** On a page whose clock the test holds. What still arrives, or is drawn late, lets the button wait anew. */
export async function clickSettled(page: Page, button: Locator): Promise<void> {
  const isSettled = async () => {
    await settle(page);
    return button.isEnabled();
  };
  await expect.poll(isSettled).toBe(true);
  await button.click();
}

/** Its timers stand from here on; frames and responses still come. */
export async function holdStill(page: Page): Promise<void> {
  const aSecondOn = async () => page.clock.pauseAt((await page.evaluate<number>("Date.now()")) + 1_000);
  // A busy machine may need longer than that second to ask for it, which is refused; the clock stands by then, so that the next is ahead.
  await aSecondOn().catch(aSecondOn);
}
