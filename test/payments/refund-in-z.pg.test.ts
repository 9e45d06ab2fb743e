/** A refund of a sale that was paid online is in exactly one Z report, which names it; one that fails afterwards is taken off by the next. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must } from "@crema/cloud/cloud-node.test-fixture";
import { booksOf } from "@crema/cloud/reports/books/books";
import { storeDay } from "@crema/cloud/reports/store-days";
import { onlineRefundsOf, uncoveredOnline } from "@crema/cloud/snapshot/uncovered-money";
import { step } from "@crema/cloud/store-events.test-fixture";
import { type CountedOnline, type DayTotals, totalsOf, type ZReport } from "@crema/shared/domain/drawer/report";
import { businessDay } from "@crema/shared/domain/kernel/business-day";
import { iso } from "@crema/shared/domain/kernel/clock";
import { refuse } from "@crema/shared/domain/kernel/errors";
import { cents } from "@crema/shared/domain/kernel/money";
import { ana } from "@crema/shared/domain/order/order.test-fixture";
import { systemTimers } from "@crema/shared/server/system";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { OnlineStore } from "./online-store.ts";
import { type Paid, PaymentRig } from "./payment-rig.ts";

const dir = mkdtempSync(join(tmpdir(), "crema-refund-in-z-"));
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
  store = new OnlineStore(rig, await rig.store());
});

const today = () => businessDay(rig.node.time.ms, "Europe/Berlin", 4);
const day = async (): Promise<DayTotals> => must(await storeDay(rig.node.database.pool, store.box.storeId, today()));
const books = async () => {
  const { clock, database } = rig.node;
  return must(await booksOf({ pool: database.pool, provider: rig.provider, clock, timers: systemTimers }, store.box.storeId, today()));
};

async function handedOver({ order_id }: Paid): Promise<void> {
  const { box } = store;
  must(
    await box.send(
      step(box, order_id, "order.started", 3, "PAID"),
      step(box, order_id, "order.readied", 4, "IN_PROGRESS"),
      step(box, order_id, "order.completed", 5, "READY"),
    ),
  );
}

let written = 0;
/** As the store's box writes it. `named` absent: by a box of an older release. */
async function closed(days: DayTotals[], named?: CountedOnline[]): Promise<void> {
  written += 1;
  const at = iso(rig.node.time.ms);
  const report: ZReport = {
    ...{ z_number: `A-Z${String(written).padStart(4, "0")}`, store_id: store.box.storeId, session_id: null, currency: "EUR" },
    ...{ business_day: today(), opened_at: at, closed_at: at, closed_by: ana, days, drawer: null, outside_session_cents: cents(0) },
    ...(named && { online_refunds: named }),
  };
  must(await store.box.send({ event_id: randomUUID(), store_id: store.box.storeId, at, actor: ana, type: "day.closed", report }));
}

const NOTHING = { sales: [], voids: [], refundedSales: [], payments: [], refunds: [], movements: [] };
/** What the refunds of a day are in a report; `sign` −1: what takes them off again. */
const onlyRefunds = (of: DayTotals, sign: 1 | -1 = 1): DayTotals => ({
  ...totalsOf(today(), NOTHING),
  refunds_online_cents: cents(sign * (of.refunds_online_cents ?? 0)),
  refunded_tax_cents: cents(sign * (of.refunded_tax_cents ?? 0)),
  refund_taxes: (of.refund_taxes ?? []).map((tax) => ({
    ...{ ...tax, net_cents: cents(sign * tax.net_cents), tax_cents: cents(sign * tax.tax_cents) },
  })),
});

async function refunded(card?: string) {
  const order = await store.paid(card);
  await handedOver(order);
  const sold = await day();
  must(await store.headquartersRefunds(order, 200, "hq"));
  await rig.settle();
  const [refund] = (await rig.money(order.order_id)).refunds;
  if (refund?.status !== "SUCCEEDED") throw new Error("the refund is through");
  return { order, refund, sold, after: await day() };
}

const counterDay = (sold: DayTotals): DayTotals => ({ ...sold, tenders: [], refunds: [], tips_cents: cents(0) });
async function onClient<T>(read: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = await rig.node.database.pool.connect();
  return read(client).finally(() => client.release());
}
const uncovered = async () => (await onClient((client) => uncoveredOnline(client, store.box.storeId))).map(({ kind }) => kind);
const refundsOf = ({ order_id }: Paid) => onClient((client) => onlineRefundsOf(client, store.box.storeId, [order_id]));
const found = (all: Awaited<ReturnType<typeof books>>, figure: string) => all.rows.find((row) => row.figure === figure);

test("[M5] it waits for a Z, is in the one that names it, and the next box begins with what is in none", async () => {
  const { order, refund, sold, after } = await refunded();
  expect(after).toMatchObject({ refunds_online_cents: 200, refunded_tax_cents: 32 });
  await closed([counterDay(sold)], []);
  const early = await books();
  expect([early.verdict, early.differences]).toEqual(["EQUAL", []]);
  expect(early.open.map(({ code }) => code)).toContain("counter.after_z");
  expect(await uncovered()).toEqual(["REFUND_ONLINE"]);
  const kept = await refundsOf(order);
  expect(kept).toMatchObject([{ refund_id: refund.refund_id, status: "SUCCEEDED", amount_cents: 200 }]);

  await closed([onlyRefunds(after)], [{ refund_id: refund.refund_id }]);
  expect(await uncovered()).toEqual([]);
  const late = await books();
  expect([late.verdict, late.differences, found(late, "refunds of sales paid online")]).toMatchObject([
    "EQUAL",
    [],
    { store: 200, cloud: 200 },
  ]);
  expect(late.open.map(({ code }) => code)).not.toContain("counter.after_z");
  // A Z that leaves it out, or counts it twice, is seen.
  await closed([onlyRefunds(after)], []);
  expect((await books()).differences.map(({ store: box, cloud }) => [box, cloud])).toContainEqual([400, 200]);
});

test("[M5] one that this cloud forgot and learns again, after the Z that names it, waits for no other Z", async () => {
  const order = await store.paid();
  await handedOver(order);
  const sold = await day();
  // The database was put back: the box's log brings the report, and the refund comes after it.
  const request_id = randomUUID();
  await closed([counterDay(sold)], [{ refund_id: request_id }]);
  await store.asksRefund(order, 200, { request_id });
  const [refund] = (await rig.money(order.order_id)).refunds;
  expect([refund?.refund_id, refund?.status]).toEqual([request_id, "SUCCEEDED"]);
  expect(await uncovered()).toEqual([]);
});

test("[M5] one that somebody made at the provider and a database that was put back learns again is the same, and waits for no other Z", async () => {
  const order = await store.paid();
  await handedOver(order);
  const sold = await day();
  await rig.stripe.refunds.create({ payment_intent: order.intent_id, amount: 200 });
  const learned = async () => {
    must((await rig.node.payments?.check(order.order_id)) ?? refuse("payment.not_online", "no payments here"));
    return (await rig.money(order.order_id)).refunds.map(({ refund_id, status }) => [refund_id, status]);
  };
  const first = await learned();
  expect(first).toEqual([[expect.any(String), "SUCCEEDED"]]);
  await closed([counterDay(sold)], [{ refund_id: String(first[0]?.[0]) }]);
  expect(await uncovered()).toEqual([]);
  // As a database that was put back: the row was never there, so nothing that guards it is asked.
  await onClient(async (client) => {
    await client.query("SET session_replication_role = replica");
    await client.query("DELETE FROM refunds WHERE order_id = $1", [order.order_id]);
    await client.query("SET session_replication_role = origin");
  });
  expect(await learned()).toEqual(first);
  expect(await uncovered()).toEqual([]);
});

test.each([
  ["names it", true],
  ["of an older release does not", false],
])("[M5] one that fails after a Z has counted it: a Z that %s is no difference, and the next one takes it off", async (_what, names) => {
  const { refund, sold, after } = await refunded("pm_card_refundFail");
  const { refunded_tax_cents, refund_taxes } = after;
  const older = { ...counterDay(sold), refunded_tax_cents, refund_taxes };
  const counted = names ? { ...older, refunds_online_cents: cents(200) } : { ...older, refunds_online_cents: null };
  await closed([counted], names ? [{ refund_id: refund.refund_id }] : undefined);
  expect((await books()).differences).toEqual([]);
  rig.node.time.ms += 60_000;
  const [last] = (await rig.stripe.refunds.list({ limit: 1 })).data;
  rig.sandbox.control.settleRefund(last?.id ?? "", "failed");
  await rig.deliver();
  await rig.settle();
  expect((await day()).refunds_online_cents).toBe(0);
  expect(await uncovered()).toEqual(["REFUND_ONLINE_FAILED"]);
  const between = await books();
  expect([between.differences, between.open.map(({ code }) => code)]).toEqual([[], expect.arrayContaining(["counter.after_z"])]);
  await closed([onlyRefunds(after, -1)], [{ refund_id: refund.refund_id, failed: true }]);
  expect([(await books()).differences, await uncovered()]).toEqual([[], []]);
});

test("[M5] what was refunded before the hand-over waits from there on, and of an order that is never handed over nothing does", async () => {
  const [order, other] = [await store.paid(), await store.paid()];
  for (const each of [order, other]) must(await store.headquartersRefunds(each, 100, `hq ${each.order_id}`));
  await rig.settle();
  expect(await uncovered()).toEqual([]);
  await handedOver(order);
  expect(await uncovered()).toEqual(["REFUND_ONLINE"]);
  await store.spoiled(other);
  expect(await uncovered()).toEqual(["REFUND_ONLINE"]);
});

describe("[M5] a Z has counted it, this cloud forgot that it had succeeded, and it fails", () => {
  /** Asked for, and at the provider: as far as this cloud knows, under way. */
  async function underWay() {
    const order = await store.paid("pm_card_pendingRefund");
    const request_id = randomUUID();
    await store.asksRefund(order, 200, { request_id });
    expect((await rig.money(order.order_id)).refunds).toMatchObject([{ refund_id: request_id, status: "PENDING" }]);
    return { order, refund_id: request_id };
  }
  async function fails(): Promise<void> {
    const [last] = (await rig.stripe.refunds.list({ limit: 1 })).data;
    rig.sandbox.control.settleRefund(last?.id ?? "", "failed");
    await rig.deliver();
    await rig.settle();
  }
  const counts = (refund_id: string) => closed([], [{ refund_id }]);
  const takesOff = (refund_id: string) => closed([], [{ refund_id, failed: true }]);
  type Done = Awaited<ReturnType<typeof underWay>>;
  const FACTS = {
    "the hand-over": ({ order }: Done) => handedOver(order),
    "the Z": ({ refund_id }: Done) => counts(refund_id),
    "the failure": () => fails(),
  };
  type Fact = keyof typeof FACTS;

  test.each<Fact[]>([
    ["the hand-over", "the Z", "the failure"],
    ["the hand-over", "the failure", "the Z"],
    ["the failure", "the hand-over", "the Z"],
    ["the failure", "the Z", "the hand-over"],
    ["the Z", "the failure", "the hand-over"],
    ["the Z", "the hand-over", "the failure"],
  ])("known here by %s, %s, %s: the next box takes it off, once, on the day of that Z", async (...facts) => {
    const done = await underWay();
    for (const fact of facts) await FACTS[fact](done);
    expect(await uncovered()).toEqual(["REFUND_ONLINE_FAILED"]);
    const [told] = await refundsOf(done.order);
    expect(told).toMatchObject({ refund_id: done.refund_id, status: "FAILED", business_day: today() });
    await takesOff(done.refund_id);
    expect(await uncovered()).toEqual([]);
  });

  test.each<Fact[]>([
    ["the hand-over", "the Z", "the failure"],
    ["the failure", "the hand-over", "the Z"],
  ])("and known by %s, %s, %s, but a later Z of the log has taken it off: nothing waits", async (...facts) => {
    const done = await underWay();
    for (const fact of facts) {
      await FACTS[fact](done);
      if (fact === "the Z") await takesOff(done.refund_id);
    }
    expect(await uncovered()).toEqual([]);
  });

  test("no Z has it: it never counted, and nothing is taken off", async () => {
    const { order } = await underWay();
    await handedOver(order);
    await fails();
    expect(await uncovered()).toEqual([]);
  });
});
