/**
 * What was given back of an order that costs less by then, or whose correction has failed: as much of it as was paid above the total is the
 * correction and no refund of the sale, so that sale, tax, refunds and money are the same in the day, the books and at the provider.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must } from "@crema/cloud/cloud-node.test-fixture";
import { booksOf } from "@crema/cloud/reports/books/books";
import { sales } from "@crema/cloud/reports/sales";
import { storeCalendars } from "@crema/cloud/reports/store-calendars";
import { storeDay } from "@crema/cloud/reports/store-days";
import { step } from "@crema/cloud/store-events.test-fixture";
import type { StoreDay } from "@crema/shared/contract/store-days";
import type { EdgeEvent } from "@crema/shared/domain/events";
import { businessDay } from "@crema/shared/domain/kernel/business-day";
import { refuse } from "@crema/shared/domain/kernel/errors";
import { cents, sumCents } from "@crema/shared/domain/kernel/money";
import type { Order } from "@crema/shared/domain/order/order";
import { balanceOf } from "@crema/shared/domain/payment/balance";
import { systemTimers } from "@crema/shared/server/system";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { withoutOne } from "./amended-order.ts";
import { headquarters, OnlineStore } from "./online-store.ts";
import { type Paid, PaymentRig } from "./payment-rig.ts";

const dir = mkdtempSync(join(tmpdir(), "crema-refunds-before-"));
let rig: PaymentRig;
let store: OnlineStore;
beforeAll(async () => {
  rig = await PaymentRig.open(dir);
});
afterAll(async () => {
  await rig.close();
  rmSync(dir, { recursive: true });
});
beforeEach(async () => {
  rig.sandbox.control.clearPlans();
  store = new OnlineStore(rig, await rig.store());
});

const today = () => businessDay(rig.node.time.ms, "Europe/Berlin", 4);
const books = async () => {
  const { clock, database } = rig.node;
  return must(await booksOf({ pool: database.pool, provider: rig.provider, clock, timers: systemTimers }, store.box.storeId, today()));
};
const refundsOf = async ({ order_id }: Paid) =>
  (await rig.money(order_id)).refunds
    .map(({ kind, status, amount_cents, corrected_cents = 0, tip_cents }) => [kind, status, amount_cents, corrected_cents, tip_cents])
    .sort();
const check = async ({ order_id }: Paid) => {
  must((await rig.node.payments?.check(order_id)) ?? refuse("payment.not_online", "no payments here"));
  await rig.settle();
};

/** 5.00 for two espressos falls to 2.50 for one. */
async function amended({ order_id }: Paid, ...more: EdgeEvent[]): Promise<void> {
  must(await store.box.send(withoutOne(await rig.order(order_id), rig.node.time.ms), ...more));
  await rig.settle();
}
const handedOver = ({ order_id }: Paid): EdgeEvent[] => [
  step(store.box, order_id, "order.started", 3, "PAID"),
  step(store.box, order_id, "order.readied", 4, "IN_PROGRESS"),
  step(store.box, order_id, "order.completed", 5, "READY"),
];

/** Of one sale at 2.50, of which `given` was refunded with its tax: the day, the books and the provider have the same. */
async function isSoldLess(order: Paid, given: number, tax: number, tip = 0): Promise<void> {
  const { business_day, paid_cents, refunded_cents } = await rig.order(order.order_id);
  expect([paid_cents, refunded_cents]).toEqual([250, given]);
  const pool = rig.node.database.pool;
  // The store's time is another day than the provider's.
  const days = await Promise.all([business_day ?? "", today()].map((day) => storeDay(pool, store.box.storeId, day)));
  const sum = (of: (day: StoreDay) => number | null) => days.reduce((all, day) => all + (of(must(day)) ?? 0), 0);
  expect([sum((day) => day.sales_cents), sum((day) => day.tax_cents)]).toEqual([250, 40]);
  expect([
    sum((day) => day.refunds_online_cents),
    sum((day) => day.refunded_tax_cents),
    sum((day) => day.tips_online_refunded_cents),
  ]).toEqual([given, tax, tip]);
  const moneyOf = (of: StoreDay["refunds"] | null) => sumCents((of ?? []).map(({ amount_cents }) => amount_cents));
  expect([sum((day) => moneyOf(day.corrections)), sum((day) => moneyOf(day.refunds))]).toEqual([250, given]);
  const { payment, refunds } = await rig.money(order.order_id);
  expect(balanceOf([payment], refunds).kept_cents).toBe(250 - given);
  expect(rig.books(order.intent_id).refunded_cents).toBe(250 + given + tip);
  expect((await books()).differences).toEqual([]);
  const all = { from: "2026-01-01", to: "2100-01-01", by: "store" } as const;
  const { totals } = await sales(pool, await storeCalendars(pool, null, store.box.storeId), all);
  expect(totals).toMatchObject([{ sales_cents: 250, tax_cents: 40, refunded_cents: given }]);
}

describe("given back before the cloud heard that the order costs less", () => {
  test("within what was paid above the total: it is a correction, and the rest of that goes back by itself", async () => {
    const order = await store.paid();
    must(await store.headquartersRefunds(order, 100, "on the telephone"));
    await rig.settle();
    await amended(order, ...handedOver(order));
    expect(await refundsOf(order)).toEqual([
      ["CORRECTION", "SUCCEEDED", 100, 0, 0],
      ["CORRECTION", "SUCCEEDED", 150, 0, 0],
    ]);
    await isSoldLess(order, 0, 0);
  });

  test("more than that: the rest is given back of the order as it is now, with the tax of that", async () => {
    const order = await store.paid();
    must(await store.headquartersRefunds(order, 300, "on the telephone"));
    await rig.settle();
    await amended(order, ...handedOver(order));
    expect(await refundsOf(order)).toEqual([["GIVEN_BACK", "SUCCEEDED", 300, 250, 0]]);
    await isSoldLess(order, 50, 8);
  });

  test("in several refunds, the oldest is the correction first", async () => {
    const order = await store.paid();
    for (const amount of [100, 200, 50]) {
      must(await store.headquartersRefunds(order, amount, `no. ${amount}`));
      await rig.settle();
      await rig.later(1);
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
    const order = await store.paid("pm_card_visa", { tip_cents: cents(80) });
    const asked = { amount_cents: cents(100), tip_cents: cents(30), reason: "cold", without_cancelling: true };
    must(await rig.node.commands.refund(order.order_id, asked, "with a tip", headquarters));
    await rig.settle();
    await amended(order, ...handedOver(order));
    expect(await refundsOf(order)).toEqual([
      ["CORRECTION", "SUCCEEDED", 150, 0, 0],
      ["GIVEN_BACK", "SUCCEEDED", 100, 100, 30],
    ]);
    await isSoldLess(order, 0, 0, 30);
  });

  test("while the bank still has it: it is the correction from the beginning, and what fails of it goes back again by itself", async () => {
    const order = await store.paid("pm_card_pendingRefund");
    must(await store.headquartersRefunds(order, 300, "on the telephone"));
    await rig.settle();
    await amended(order, ...handedOver(order));
    expect(await refundsOf(order)).toEqual([["GIVEN_BACK", "PENDING", 300, 250, 0]]);
    expect((await books()).differences).toEqual([]);
    const [theirs] = (await rig.stripe.refunds.list({ payment_intent: order.intent_id })).data;
    rig.sandbox.control.settleRefund(theirs?.id ?? "", "failed");
    await check(order);
    expect((await refundsOf(order)).map(([kind, status, amount]) => [kind, status, amount])).toEqual([
      ["CORRECTION", "PENDING", 250],
      ["GIVEN_BACK", "FAILED", 300],
    ]);
  });

  test.each(["cut_before", "cut_after", "error_500_after"] as const)(
    "while the provider's response is %s: it is asked for once",
    async (outcome) => {
      const order = await store.paid();
      rig.sandbox.control.planCall({ operation: "refunds.create", outcome });
      must(await store.headquartersRefunds(order, 100, "on the telephone"));
      await amended(order, ...handedOver(order));
      await rig.later(31);
      await rig.later(61);
      await isSoldLess(order, 0, 0);
    },
  );

  test("at the provider, by somebody: it is the same", async () => {
    const order = await store.paid();
    await rig.stripe.refunds.create({ payment_intent: order.intent_id, amount: 300 });
    await check(order);
    await amended(order, ...handedOver(order));
    await isSoldLess(order, 50, 8);
  });

  test("the store is told as of which amendment it is, also where nothing of it changes", async () => {
    const order = await store.paid();
    must(await store.headquartersRefunds(order, 300, "on the telephone"));
    await rig.settle();
    await amended(order);
    const told = (await store.box.receive()).flatMap((command) => (command.kind === "refund.reported" ? [command] : []));
    expect([told[0]?.amendments, told.at(-1)]).toMatchObject([
      0,
      { amendments: 1, paid_cents: 250, refunded_cents: 50, refunds: [{ kind: "GIVEN_BACK", amount_cents: 300, corrected_cents: 250 }] },
    ]);
  });
});

describe("given back after its correction has failed", () => {
  /** The bank sends the correction back. */
  async function uncorrected(): Promise<Paid> {
    const order = await store.paid();
    await amended(order, ...handedOver(order));
    const [theirs] = (await rig.stripe.refunds.list({ payment_intent: order.intent_id })).data;
    rig.sandbox.control.settleRefund(theirs?.id ?? "", "failed");
    await check(order);
    expect(await refundsOf(order)).toEqual([["CORRECTION", "FAILED", 250, 0, 0]]);
    return order;
  }

  test("all of it by headquarters: the correction first, and the rest is a refund of the sale; asked twice it is done once", async () => {
    const order = await uncorrected();
    const given = must(await store.headquartersRefunds(order, 500, "all"));
    expect(given.refund).toMatchObject({ amount_cents: 500, corrected_cents: 250, lines: [{ qty: 1, amount_cents: 250, tax_cents: 40 }] });
    await rig.settle();
    const again = must(await store.headquartersRefunds(order, 500, "all"));
    expect(again).toMatchObject({ request_id: given.request_id, refund: { refund_id: given.refund?.refund_id, amount_cents: 500 } });
    expect(await refundsOf(order)).toContainEqual(["GIVEN_BACK", "SUCCEEDED", 500, 250, 0]);
    await isSoldLess(order, 250, 40);
  });

  test("all of it by the store", async () => {
    const order = await uncorrected();
    await store.asksRefund(order, null);
    await isSoldLess(order, 250, 40);
  });

  test("at the provider, as the exception says", async () => {
    const order = await uncorrected();
    await rig.stripe.refunds.create({ payment_intent: order.intent_id, amount: 250 });
    await check(order);
    await isSoldLess(order, 0, 0);
  });

  test("at the provider, before it was carried out: it is the correction, and what that leaves goes back by itself", async () => {
    const order = await store.paid("pm_card_visa", { items: [{ item_id: "espresso", qty: 4, modifier_ids: [], note: null }] });
    const first = withoutOne(await rig.order(order.order_id), rig.node.time.ms);
    const second = withoutOne({ ...(await rig.order(order.order_id)), ...first.priced, amendments: 1 } as Order, rig.node.time.ms);
    const third = withoutOne({ ...(await rig.order(order.order_id)), ...second.priced, amendments: 2 } as Order, rig.node.time.ms);
    must(await store.box.send(first, second, third));
    await rig.stripe.refunds.create({ payment_intent: order.intent_id, amount: 300 });
    await rig.settle();
    await rig.later(61);
    expect((await rig.order(order.order_id)).paid_cents).toBe(250);
    expect(rig.books(order.intent_id).refunded_cents).toBe(750);
    expect((await refundsOf(order)).filter(([, status]) => status === "SUCCEEDED")).toEqual([
      ["CORRECTION", "SUCCEEDED", 300, 0, 0],
      ["CORRECTION", "SUCCEEDED", 450, 0, 0],
    ]);
    expect((await books()).differences).toEqual([]);
  });

  test("a piece of the sale first, by its line, and the correction afterwards", async () => {
    const order = await uncorrected();
    const [line] = (await rig.order(order.order_id)).lines;
    const asked = { amount_cents: null, lines: [{ line_id: line?.line_id ?? "", qty: 1 }], reason: "cold", without_cancelling: true };
    must(await rig.node.commands.refund(order.order_id, asked, "the piece", headquarters));
    must(await store.headquartersRefunds(order, 250, "what was too much"));
    await rig.settle();
    await isSoldLess(order, 250, 40);
  });
});
