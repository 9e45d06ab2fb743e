import { english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { cutOff, seriousFindings, takeShots } from "./browser.ts";
import { openForFile } from "./open-for-file.ts";
import { openStoreWithMenu } from "./store-with-menu.ts";
import { lastOrder, looksRight, openTill, tillForEachTest, WHOLE_ORDER_MS } from "./till.ts";

const store = openForFile(openStoreWithMenu);
// A wrong PIN and a card without its reference are part of the job.
const till = tillForEachTest(store, [401, 409, 422]);

test(
  "a bill is split: a part in cash, the rest by card with a tip; a slip's number never becomes a tip, and a closed drawer is said at the sale",
  async () => {
    const { page, button, sheet, tap, type } = till;
    await page.getByRole("tab", { name: "Bakery & kitchen" }).tap();
    await tap(/^Avocado Toast/, "Pay €8.90");
    await sheet.getByText("The drawer is not open.").waitFor();
    await tap("Split amount");
    await sheet.getByRole("tab", { name: "By amount" }).tap();
    await type("900");
    await sheet.getByText("Only €8.90 is left.").waitFor();
    await tap("Delete last digit", "Delete last digit", "Delete last digit");
    await type("400");
    await looksRight(till, "pos-split-amount");
    await tap("Take €4.00 now");
    await tap("Exact cash €4.00");
    await sheet.getByText("Paid €4.00 · Left €4.90").waitFor();
    await sheet.getByRole("tab", { name: "Card" }).tap();
    // Whoever reads the slip types what is on it: that is its number, which this store does not insist on.
    await sheet.getByLabel(/terminal’s slip \(optional\)/).tap();
    await type("4711");
    expect(await sheet.getByLabel(/terminal’s slip \(optional\)/).inputValue()).toBe("4711");
    await button("Card approved €4.90").waitFor();
    await tap("Other amount");
    await type("4711");
    await tap("Card approved €52.01");
    await sheet.getByText("A tip of €47.11 on €4.90 is more than the bill itself.").waitFor();
    await looksRight(till, "pos-tip-question");
    await tap("No, enter it again");
    await type("100");
    await looksRight(till, "pos-split");
    await tap("Card approved €5.90");
    await sheet.getByText("4711").waitFor();
    expect(await lastOrder(page)).toMatchObject({ total_cents: 890, paid_cents: 890, balance_cents: 0 });
  },
  WHOLE_ORDER_MS,
);

test(
  "a tip comes after payment as a tender of its own, and a store whose terminal prints the slip is asked for no number of it",
  async () => {
    const { page, button, sheet, tap, type } = till;
    await store.publishSettings({ card_reference: "NONE" });
    await page.reload();
    await tap(/^Americano/, "Pay €3.50", "Exact cash €3.50", "Tip");
    expect(await button("Exact cash €0.00").isDisabled()).toBe(true);
    await type("400");
    await tap("Accept");
    await sheet.getByText("A tip of €4.00 on €3.50 is more than the bill itself.").waitFor();
    await tap("No, enter it again");
    await sheet.getByRole("tab", { name: "Card" }).tap();
    expect([await sheet.getByText("slip").count(), await sheet.getByLabel("Slip number").count()]).toEqual([0, 0]);
    await type("100");
    await looksRight(till, "pos-tip-after");
    await tap("Card approved €1.00");
    await sheet.getByText(t("pos.done.tip")).waitFor();
    await tap(t("pos.done.new"), "Orders");
    await sheet.getByRole("listitem").first().getByRole("button").tap();
    await sheet.getByText("Paid €1.00 card, with €1.00 tip").waitFor();
    await button("Tip").waitFor();
    expect(await lastOrder(page)).toMatchObject({ total_cents: 350, paid_cents: 350, balance_cents: 0 });
    await store.publishSettings({ card_reference: "OPTIONAL" });
  },
  WHOLE_ORDER_MS,
);

test(
  "a discount, a void and a refund each want a reason and a manager's PIN; a wrong PIN changes nothing",
  async () => {
    const { page, sheet, tap, type, choice } = till;
    await tap(/^Mocha/, "Pay €5.10", "Discount");
    await choice("10%").tap();
    await tap(t("pos.discount.reason.staff"), t("pos.discount.action"));
    await type(store.pins.cashier);
    await tap(t("pos.discount.action"));
    await sheet.getByRole("alert").waitFor();
    await type(store.pins.manager);
    await tap(t("pos.discount.action"));
    await tap("Exact cash €4.59");
    await sheet.getByText("Paid").waitFor();
    await tap(t("pos.done.new"), "Orders");
    const row = sheet.getByRole("listitem").first().getByRole("button");
    await row.waitFor();
    await looksRight(till, "pos-orders");
    await row.tap();
    await tap("Refund", "1", "Guest unhappy");
    await looksRight(till, "pos-refund");
    await tap("Refund");
    await type(store.pins.manager);
    await tap("Refund");
    await sheet.getByText("Hand back €0.01: €0.01 cash").waitFor();
    await sheet.getByText("€0.01 of €4.59 refunded.").waitFor();
    expect(await lastOrder(page)).toMatchObject({ total_cents: 459, refunded_cents: 1 });
    await tap(t("pos.correct.title"), t("pos.correct.reason.card"), "Correct");
    await type(store.pins.manager);
    await tap("Correct");
    await tap("Void", t("pos.reason.mistake"), "Void");
    await looksRight(till, "pos-manager-pin");
    await type(store.pins.manager);
    await tap("Void");
    await sheet.getByText("Cancelled", { exact: true }).waitFor();
    await sheet.getByText("Hand back €4.58: €4.58 to the card by terminal").waitFor();
    await looksRight(till, "pos-order");
    expect(await lastOrder(page)).toMatchObject({ status: "CANCELLED", refunded_cents: 459 });
  },
  WHOLE_ORDER_MS,
);

test(
  "cash paid in whose response was lost is asked about: sent again it is one, and another that happens to be the same is a second",
  async () => {
    const lost = await openTill(store);
    const { page, button, sheet, tap, type } = lost;
    const paidIn = () => store.box().store.db.prepare("SELECT COUNT(*) FROM drawer_movements WHERE kind = 'PAID_IN'").pluck().get();
    await tap("Drawer");
    await sheet
      .getByRole("status")
      .getByText(/^(No drawer is open|Open since)/)
      .waitFor();
    if ((await button(t("pos.drawer.open_store")).count()) > 0) {
      await tap(t("pos.drawer.open_store"));
      await type("10000");
      await tap("Open");
    }
    await button("Paid in").waitFor();
    const before = Number(paidIn());
    let cuts = 2;
    await page.route("**/v1/drawer/movements", async (route) => {
      const response = await route.fetch();
      cuts -= 1;
      await (cuts >= 0 ? route.abort() : route.fulfill({ response }));
    });
    const loses = async () => {
      await type("2000");
      await tap(t("pos.drawer.reason.bank_change"));
      await sheet.getByRole("button", { name: "Paid in", exact: true }).tap();
      await sheet
        .getByRole("alert")
        .getByText(t("ui.no_response.title", { server: "store" }))
        .waitFor();
      await tap("Close", "Paid in");
      await sheet.getByText("“€20.00, Change from the bank” was sent, and the store server has not responded.").waitFor();
    };
    await tap("Paid in");
    await loses();
    expect([...(await seriousFindings(page)), ...(await cutOff(page))]).toEqual([]);
    await takeShots(page, "pos-sent-before");
    await tap(t("store.sent_before.another"));
    await loses();
    expect(paidIn()).toBe(before + 2);
    await tap(t("store.sent_before.again"));
    await button("Count").waitFor();
    expect(paidIn()).toBe(before + 2);
    await tap("Paid in");
    await sheet.getByText("was sent, and the store server").waitFor({ state: "detached" });
    await lost.context.close();
  },
  WHOLE_ORDER_MS,
);
