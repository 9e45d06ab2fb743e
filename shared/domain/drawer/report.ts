/**
 * X and Z reports: the store's facts summed by business day. An X can be read at any time and changes nothing; a Z is written when a
 * drawer session is closed, or the day of a store without cash. Each fact is in one Z, and coverage.ts says in which.
 * A fact counts on its own business day, however late it arrives, so one report may cover several days.
 */
import { z } from "zod";
import { BusinessDay } from "../kernel/business-day.ts";
import { Timestamp } from "../kernel/clock.ts";
import { Id, StoreId } from "../kernel/ids.ts";
import { AmountCents, Cents, Currency, sumCents, ZERO } from "../kernel/money.ts";
import { countedDay, isVoid } from "../order/counted-day.ts";
import type { Order } from "../order/order.ts";
import { asParts, isCorrection } from "../payment/owed.ts";
import { type Payment, type Refund, TenderMethod } from "../payment/payment.ts";
import { Actor } from "../staff/actor.ts";
import { Denomination, type DrawerMovement, DrawerTill } from "./drawer.ts";
import { CashSums } from "./expected.ts";
import { RateSum, type RefundedSale, refundedTaxes, taxesByRate } from "./tax-sums.ts";

const Count = z.number().int().min(0);
const MethodSum = z.object({ method: TenderMethod, count: Count, amount_cents: Cents, tip_cents: Cents });
/** Orders cancelled before any tender, by who cancelled them. */
const VoidSum = z.object({ by: Actor, count: Count, amount_cents: Cents });
type VoidSum = z.infer<typeof VoidSum>;

export const DayTotals = z.object({
  /** null: the box had no profile yet, so nothing said when a day begins. */
  business_day: BusinessDay.nullable(),
  /** Orders that were handed over. Each counts in full on the business day of its hand-over. */
  orders: Count,
  /** Before discounts. */
  gross_cents: Cents,
  discount_cents: Cents,
  tax_cents: Cents,
  /** What the guests owed for them: gross − discounts, plus the tax where it comes on top. Tips are not in here. */
  sales_cents: Cents,
  /** The part of the sales that was paid online and not at the counter. */
  sales_online_cents: Cents,
  /** The tips that were paid online with those sales; they are in no tender of the counter. null: an older box did not know them. */
  tips_online_cents: Cents.nullable().default(null),
  /** By rate; `net_cents` is without the tax. */
  taxes: z.array(RateSum),
  /** Money taken on that day, also for orders that were or will be handed over on another. */
  tenders: z.array(MethodSum),
  tips_cents: Cents,
  /** What was refunded to guests. */
  refunds: z.array(MethodSum),
  /** Wrong tenders, reversed in the commit that took the right ones. null: from an older box that counted them as refunds. */
  corrections: z.array(MethodSum).nullable().default(null),
  paid_in_cents: Cents,
  paid_out_cents: Cents,
  no_sales: Count,
  /** The tax in what was refunded of sales, by rate, on the day of the refund; not taken off `taxes`. null: an older box did not know it. */
  refund_taxes: z.array(RateSum).nullable().default(null),
  refunded_tax_cents: Cents.nullable().default(null),
  /** Cash taken, less cash refunded, beyond what was due because the currency has no smaller coin. */
  rounding_cents: Cents.default(ZERO),
  /** What was refunded of sales that were paid online, by the provider, and of the tips with them; in no refund of the counter. null: an older box did not count it. */
  refunds_online_cents: Cents.nullable().default(null),
  tips_online_refunded_cents: Cents.nullable().default(null),
  /** null: from an older box that did not count them. */
  voids: z.array(VoidSum).nullable().default(null),
});
export type DayTotals = z.infer<typeof DayTotals>;

/** The drawer at its close. `difference_cents`: counted − expected. */
export const DrawerResult = CashSums.extend({
  counted_cents: AmountCents,
  difference_cents: Cents,
  denominations: z.array(Denomination).max(40).optional(),
});

/** A refund of a sale that was paid online, as a report counts it: once when it has succeeded, and once off again if it failed after that. */
export const CountedOnline = z.object({ refund_id: Id, failed: z.literal(true).optional() });
export type CountedOnline = z.infer<typeof CountedOnline>;

export const ZReport = z.object({
  /** No gaps within one epoch of the box: A-Z0001. */
  z_number: z.string().max(24),
  store_id: StoreId,
  /** null: a store that takes no cash closed its day. */
  session_id: Id.nullable(),
  /** The till whose drawer was closed; absent: the store's one drawer. */
  till: DrawerTill.optional(),
  /** Of a till's drawer: it covers what is no till's as well, since the store's one drawer was not open (coverage.ts). */
  covers_store: z.literal(true).optional(),
  currency: Currency,
  /** The day on which the drawer was closed. */
  business_day: BusinessDay.nullable(),
  opened_at: Timestamp,
  closed_at: Timestamp,
  closed_by: Actor,
  /** Earliest first. */
  days: z.array(DayTotals),
  /** null where there is no session. */
  drawer: DrawerResult.nullable(),
  /** Cash taken less cash refunded while no session was open. It is in no session's expected amount. */
  outside_session_cents: Cents,
  /** Each refund of `refunds_online_cents`: it reached the box from the cloud, so nothing in the log says which report has it. Absent: an older box. */
  online_refunds: z.array(CountedOnline).optional(),
});
export type ZReport = z.infer<typeof ZReport>;

/**
 * Why the money taken and the sales of one report differ: an order may be paid before it is handed over.
 * counter sales + paid, not handed over − handed over, paid before − refunds of what was handed over = taken, less refunds.
 */
export const Reconciliation = z.object({
  counter_sales_cents: Cents,
  /** Below zero where what had been paid in an earlier report was refunded before it was handed over. */
  paid_not_handed_over_cents: Cents,
  handed_over_paid_before_cents: Cents,
  refunds_of_sales_cents: Cents,
  /** Tenders less refunds at the counter, without tips. */
  taken_net_cents: Cents,
});
export type Reconciliation = z.infer<typeof Reconciliation>;

/** The facts that a report sums. */
export interface StoreFacts {
  /** The orders that were handed over. */
  readonly sales: readonly Order[];
  /** The orders that staff cancelled before any tender. */
  readonly voids: readonly Order[];
  /** What was refunded of sales. */
  readonly refundedSales: readonly RefundedSale[];
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
  readonly movements: readonly DrawerMovement[];
}

/** Amounts of two currencies have no sum: on the day of a change each is summed for itself. */
export function factsIn(facts: StoreFacts, currency: string | null): StoreFacts {
  const { sales, voids, refundedSales, payments, refunds, movements } = facts;
  const isOne = (each: { readonly currency: string }) => each.currency === currency;
  return {
    sales: sales.filter(isOne),
    voids: voids.filter(isOne),
    refundedSales: refundedSales.filter(({ refund }) => isOne(refund)),
    payments: payments.filter(isOne),
    refunds: refunds.filter(isOne),
    movements: movements.filter(isOne),
  };
}

/** Each as often as it is there. */
export const currenciesOf = ({ sales, voids, payments, refunds, movements }: StoreFacts): string[] =>
  [...sales, ...voids, ...payments, ...refunds, ...movements].map((each) => each.currency);

/** The totals of the facts that a report covers. */
export interface ReportTotals {
  readonly days: DayTotals[];
  readonly outside_session_cents: Cents;
  readonly online_refunds: readonly CountedOnline[];
}

/** The facts of a store, from its orders and their money. */
export function storeFacts(
  orders: readonly Order[],
  { payments, refunds, movements }: Pick<StoreFacts, "payments" | "refunds" | "movements">,
): StoreFacts {
  const sales = orders.filter((order) => order.status === "COMPLETED");
  const parts = refunds.flatMap(asParts);
  const sold = new Map(sales.map((order) => [order.order_id, order]));
  return {
    sales,
    voids: orders.filter(isVoid),
    refundedSales: parts.flatMap((refund): RefundedSale[] => {
      const order = sold.get(refund.order_id);
      return order && refund.status === "SUCCEEDED" && !isCorrection(refund) ? [{ order, refund }] : [];
    }),
    payments: payments.filter((payment) => payment.status === "CAPTURED"),
    refunds: parts.filter((refund) => refund.status === "SUCCEEDED"),
    movements,
  };
}

/** What was refunded before the hand-over lowers the tax of the sale, whatever the day was; later refunds have a day of their own. */
export function refundedOn({ order, refund }: RefundedSale): string | null {
  const isBefore = order.status === "COMPLETED" && refund.refunded_at < order.completed_at;
  return isBefore ? countedDay(order) : refund.business_day;
}

/** The facts of one business day. */
export function factsOn(day: string | null, facts: StoreFacts): StoreFacts {
  const ofDay = <T extends { business_day: string | null }>(list: readonly T[]) => list.filter((fact) => fact.business_day === day);
  return {
    sales: facts.sales.filter((order) => countedDay(order) === day),
    voids: facts.voids.filter((order) => countedDay(order) === day),
    refundedSales: facts.refundedSales.filter((each) => refundedOn(each) === day),
    payments: ofDay(facts.payments),
    refunds: ofDay(facts.refunds),
    movements: ofDay(facts.movements),
  };
}

/** One entry per business day that has at least one fact, earliest first. */
export function totalsByDay(facts: StoreFacts): DayTotals[] {
  const { sales, voids, refundedSales, payments, refunds, movements } = facts;
  const days = new Set([
    ...[...sales, ...voids].map(countedDay),
    ...refundedSales.map(refundedOn),
    ...[...payments, ...refunds, ...movements].map((fact) => fact.business_day),
  ]);
  return [...days].sort((a, b) => ((a ?? "") < (b ?? "") ? -1 : 1)).map((day) => totalsOf(day, factsOn(day, facts)));
}

const roundingOf = (money: Pick<Payment, "rounding_cents">): number => money.rounding_cents ?? 0;

/** The totals of one day; all zero when it has no facts. */
export function totalsOf(business_day: string | null, facts: StoreFacts): DayTotals {
  const { sales, voids, refundedSales, payments, refunds, movements } = facts;
  const online = refundedSales.map(({ refund }) => refund).filter(({ provider }) => provider !== "in_store");
  const moved = (kind: DrawerMovement["kind"]) => sumCents(movements.filter((each) => each.kind === kind).map((m) => m.amount_cents));
  return {
    business_day,
    orders: sales.length,
    gross_cents: sumCents(sales.map((order) => order.subtotal_cents)),
    discount_cents: sumCents(sales.map((order) => order.discount_cents)),
    tax_cents: sumCents(sales.map((order) => order.tax_cents)),
    sales_cents: sumCents(sales.map((order) => order.total_cents)),
    sales_online_cents: sumCents(sales.filter((order) => order.pay_mode === "ONLINE").map((order) => order.total_cents)),
    tips_online_cents: sumCents(sales.map((order) => order.tip_cents)),
    taxes: taxesByRate(sales),
    tenders: byMethod(payments),
    tips_cents: sumCents([...payments.map((payment) => payment.tip_cents), ...refunds.map((refund) => -refund.tip_cents)]),
    refunds: byMethod(refunds.filter((refund) => !isCorrection(refund))),
    corrections: byMethod(refunds.filter(isCorrection)),
    paid_in_cents: moved("PAID_IN"),
    paid_out_cents: moved("PAID_OUT"),
    no_sales: movements.filter((movement) => movement.kind === "NO_SALE").length,
    refund_taxes: refundedTaxes(refundedSales),
    refunded_tax_cents: sumCents(refundedSales.flatMap(({ refund }) => (refund.lines ?? []).map((line) => line.tax_cents))),
    refunds_online_cents: sumCents(online.map((refund) => refund.amount_cents)),
    tips_online_refunded_cents: sumCents(online.map((refund) => refund.tip_cents)),
    rounding_cents: sumCents([...payments.map(roundingOf), ...refunds.map((refund) => -roundingOf(refund))]),
    voids: voidsOf(
      voids.flatMap((order) => (isVoid(order) ? [{ by: order.cancelled_by, count: 1, amount_cents: order.total_cents }] : [])),
    ),
  };
}

/** By who cancelled them, in the order of their names. */
export function voidsOf(rows: Iterable<VoidSum>): VoidSum[] {
  const sums = new Map<string, VoidSum>();
  for (const { by, count, amount_cents } of rows) {
    const key = JSON.stringify([by.name, by.kind, by.id]);
    const before = sums.get(key) ?? { by, count: 0, amount_cents: ZERO };
    sums.set(key, { by: before.by, count: before.count + count, amount_cents: sumCents([before.amount_cents, amount_cents]) });
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

function byMethod(facts: readonly Pick<Payment, "method" | "amount_cents" | "tip_cents">[]): z.infer<typeof MethodSum>[] {
  return TenderMethod.options.flatMap((method) => {
    const own = facts.filter((fact) => fact.method === method);
    if (own.length === 0) return [];
    const amount = sumCents(own.map((fact) => fact.amount_cents));
    return [{ method, count: own.length, amount_cents: amount, tip_cents: sumCents(own.map((fact) => fact.tip_cents)) }];
  });
}
