/** One outage, as the cashier, the barista, the customer and the owner see it: cut, order on, reconnect. */
import { drawn } from "@crema/cloud/pictures/drawn.test-fixture";
import { menuRows } from "@crema/tools/dev/seed/menu";
import { withPictures } from "@crema/tools/dev/seed/pictures/pictures";
import { english as t } from "@crema/tools/words/english";
import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { cutOff, openScreen, seriousFindings, takeShots, takesPictures } from "./browser.ts";
import { fillCart, heading, order, orderIdOf, PLACE, phone } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";
import { lastOrder, partsOf } from "./till.ts";

/** 15 s until a silent store counts as offline, at most 30 s between the box's tries. */
const OUTAGE_MS = 240_000;

const chain = openForFile(openCustomerChain);

const ticket = (page: Page, guest: string) => page.getByRole("listitem").filter({ hasText: guest });

/** Whether the picture in it has come. */
const isShown = (place: Locator): Promise<boolean> =>
  place.locator("xpath=descendant-or-self::img").evaluate((image: unknown) => {
    const { complete, naturalWidth } = image as { complete: boolean; naturalWidth: number };
    return complete && naturalWidth > 0;
  });

/** All of them where somebody looks at the page; else one, which is as good and sooner there. Resolves to how many. */
async function publishPictures(): Promise<number> {
  if (takesPictures) {
    await chain.publish(await withPictures(menuRows, chain.uploadPicture));
    return menuRows.items.length;
  }
  const picture = await chain.uploadPicture(await drawn({ width: 320, height: 240, format: "png" }));
  await chain.publish({ ...menuRows, items: menuRows.items.map((item) => (item.item_id === "flat-white" ? { ...item, picture } : item)) });
  return 1;
}

test("the line is cut: the till sells, the bar makes and hands over, and when it is back all of it is in the cloud", {
  timeout: OUTAGE_MS,
}, async () => {
  const pictures = await publishPictures();
  // A till that asks before the box has them is told 404, shows none, and asks again.
  await expect.poll(chain.picturesAtStore, { timeout: 60_000 }).toBe(2 * pictures);
  const [counter, bar] = [await chain.atStore("pos"), await chain.atStore("barista")];
  const [till, queue, customer] = await Promise.all([openScreen(chain.browser, counter), openScreen(chain.browser, bar), phone(chain)]);
  await Promise.all([till.page.goto("/pos"), queue.page.goto("/barista")]);
  await Promise.all([till, queue].map(({ page }) => page.getByText("Live", { exact: true }).waitFor()));
  await customer.page.goto("/app/stores/store-1");
  const inApp = customer.page.getByRole("button", { name: /^Flat White/ });
  await expect.poll(() => isShown(inApp)).toBe(true);
  await takeShots(customer.page, "app-menu-pictures");
  await inApp.click();
  const large = customer.page.getByRole("dialog").getByRole("img", { name: "Flat White" });
  await expect.poll(() => isShown(large)).toBe(true);
  expect(await seriousFindings(customer.page)).toEqual([]);
  await takeShots(customer.page, "app-item-picture");
  await customer.page.keyboard.press("Escape");
  const appOrder = await order(customer.page);
  // Confirmed at the store too: what is not, nobody may make while the line is down.
  await queue.page.getByRole("button", { name: "Start", exact: true }).waitFor();
  const { button, tap, sheet } = partsOf(till.page);

  chain.cut();
  await Promise.all([till, queue].map(({ page }) => page.getByText(/^Offline since \d\d:\d\d\. Keep selling/).waitFor()));
  // Opened anew, since what a page has shown it would show again without anybody.
  await till.page.reload();
  await expect.poll(() => isShown(button(/^Flat White €/))).toBe(true);
  await takeShots(till.page, "till-pictures");
  await tap(/^Espresso €/);
  await till.page.getByLabel(t("pos.ticket.name")).fill("Noor");
  await tap(/^Pay €2.80/, "Exact cash €2.80");
  await sheet.getByText("Paid").waitFor();
  await takeShots(till.page, "outage-till");
  await tap(t("pos.done.new"));
  const step = (guest: string, name: string) => ticket(queue.page, guest).getByRole("button", { name }).click();
  await step("Noor", "Start");
  await ticket(queue.page, "Noor").getByRole("button", { name: "Ready" }).waitFor();
  await takeShots(queue.page, "outage-queue");
  await queue.page.getByRole("button", { name: "Ready", exact: true }).click();
  await step("Noor", t("pos.step.COMPLETED"));
  await ticket(queue.page, "Noor").waitFor({ state: "detached" });
  // What was ordered in the app before the cut is made all the same.
  await queue.page.getByRole("button", { name: "Start", exact: true }).click();
  await queue.page.getByRole("button", { name: "Ready", exact: true }).waitFor();
  await customer.page.getByText(/The store is offline right now/).waitFor();
  // Somebody orders for later, which the store hears of when its line is back.
  const ahead = await phone(chain);
  await fillCart(ahead.page);
  await ahead.page.getByText(/Order for later; the store gets it/).waitFor();
  const when = ahead.page.getByRole("combobox", { name: t("when.label") });
  expect(await when.getByRole("option", { name: t("when.now") }).count()).toBe(0);
  await when.selectOption({ index: 4 });
  await ahead.page.getByRole("button", { name: PLACE }).click();
  await heading(ahead.page, t("order.head.held"));
  expect([await seriousFindings(ahead.page), await cutOff(ahead.page)]).toEqual([[], []]);
  await takeShots(ahead.page, "app-held");
  expect(await seriousFindings(till.page)).toEqual([]);
  expect(await seriousFindings(queue.page)).toEqual([]);
  const sold = await lastOrder(till.page);

  chain.mend();
  await Promise.all([till, queue].map(({ page }) => page.getByText("Live", { exact: true }).waitFor()));
  await heading(customer.page, t("order.head.in_progress"));
  await heading(ahead.page, t("order.head.accepted"));
  expect(orderIdOf(customer.page)).toBe(appOrder);
  const inCloud = async () => (await chain.admin<{ orders: { order_id: string }[] }>("GET", "/orders")).orders;
  await expect
    .poll(inCloud)
    .toContainEqual(expect.objectContaining({ order_id: sold.order_id, status: "COMPLETED", total_cents: 280, paid_cents: 280 }));
  await button(/^Pay\b/)
    .first()
    .waitFor();
  for (const { faults } of [till, queue, customer, ahead]) expect(faults).toEqual([]);
});
