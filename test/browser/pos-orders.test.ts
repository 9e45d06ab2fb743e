import { cents } from "@crema/shared/domain/kernel/money";
import { appOrder, guest, testId } from "@crema/shared/domain/order/order.test-fixture";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ask, cutOff, FIRST_USE_MS, openBrowser, seriousFindings, takeShots } from "./browser.ts";
import { openStoreWithMenu, type Store } from "./store-with-menu.ts";
import { lastOrder, openTill, type TillPage, WHOLE_ORDER_MS } from "./till.ts";

let browser: Browser;
let store: Store;
let till: TillPage;

beforeAll(async () => {
  [browser, store] = await Promise.all([openBrowser(), openStoreWithMenu()]);
}, FIRST_USE_MS);
beforeEach(async () => {
  till = await openTill(browser, store, { expectedStatus: [401, 409] });
  return async () => {
    expect(till.faults).toEqual([]);
    await till.context.close();
  };
});
afterAll(async () => {
  await browser.close();
  await store.close();
});

async function looksRight(name: string): Promise<void> {
  expect(await seriousFindings(till.page)).toEqual([]);
  expect(await cutOff(till.page)).toEqual([]);
  await takeShots(till.page, name);
}

/** From the list of orders, by the guest's name. */
async function openOrderOf(name: string): Promise<void> {
  const { page, sheet, tap } = till;
  await tap("Orders");
  await sheet.getByLabel("Find by number").fill(name);
  await page.getByRole("dialog").getByRole("button", { name }).tap();
}

const at = "2026-05-04T08:00:00.000Z";
const offer = (n: number, customer_name: string) => {
  const order = appOrder("OFFERED", {
    order_id: testId(n),
    ticket_number: null,
    business_day: null,
    customer_name,
    idempotency_key: `k${n}`,
  });
  return { kind: "order.offered", at, order } as const;
};

test(
  "what a guest wants otherwise is changed before it is started; a change that somebody was faster with is not made",
  async () => {
    const { page, button, sheet, tap, line } = till;
    await tap(/^Cortado/);
    await page.getByLabel("Name").fill("Mira");
    await tap(/^At pickup/, "New order");
    await tap(/^Espresso €/);
    await openOrderOf("Mira");
    await tap("Change");
    await page.getByRole("heading", { name: /^Changing .* Mira/ }).waitFor();
    await button("On hold (1)").waitFor();
    expect(await line("Espresso").count()).toBe(0);
    await tap(/^Espresso €/);
    await button("Change to €6.60").waitFor();
    await looksRight("pos-change");
    await page.reload();
    await tap("Change to €6.60");
    await sheet.getByText("Placed").waitFor();
    await sheet.getByText("Espresso").waitFor();
    expect(await lastOrder(page)).toMatchObject({ customer_name: "Mira", total_cents: 660, amendments: 1, status: "PLACED" });

    await tap("Change");
    await line("Cortado").waitFor();
    const { order_id } = await lastOrder(page);
    const bar = (await store.box().pair("barista")).token;
    const start = { to_status: "IN_PROGRESS", expected_status: "PLACED" };
    await store.box().call("POST", `/v1/orders/${order_id}/transition`, start, { token: bar });
    await tap(/^Espresso €/, "Change to €9.40");
    await page.getByRole("alert").waitFor();
    await tap("Leave as it was");
    await button(/^Pay/).waitFor();
    expect(await lastOrder(page)).toMatchObject({ total_cents: 660, amendments: 1, status: "IN_PROGRESS" });
  },
  WHOLE_ORDER_MS,
);

test(
  "an app order that waits for the cloud: declined with a reason, or made anyway with a manager's PIN and paid here",
  async () => {
    const { page, sheet, tap, type } = till;
    await store.bring(offer(0xa1, "Dana"), offer(0xa2, "Emil"));
    await openOrderOf("Dana");
    await tap("Decline", "Too busy", "Decline");
    await sheet.getByText("Cancelled", { exact: true }).waitFor();
    await tap("Close");
    await sheet.getByLabel("Find by number").fill("Emil");
    await sheet.getByRole("button", { name: "Emil" }).tap();
    await tap("Make it anyway");
    await looksRight("pos-make-it-anyway");
    await tap("Make it");
    await type(store.pins.manager);
    await tap("Make it");
    await tap("Take payment", "Exact €9.00");
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
  "headquarters asks for refunds: one is refunded from the drawer, once though its response is lost, one is refused",
  async () => {
    const { page, button, sheet, tap } = till;
    const sell = async () => {
      await tap(/^Espresso €/, "Pay €2.80", "Exact €2.80", "New order");
      return (await lastOrder(page)).order_id;
    };
    const [given, refused] = [await sell(), await sell()];
    const asks = { kind: "refund.requested", at, amount_cents: null, actor: { ...guest, kind: "operator", name: "Olga" } } as const;
    await store.bring(
      { ...asks, order_id: given, request_id: testId(0xb1), reason: "was cold" },
      { ...asks, order_id: refused, request_id: testId(0xb2), reason: "waited too long" },
    );
    await tap("Refunds asked for (2)");
    const row = (reason: string) => sheet.getByRole("listitem").filter({ hasText: reason });
    await row("was cold").getByText("Olga").waitFor();
    await looksRight("pos-refunds-asked");
    await page.route(
      `**/v1/orders/${given}/refunds`,
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    const refundIt = row("was cold").getByRole("button", { name: "Give back" });
    await refundIt.tap();
    await sheet.getByRole("alert").getByText("No answer from the store's box").waitFor();
    await button("Refunds asked for (1)").waitFor({ state: "attached" });
    await refundIt.tap();
    await sheet.getByText(/^A\d+: Hand back €2\.80: €2\.80 cash$/).waitFor();
    await row("was cold").waitFor({ state: "detached" });
    await row("waited too long").getByRole("button", { name: "Refuse" }).tap();
    await tap("The guest has left", "Refuse");
    await sheet.getByText("Headquarters asks for nothing").waitFor();
    await button("Close").tap();
    await button(/^Refunds asked for/).waitFor({ state: "detached" });
    const read = (id: string) => ask<object>(page, `/v1/orders/${id}`);
    expect(await read(given)).toMatchObject({ refunded_cents: 280, refund_state: "FULL" });
    expect(await read(refused)).toMatchObject({ refunded_cents: 0, refund_state: "NONE" });
    expect(till.faults.splice(0)).toEqual([expect.stringContaining("ERR_FAILED")]);
  },
  WHOLE_ORDER_MS,
);

test(
  "a refund of an order paid online is under way at once, is not offered twice, and its outcome is shown",
  async () => {
    const { button, sheet, tap, type } = till;
    const order_id = testId(0xa7);
    const offered = offer(0xa7, "Farid");
    const none = { refunded_cents: cents(0), refund_pending_cents: cents(0), heard_seq: null };
    const reported = { kind: "refund.reported", at, order_id, ...none } as const;
    await store.bring(
      { ...offered, order: { ...offered.order, pay_mode: "ONLINE" } },
      { kind: "order.confirmed", at, event_id: testId(0xd7), order_id, order_seq: 2, status: "PAID" },
    );
    await openOrderOf("Farid");
    await tap("Refund", "3", "0", "0", "Not as ordered", "Refund");
    await type(store.pins.manager);
    await tap("Refund");
    await sheet.getByText("A refund to the card is under way. Nothing is to be handed back here.").waitFor();
    await button("Refund").waitFor({ state: "detached" });
    await looksRight("pos-refund-under-way");
    await store.bring({ ...reported, event_id: testId(0xd8), refund_pending_cents: cents(300), refund_state: "PENDING" });
    await sheet.getByText("€3.00 is on its way back to the card.").waitFor();
    // The cloud has heard of the request by then; word of an earlier refund would leave it under way.
    const { log } = store.box().store.sync;
    await log.acknowledge(log.head());
    await store.bring({ ...reported, event_id: testId(0xd9), refunded_cents: cents(300), refund_state: "PARTIAL" });
    await sheet.getByText("€3.00 of €9.00 refunded.").waitFor();
    await button("Refund").waitFor();
  },
  WHOLE_ORDER_MS,
);

test(
  "the drawer: float, paid out, no sale and the X report with a manager, a blind count, a close that asks once more and says over or short",
  async () => {
    const { page, sheet, tap, type } = till;
    const rowsOf = (list: number) => sheet.locator("dl").nth(list).locator("div").allTextContents();
    await tap("Drawer", "Open with a float");
    await type("10000");
    await tap("Open");
    await sheet.getByText("float €100.00").waitFor();
    await tap("Paid out");
    await type("500");
    await tap("Milk", "Paid out");
    await type(store.pins.manager);
    await tap("Paid out");
    await sheet.getByText("float €100.00").waitFor();
    await tap("No sale");
    await tap("Change for a guest", "Open");
    await type(store.pins.manager);
    await tap("Open");
    await sheet.getByText("float €100.00").waitFor();
    await tap("Close");
    await tap(/^Espresso €/, "Pay €2.80", "Exact €2.80");
    await tap("New order", "Drawer", "Count");
    await type("9700");
    await looksRight("pos-count");
    await tap("Counted");
    await sheet.getByText("Counted €97.00").waitFor();
    await looksRight("pos-drawer");
    await tap("X report");
    await type(store.pins.manager);
    await tap("Show");
    await sheet.getByText("X report: as of now").waitFor();
    await looksRight("pos-x-report");
    expect(await rowsOf(0)).toEqual(expect.arrayContaining(["Taken€2.80", "Paid out-€5.00", "Expected€97.80"]));
    // Nothing was handed over: all that was taken stands as paid ahead, and the lines add up to it.
    const [sales, ahead, taken] = await rowsOf(1);
    expect([sales, taken]).toEqual(["Sales at the counter€0.00", ahead?.replace("Paid, not handed over", "Taken, less refunds")]);
    await page.keyboard.press("Escape");
    await tap("Close (Z)");
    await sheet.getByText("€97.00 was counted.").waitFor();
    await tap("Close the drawer");
    await sheet.getByText(/^Z report \S+: short by €0\.80$/).waitFor();
    await looksRight("pos-z-report");
    expect(await rowsOf(0)).toEqual(expect.arrayContaining(["Expected€97.80", "Counted€97.00", "Short by€0.80"]));
    await page.emulateMedia({ media: "print" });
    for (const filedBy of ["Main Street", /^Z report A-Z\d+$/, /^\d+ \w+ \d{4}, \d\d:\d\d, \w+/, "Short by"])
      expect(await page.locator(".printed").getByText(filedBy, { exact: true }).isVisible()).toBe(true);
    expect(await page.getByRole("button", { name: "Print" }).isVisible()).toBe(false);
    await page.emulateMedia({ media: null });
    // And one of this till's own, counted by notes.
    await page.keyboard.press("Escape");
    await tap("Open one of this till");
    await type("5000");
    await tap("Open");
    await sheet.getByText(/^Drawer of /).waitFor();
    await looksRight("pos-own-drawer");
    await tap("Count", "By notes and coins");
    await sheet.getByLabel("€20.00 note").fill("2");
    await sheet.getByLabel("€2.00 coin").fill("5");
    await sheet.getByRole("status").getByText("€50.00").waitFor();
    await looksRight("pos-count-notes");
    await tap("Counted", "Close (Z)", "Close the drawer");
    await sheet.getByText(/^Z report \S+: neither over nor short$/).waitFor();
    await sheet.getByText(/^Z report \S+, \S/).waitFor();
    await looksRight("pos-z-report-till");
    expect(await rowsOf(1)).toEqual(["2 × €20.00€40.00", "5 × €2.00€10.00"]);
  },
  WHOLE_ORDER_MS,
);

test(
  "an order from before the box is asked of the cloud, and while that does not answer the till says so",
  async () => {
    const other = await openTill(browser, store, { expectedStatus: [401, 503] });
    const { page, sheet, tap } = other;
    await tap("Orders");
    await sheet.getByLabel("Find by number").fill("A-000017");
    await sheet.getByText("No order answers to “A-000017”.").waitFor();
    await tap("Look among orders from before this box");
    await sheet.getByText("Try again when the link is LIVE.", { exact: false }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(await cutOff(page)).toEqual([]);
    expect(other.faults).toEqual([]);
    await other.context.close();
  },
  WHOLE_ORDER_MS,
);
