/** More about orders at the till than pos-orders.test.ts has in every run: changes of an order, refunds that headquarters asks for, refunds of online orders. */
import { cents } from "@crema/shared/domain/kernel/money";
import { guest, testId } from "@crema/shared/domain/order/order.test-fixture";
import { english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { ask } from "./browser.ts";
import { openForFile } from "./open-for-file.ts";
import { OFFERED_AT, offer, openStoreWithMenu } from "./store-with-menu.ts";
import { lastOrder, looksRight, openOrderOf, tillForEachTest, WHOLE_ORDER_MS } from "./till.ts";

const store = openForFile(openStoreWithMenu);
const till = tillForEachTest(store, [401, 409]);

test(
  "what a guest wants otherwise is changed before it is started; a change that somebody was faster with is not made",
  async () => {
    const { page, button, sheet, tap, line } = till;
    await tap(/^Cortado/);
    await page.getByLabel(t("pos.ticket.name")).fill("Mira");
    await tap(/^Pay later/, t("pos.done.new"));
    await tap(/^Espresso €/);
    await openOrderOf(till, "Mira");
    await tap(t("pos.order.change"));
    await page.getByRole("heading", { name: /^Editing .* Mira/ }).waitFor();
    await button(t("pos.bar.held", { count: 1 })).waitFor();
    expect(await line("Espresso").count()).toBe(0);
    await tap(/^Espresso €/);
    await button(t("pos.amend.save_at", { amount: "€6.60" })).waitFor();
    await looksRight(till, "pos-change");
    await page.reload();
    await tap(t("pos.amend.save_at", { amount: "€6.60" }));
    await sheet.getByText("Placed").waitFor();
    await sheet.getByText("Espresso").waitFor();
    expect(await lastOrder(page)).toMatchObject({ customer_name: "Mira", total_cents: 660, amendments: 1, status: "PLACED" });

    await tap(t("pos.order.change"));
    await line("Cortado").waitFor();
    const { order_id } = await lastOrder(page);
    const bar = (await store.box().pair("barista")).token;
    const start = { to_status: "IN_PROGRESS", expected_status: "PLACED" };
    await store.box().call("POST", `/v1/orders/${order_id}/transition`, start, { token: bar });
    await tap(/^Espresso €/, t("pos.amend.save_at", { amount: "€9.40" }));
    await page.getByRole("alert").waitFor();
    await tap(t("pos.amend.discard"));
    await button(t("pos.ticket.pay")).waitFor();
    expect(await lastOrder(page)).toMatchObject({ total_cents: 660, amendments: 1, status: "IN_PROGRESS" });
  },
  WHOLE_ORDER_MS,
);

test(
  "headquarters asks for refunds: one is refunded from the drawer, once though its response is lost, one is refused",
  async () => {
    const { page, button, sheet, tap } = till;
    const sell = async () => {
      await tap(/^Espresso €/, "Pay €2.80", "Exact cash €2.80", t("pos.done.new"));
      return (await lastOrder(page)).order_id;
    };
    const [given, refused] = [await sell(), await sell()];
    const asks = {
      kind: "refund.requested",
      at: OFFERED_AT,
      amount_cents: null,
      actor: { ...guest, kind: "operator", name: "Olga" },
    } as const;
    await store.bring(
      { ...asks, order_id: given, request_id: testId(0xb1), reason: "was cold" },
      { ...asks, order_id: refused, request_id: testId(0xb2), reason: "waited too long" },
    );
    await tap(t("pos.bar.requests", { count: 2 }));
    const row = (reason: string) => sheet.getByRole("listitem").filter({ hasText: reason });
    await row("was cold").getByText("Olga").waitFor();
    await looksRight(till, "pos-refunds-asked");
    await page.route(
      `**/v1/orders/${given}/refunds`,
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    const refundIt = row("was cold").getByRole("button", { name: t("pos.requests.give") });
    await refundIt.tap();
    await sheet
      .getByRole("alert")
      .getByText(t("ui.no_response.title", { server: "store" }))
      .waitFor();
    await button(t("pos.bar.requests", { count: 1 })).waitFor({ state: "attached" });
    await refundIt.tap();
    await sheet.getByText(/^A\d+: Hand back €2\.80: €2\.80 cash$/).waitFor();
    await row("was cold").waitFor({ state: "detached" });
    await row("waited too long").getByRole("button", { name: "Refuse" }).tap();
    await tap(t("pos.requests.reason.left"), "Refuse");
    await sheet.getByText(t("pos.requests.none")).waitFor();
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
    const reported = { kind: "refund.reported", at: OFFERED_AT, order_id, ...none } as const;
    await store.bring(
      { ...offered, order: { ...offered.order, pay_mode: "ONLINE" } },
      { kind: "order.confirmed", at: OFFERED_AT, event_id: testId(0xd7), order_id, order_seq: 2, status: "PAID" },
    );
    await openOrderOf(till, "Farid");
    await tap("Refund", "3", "0", "0", t("pos.reason.not_as_ordered"), "Refund");
    await type(store.pins.manager);
    await tap("Refund");
    await sheet.getByText(t("pos.refund.pending")).waitFor();
    await button("Refund").waitFor({ state: "detached" });
    await looksRight(till, "pos-refund-under-way");
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
