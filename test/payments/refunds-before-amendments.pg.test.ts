/**
 * What was given back of an order that costs less by then, or whose correction has failed: as much of it as was paid above the total is the
 * correction and no refund of the sale, so that sale, tax, refunds and money are the same in the day, the books and at the provider.
 */
import { must } from "@crema/cloud/cloud-node.test-fixture";
import { sales } from "@crema/cloud/reports/sales";
import { storeCalendars } from "@crema/cloud/reports/store-calendars";
import { storeDay } from "@crema/cloud/reports/store-days";
import type { StoreDay } from "@crema/shared/contract/store-days";
import { refuse } from "@crema/shared/domain/kernel/errors";
import { cents, sumCents } from "@crema/shared/domain/kernel/money";
import type { Order } from "@crema/shared/domain/order/order";
import { balanceOf } from "@crema/shared/domain/payment/balance";
import { describe, expect, test } from "vitest";
import { withoutOne } from "./amended-order.ts";
import { setUpAmended } from "./amended-store.ts";
import { headquarters } from "./online-store.ts";
import type { Paid } from "./payment-rig.ts";

const at = setUpAmended();
const { today, books, amended, handedOver } = at;

const refundsOf = async ({ order_id }: Paid) =>
  (await at.rig.money(order_id)).refunds
    .map(({ kind, status, amount_cents, corrected_cents = 0, tip_cents }) => [kind, status, amount_cents, corrected_cents, tip_cents])
    .sort();
const check = async ({ order_id }: Paid) => {
  must((await at.rig.node.payments?.check(order_id)) ?? refuse("payment.not_online", "no payments here"));
  await at.rig.settle();
};

/** Of one sale at 2.50, of which `given` was refunded with its tax: the day, the books and the provider have the same. */
async function isSoldLess(order: Paid, given: number, tax: number, tip = 0): Promise<void> {
  const { business_day, paid_cents, refunded_cents } = await at.rig.order(order.order_id);
  expect([paid_cents, refunded_cents]).toEqual([250, given]);
  const pool = at.rig.node.database.pool;
  // The store's time is another day than the provider's.
  const days = await Promise.all([business_day ?? "", today()].map((day) => storeDay(pool, at.store.box.storeId, day)));
  const sum = (of: (day: StoreDay) => number | null) => days.reduce((all, day) => all + (of(must(day)) ?? 0), 0);
  expect([sum((day) => day.sales_cents), sum((day) => day.tax_cents)]).toEqual([250, 40]);
  expect([
    sum((day) => day.refunds_online_cents),
    sum((day) => day.refunded_tax_cents),
    sum((day) => day.tips_online_refunded_cents),
  ]).toEqual([given, tax, tip]);
  const moneyOf = (of: StoreDay["refunds"] | null) => sumCents((of ?? []).map(({ amount_cents }) => amount_cents));
  expect([sum((day) => moneyOf(day.corrections)), sum((day) => moneyOf(day.refunds))]).toEqual([250, given]);
  const { payment, refunds } = await at.rig.money(order.order_id);
  expect(balanceOf([payment], refunds).kept_cents).toBe(250 - given);
  expect(at.rig.books(order.intent_id).refunded_cents).toBe(250 + given + tip);
  expect((await books()).differences).toEqual([]);
  const all = { from: "2026-01-01", to: "2100-01-01", by: "store" } as const;
  const { totals } = await sales(pool, await storeCalendars(pool, null, at.store.box.storeId), all);
  expect(totals).toMatchObject([{ sales_cents: 250, tax_cents: 40, refunded_cents: given }]);
}

describe("given back before the cloud heard that the order costs less", () => {
  test("within what was paid above the total: it is a correction, and the rest of that goes back by itself", async () => {
    const order = await at.store.paid();
    must(await at.store.headquartersRefunds(order, 100, "on the telephone"));
    await at.rig.settle();
    await amended(order, ...handedOver(order));
    expect(await refundsOf(order)).toEqual([
      ["CORRECTION", "SUCCEEDED", 100, 0, 0],
      ["CORRECTION", "SUCCEEDED", 150, 0, 0],
    ]);
    await isSoldLess(order, 0, 0);
  });

  test("more than that: the rest is given back of the order as it is now, with the tax of that", async () => {
    const order = await at.store.paid();
    must(await at.store.headquartersRefunds(order, 300, "on the telephone"));
    await at.rig.settle();
    await amended(order, ...handedOver(order));
    expect(await refundsOf(order)).toEqual([["GIVEN_BACK", "SUCCEEDED", 300, 250, 0]]);
    await isSoldLess(order, 50, 8);
  });

  test("in several refunds, the oldest is the correction first", async () => {
    const order = await at.store.paid();
    for (const amount of [100, 200, 50]) {
      must(await at.store.headquartersRefunds(order, amount, `no. ${amount}`));
      await at.rig.settle();
      await at.rig.later(1);
    }
    await amended(order, ...handedOver(order));
    expect(await refundsOf(order)).toEqual([
      ["CORRECTION", "SUCCEEDED", 100, 0, 0],
      ["GIVEN_BACK", "SUCCEEDED", 200, 150, 0],
      ["GIVEN_BACK", "SUCCEEDED", 50, 0, 0],
    ]);
    await isSoldLess(order, 100, 16);
  });

  test("with a tip, which is no part of the order", async () => {
    const order = await at.store.paid("pm_card_visa", { tip_cents: cents(80) });
    const asked = { amount_cents: cents(100), tip_cents: cents(30), reason: "cold", without_cancelling: true };
    must(await at.rig.node.commands.refund(order.order_id, asked, "with a tip", headquarters));
    await at.rig.settle();
    await amended(order, ...handedOver(order));
    expect(await refundsOf(order)).toEqual([
      ["CORRECTION", "SUCCEEDED", 150, 0, 0],
      ["GIVEN_BACK", "SUCCEEDED", 100, 100, 30],
    ]);
    await isSoldLess(order, 0, 0, 30);
  });

  test("while the bank still has it: it is the correction from the beginning, and what fails of it goes back again by itself", async () => {
    const order = await at.store.paid("pm_card_pendingRefund");
    must(await at.store.headquartersRefunds(order, 300, "on the telephone"));
    await at.rig.settle();
    await amended(order, ...handedOver(order));
    expect(await refundsOf(order)).toEqual([["GIVEN_BACK", "PENDING", 300, 250, 0]]);
    expect((await books()).differences).toEqual([]);
    const [theirs] = (await at.rig.stripe.refunds.list({ payment_intent: order.intent_id })).data;
    at.rig.sandbox.control.settleRefund(theirs?.id ?? "", "failed");
    await check(order);
    expect((await refundsOf(order)).map(([kind, status, amount]) => [kind, status, amount])).toEqual([
      ["CORRECTION", "PENDING", 250],
      ["GIVEN_BACK", "FAILED", 300],
    ]);
  });

  test.each(["cut_before", "cut_after", "error_500_after"] as const)(
    "while the provider's response is %s: it is asked for once",
    async (outcome) => {
      const order = await at.store.paid();
      at.rig.sandbox.control.planCall({ operation: "refunds.create", outcome });
      must(await at.store.headquartersRefunds(order, 100, "on the telephone"));
      await amended(order, ...handedOver(order));
      await at.rig.later(31);
      await at.rig.later(61);
      await isSoldLess(order, 0, 0);
    },
  );

  test("at the provider, by somebody: it is the same", async () => {
    const order = await at.store.paid();
    await at.rig.stripe.refunds.create({ payment_intent: order.intent_id, amount: 300 });
    await check(order);
    await amended(order, ...handedOver(order));
    await isSoldLess(order, 50, 8);
  });

  test("the store is told as of which amendment it is, also where nothing of it changes", async () => {
    const order = await at.store.paid();
    must(await at.store.headquartersRefunds(order, 300, "on the telephone"));
    await at.rig.settle();
    await amended(order);
    const told = (await at.store.box.receive()).flatMap((command) => (command.kind === "refund.reported" ? [command] : []));
    expect([told[0]?.amendments, told.at(-1)]).toMatchObject([
      0,
      { amendments: 1, paid_cents: 250, refunded_cents: 50, refunds: [{ kind: "GIVEN_BACK", amount_cents: 300, corrected_cents: 250 }] },
    ]);
  });
});

describe("given back after its correction has failed", () => {
  /** The bank sends the correction back. */
  async function uncorrected(): Promise<Paid> {
    const order = await at.store.paid();
    await amended(order, ...handedOver(order));
    const [theirs] = (await at.rig.stripe.refunds.list({ payment_intent: order.intent_id })).data;
    at.rig.sandbox.control.settleRefund(theirs?.id ?? "", "failed");
    await check(order);
    expect(await refundsOf(order)).toEqual([["CORRECTION", "FAILED", 250, 0, 0]]);
    return order;
  }

  test("all of it by headquarters: the correction first, and the rest is a refund of the sale; asked twice it is done once", async () => {
    const order = await uncorrected();
    const given = must(await at.store.headquartersRefunds(order, 500, "all"));
    expect(given.refund).toMatchObject({ amount_cents: 500, corrected_cents: 250, lines: [{ qty: 1, amount_cents: 250, tax_cents: 40 }] });
    await at.rig.settle();
    const again = must(await at.store.headquartersRefunds(order, 500, "all"));
    expect(again).toMatchObject({ request_id: given.request_id, refund: { refund_id: given.refund?.refund_id, amount_cents: 500 } });
    expect(await refundsOf(order)).toContainEqual(["GIVEN_BACK", "SUCCEEDED", 500, 250, 0]);
    await isSoldLess(order, 250, 40);
  });

  test("all of it by the store", async () => {
    const order = await uncorrected();
    await at.store.asksRefund(order, null);
    await isSoldLess(order, 250, 40);
  });

  test("at the provider, as the exception says", async () => {
    const order = await uncorrected();
    await at.rig.stripe.refunds.create({ payment_intent: order.intent_id, amount: 250 });
    await check(order);
    await isSoldLess(order, 0, 0);
  });

  test("at the provider, before it was carried out: it is the correction, and what that leaves goes back by itself", async () => {
    const order = await at.store.paid("pm_card_visa", { items: [{ item_id: "espresso", qty: 4, modifier_ids: [], note: null }] });
    const first = withoutOne(await at.rig.order(order.order_id), at.rig.node.time.ms);
    const second = withoutOne({ ...(await at.rig.order(order.order_id)), ...first.priced, amendments: 1 } as Order, at.rig.node.time.ms);
    const third = withoutOne({ ...(await at.rig.order(order.order_id)), ...second.priced, amendments: 2 } as Order, at.rig.node.time.ms);
    must(await at.store.box.send(first, second, third));
    await at.rig.stripe.refunds.create({ payment_intent: order.intent_id, amount: 300 });
    await at.rig.settle();
    await at.rig.later(61);
    expect((await at.rig.order(order.order_id)).paid_cents).toBe(250);
    expect(at.rig.books(order.intent_id).refunded_cents).toBe(750);
    expect((await refundsOf(order)).filter(([, status]) => status === "SUCCEEDED")).toEqual([
      ["CORRECTION", "SUCCEEDED", 300, 0, 0],
      ["CORRECTION", "SUCCEEDED", 450, 0, 0],
    ]);
    expect((await books()).differences).toEqual([]);
  });

  test("a piece of the sale first, by its line, and the correction afterwards", async () => {
    const order = await uncorrected();
    const [line] = (await at.rig.order(order.order_id)).lines;
    const asked = { amount_cents: null, lines: [{ line_id: line?.line_id ?? "", qty: 1 }], reason: "cold", without_cancelling: true };
    must(await at.rig.node.commands.refund(order.order_id, asked, "the piece", headquarters));
    must(await at.store.headquartersRefunds(order, 250, "what was too much"));
    await at.rig.settle();
    await isSoldLess(order, 250, 40);
  });
});
