import { testId } from "@crema/shared/domain/order/order.test-fixture";
import { english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { cutOff, seriousFindings } from "./browser.ts";
import { openForFile } from "./open-for-file.ts";
import { offer, openStoreWithMenu } from "./store-with-menu.ts";
import { lastOrder, looksRight, openOrderOf, openTill, tillForEachTest, WHOLE_ORDER_MS } from "./till.ts";

const store = openForFile(openStoreWithMenu);
const till = tillForEachTest(store, [401, 409]);

test(
  "an app order that waits for the cloud: declined with a reason, or made anyway with a manager's PIN and paid here",
  async () => {
    const { page, sheet, tap, type } = till;
    await store.bring(offer(0xa1, "Dana"), offer(0xa2, "Emil"));
    await openOrderOf(till, "Dana");
    await tap("Decline", "Too busy", "Decline");
    await sheet.getByText("Cancelled", { exact: true }).waitFor();
    await tap("Close");
    await sheet.getByLabel(t("pos.orders.find")).fill("Emil");
    await sheet.getByRole("button", { name: "Emil" }).tap();
    await tap(t("pos.order.replace"));
    await looksRight(till, "pos-make-it-anyway");
    await tap(t("pos.reason.replace_action"));
    await type(store.pins.manager);
    await tap(t("pos.reason.replace_action"));
    await tap(t("pos.order.take_payment"), "Exact cash €9.00");
    await sheet.getByText("Paid").waitFor();
    expect(await lastOrder(page)).toMatchObject({
      customer_name: "Emil",
      replaces_order_id: testId(0xa2),
      origin: "POS",
      paid_cents: 900,
      balance_cents: 0,
    });
  },
  WHOLE_ORDER_MS,
);

test(
  "the drawer: float, paid out, no sale and the X report with a manager, a blind count, a close that asks once more and says over or short",
  async () => {
    const { page, sheet, tap, type } = till;
    const rowsOf = (list: number) => sheet.locator("dl").nth(list).locator("div").allTextContents();
    await tap("Drawer", t("pos.drawer.open_store"));
    await type("10000");
    await tap("Open");
    await sheet.getByText("float €100.00").waitFor();
    await tap("Paid out");
    await type("500");
    await tap("Milk", "Paid out");
    await type(store.pins.manager);
    await tap("Paid out");
    await sheet.getByText("float €100.00").waitFor();
    await tap(t("pos.drawer.no_sale"));
    await tap("Change for a guest", "Open");
    await type(store.pins.manager);
    await tap("Open");
    await sheet.getByText("float €100.00").waitFor();
    await tap("Close");
    await tap(/^Espresso €/, "Pay €2.80", "Exact cash €2.80");
    await tap(t("pos.done.new"), "Drawer", "Count");
    await type("9700");
    await looksRight(till, "pos-count");
    await tap(t("pos.count.done"));
    await sheet.getByText("Counted €97.00").waitFor();
    await looksRight(till, "pos-drawer");
    await tap(t("pos.drawer.x"));
    await type(store.pins.manager);
    await tap("Show");
    await sheet.getByText(t("pos.report.x_now")).waitFor();
    await looksRight(till, "pos-x-report");
    expect(await rowsOf(0)).toEqual(expect.arrayContaining(["Taken€2.80", "Paid out-€5.00", "Expected€97.80"]));
    // Nothing was handed over: all that was taken stands as paid ahead, and the lines add up to it.
    const [sales, ahead, taken] = await rowsOf(1);
    expect([sales, taken]).toEqual(["Counter sales€0.00", ahead?.replace("Paid, not handed over", "Taken, less refunds")]);
    await page.keyboard.press("Escape");
    await tap(t("pos.drawer.close"));
    await sheet.getByText("€97.00 was counted.").waitFor();
    await tap(t("pos.close.yes"));
    await sheet.getByText(/^Z report \S+: short by €0\.80$/).waitFor();
    await looksRight(till, "pos-z-report");
    expect(await rowsOf(0)).toEqual(expect.arrayContaining(["Expected€97.80", "Counted€97.00", "Short by€0.80"]));
    await page.emulateMedia({ media: "print" });
    for (const filedBy of ["Main Street", /^Z report A-Z\d+$/, /^\d+ \w+ \d{4}, \d\d:\d\d, \w+/, "Short by"])
      expect(await page.locator(".printed").getByText(filedBy, { exact: true }).isVisible()).toBe(true);
    expect(await page.getByRole("button", { name: "Print" }).isVisible()).toBe(false);
    await page.emulateMedia({ media: null });
    // And one of this till's own, counted by notes.
    await page.keyboard.press("Escape");
    await tap(t("pos.drawer.open_own"));
    await type("5000");
    await tap("Open");
    await till.button(t("pos.drawer.count")).waitFor();
    await looksRight(till, "pos-own-drawer");
    await tap("Count", t("pos.count.by_kind"));
    await sheet.getByLabel("€20.00 note").fill("2");
    await sheet.getByLabel("€2.00 coin").fill("5");
    await sheet.getByRole("status").getByText("€50.00").waitFor();
    await looksRight(till, "pos-count-notes");
    await tap(t("pos.count.done"), t("pos.drawer.close"), t("pos.close.yes"));
    await sheet.getByText(/^Z report \S+: neither over nor short$/).waitFor();
    await sheet.getByText(/^Z report \S+, \S/).waitFor();
    await looksRight(till, "pos-z-report-till");
    expect(await rowsOf(1)).toEqual(["2 × €20.00€40.00", "5 × €2.00€10.00"]);
  },
  WHOLE_ORDER_MS,
);

test(
  "an order from before the box is asked of the cloud, and while that does not answer the till says so",
  async () => {
    const other = await openTill(store, { expectedStatus: [401, 503] });
    const { page, sheet, tap } = other;
    await tap("Orders");
    await sheet.getByLabel(t("pos.orders.find")).fill("A-000017");
    await sheet.getByText(t("pos.orders.not_found", { search: "A-000017" })).waitFor();
    await tap(t("pos.earlier.look"));
    await sheet.getByText("Try again when the link is LIVE.", { exact: false }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(await cutOff(page)).toEqual([]);
    expect(other.faults).toEqual([]);
    await other.context.close();
  },
  WHOLE_ORDER_MS,
);

test(
  "a manager closes the drawer of another till from this one, and its last Z is that till's",
  async () => {
    const other = await openTill(store);
    await other.tap("Drawer", t("pos.drawer.open_own"));
    await other.type("5000");
    await other.tap("Open");
    await other.button(t("pos.drawer.count")).waitFor();
    const { page, sheet, tap, type, context } = await openTill(store, { cookies: await store.cookies("pos", "manager") });
    await tap("Drawer");
    await sheet.getByText(t("pos.drawer.none_open")).waitFor();
    await looksRight(till, "pos-other-drawers");
    await tap(t("pos.drawer.open_own"));
    await type("100");
    await tap("Open", "Count");
    await type("100");
    await tap(t("pos.count.done"), t("pos.drawer.close"), t("pos.close.yes"));
    await sheet.getByText(/neither over nor short$/).waitFor();
    await page.keyboard.press("Escape");
    await tap(/^(?!Open ).* drawer$/, "Count");
    await type("4950");
    await tap(t("pos.count.done"), t("pos.drawer.close"), t("pos.close.yes"));
    await sheet.getByText(/short by €0\.50$/).waitFor();
    await page.keyboard.press("Escape");
    await sheet.getByText("Closed", { exact: true }).waitFor();
    await tap(t("pos.drawer.last_z"));
    await sheet.getByText(/short by €0\.50$/).waitFor();
    for (const each of [other.context, context]) await each.close();
  },
  WHOLE_ORDER_MS,
);

test(
  "an order for later: a day and a quarter of an hour, on the ticket, in the lane of the queue and with its number",
  async () => {
    const { page, sheet, tap, button } = till;
    await tap(t("pos.ticket.later"));
    await sheet.getByRole("radiogroup", { name: "Day" }).waitFor();
    // The second day that is offered, and its second time.
    await sheet.getByRole("radiogroup", { name: "Day" }).locator("label").nth(1).tap();
    const times = sheet.getByRole("radiogroup", { name: "Time" }).locator("label");
    await looksRight(till, "pos-when");
    await times.nth(1).tap();
    await sheet.waitFor({ state: "detached" });
    expect(await button(t("pos.ticket.later")).count()).toBe(0);
    await page
      .getByRole("button", { name: /^Espresso/ })
      .first()
      .tap();
    await page.getByRole("button", { name: /^Pay later/ }).tap();
    await sheet.getByText(t("pos.done.later_unpaid")).waitFor();
    const placed = await lastOrder(page);
    expect(placed.requested_for).toBe(placed.promised_at);
    expect(placed.releases_at).not.toBeNull();
    await tap(t("pos.done.new"));
    // The next guest's is for now again.
    await button(t("pos.ticket.later")).waitFor();
  },
  WHOLE_ORDER_MS,
);
