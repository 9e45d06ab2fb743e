import { expect, test } from "vitest";
import { ask, cutOff, openScreen, seriousFindings, takeShots } from "./browser.ts";
import { openForFile } from "./open-for-file.ts";
import { openStoreWithMenu } from "./store-with-menu.ts";
import { lastOrder, openTill, WHOLE_ORDER_MS } from "./till.ts";

const store = openForFile(openStoreWithMenu);

test(
  "a guest sees the ticket, total, tips and number in a second window and on a tablet that joins the till; the till has the tip they choose",
  async () => {
    const till = await openTill(store);
    const { page, context, button, sheet, tap } = till;
    const second = await context.newPage();
    await second.goto("/pos/customer?here");
    await second.getByRole("heading", { name: "Welcome" }).waitFor();

    const tablet = await openScreen(store.browser, { url: store.url, expectedStatus: [401, 404] });
    await tablet.page.goto("/pos/customer");
    await tablet.page.getByRole("heading", { name: "Show a till to its guests" }).waitFor();
    expect([...(await seriousFindings(tablet.page)), ...(await cutOff(tablet.page))]).toEqual([]);
    await takeShots(tablet.page, "customer-join");
    await tap("More", "Customer screen", "Show a code");
    const code = await sheet.locator(".customer-sheet-code").textContent();
    await page.keyboard.press("Escape");
    for (const digit of code ?? "") await tablet.page.getByRole("button", { name: digit, exact: true }).tap();
    await tablet.page.getByRole("button", { name: "Join", exact: true }).tap();
    await tablet.page.getByRole("heading", { name: "Welcome" }).waitFor();

    await tap(/^Cappuccino/);
    for (const screen of [second, tablet.page]) await screen.getByRole("listitem").filter({ hasText: "Cappuccino" }).waitFor();
    // A ticket that is rung up is no order.
    const orders = () => store.box().store.db.prepare("SELECT COUNT(*) FROM orders").pluck().get();
    expect(orders()).toBe(0);
    await tap("Pay €4.40");
    await tablet.page.getByLabel("Language").selectOption("de");
    await tablet.page.getByText("Möchten Sie Trinkgeld geben?").waitFor();
    expect([...(await seriousFindings(tablet.page)), ...(await cutOff(tablet.page))]).toEqual([]);
    await takeShots(tablet.page, "customer-tip");
    await tablet.page.getByRole("button", { name: /^15/ }).tap();
    await button("Exact cash €5.06").waitFor();
    await sheet.getByText("The guest chose a tip of €0.66.").waitFor();
    await second.getByText("€5.06").waitFor();
    await second.getByRole("button", { name: "No tip" }).click();
    await button("Exact cash €4.40").waitFor();
    await second.getByRole("button", { name: /^10%/ }).click();
    await tap("Exact cash €4.84");
    await sheet.getByText("Paid").waitFor();
    const order = await lastOrder(page);
    expect(order).toMatchObject({ total_cents: 440, paid_cents: 440 });
    expect(await ask(page, `/v1/orders/${order.order_id}/money`)).toMatchObject({ payments: [{ amount_cents: 440, tip_cents: 44 }] });
    for (const screen of [second, tablet.page]) await screen.getByText(order.ticket_number ?? "no number", { exact: true }).waitFor();
    await takeShots(tablet.page, "customer-thanks");

    // The box was away, and neither the tablet nor the till has to be touched after it.
    await tap("New order");
    await tablet.page.getByRole("heading", { name: "Welcome" }).waitFor();
    await store.stopBox();
    await tablet.page.getByText("This screen is not up to date right now.").waitFor();
    await store.startBox();
    await tap(/^Americano/);
    await tablet.page.getByRole("listitem").filter({ hasText: "Americano" }).waitFor();
    expect([...tablet.faults, ...till.faults].filter((fault) => !fault.includes("ERR_") && !fault.includes("WebSocket"))).toEqual([]);
    for (const each of [tablet.context, context]) await each.close();
  },
  WHOLE_ORDER_MS,
);
