/**
 * X and Z reports: the store's facts summed by business day. An X can be read at any time and changes nothing; a Z is
 * written when a drawer session is closed and covers every fact since the previous Z, once.
 * A fact counts on its own business day, however late it arrives, so one report may cover several days.
 */
import { z } from "zod";
import { BusinessDay } from "../kernel/business-day.ts";
import { Timestamp } from "../kernel/clock.ts";
import { Id, StoreId } from "../kernel/ids.ts";
import { AmountCents, Cents, Currency, RatePpm, sumCents, ZERO } from "../kernel/money.ts";
import type { Order } from "../order/order.ts";
import { isCorrection } from "../payment/owed.ts";
import { type Payment, type Refund, TenderMethod } from "../payment/payment.ts";
import { Actor } from "../staff/actor.ts";
import { Denomination, type DrawerMovement, DrawerTill } from "./drawer.ts";
import { CashSums } from "./expected.ts";

const Count = z.number().int().min(0);
const MethodSum = z.object({ method: TenderMethod, count: Count, amount_cents: Cents, tip_cents: Cents });
/** `name`: of a tax that the profile names. `is_exempt`: outside of the tax. With several taxes on a line its net is in each of theirs. */
const RateSum = z.object({
  rate_ppm: RatePpm.nullable(),
  name: z.string().max(40).nullable().default(null),
  is_exempt: z.boolean().default(false),
  net_cents: Cents,
  tax_cents: Cents,
});
/** Orders cancelled before any tender, by who cancelled them. */
const VoidSum = z.object({ by: Actor, count: Count, amount_cents: Cents });

export const DayTotals = z.object({
  /** null: the box had no profile yet, so nothing said when a day begins. */
  business_day: BusinessDay.nullable(),
  /** Orders that were handed over. Each counts in full on the business day on which it was placed. */
  orders: Count,
  /** Before discounts. */
  gross_cents: Cents,
  discount_cents: Cents,
  tax_cents: Cents,
  /** What the guests owed for them: gross − discounts, plus the tax where it comes on top. Tips are not in here. */
  sales_cents: Cents,
  /** The part of the sales that was paid online and not at the counter. */
  sales_online_cents: Cents,
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

export const ZReport = z.object({
  /** No gaps within one epoch of the box: A-Z0001. */
  z_number: z.string().max(24),
  store_id: StoreId,
  /** null: a store that takes no cash closed its day. */
  session_id: Id.nullable(),
  /** The till whose drawer was closed; absent: the store's one drawer. */
  till: DrawerTill.optional(),
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

/** The facts that a report sums. `sales`: the orders that were handed over. */
export interface StoreFacts {
  readonly sales: readonly Order[];
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
  readonly movements: readonly DrawerMovement[];
}

/** Amounts of two currencies have no sum: on the day of a change each is summed for itself. */
export function factsIn({ sales, payments, refunds, movements }: StoreFacts, currency: string | null): StoreFacts {
  const isOne = (each: { readonly currency: string }) => each.currency === currency;
  return {
    sales: sales.filter(isOne),
    payments: payments.filter(isOne),
    refunds: refunds.filter(isOne),
    movements: movements.filter(isOne),
  };
}

/** The totals of the facts that a report covers. */
export interface ReportTotals {
  readonly days: DayTotals[];
  readonly outside_session_cents: Cents;
}

/** One entry per business day that has at least one fact, earliest first. */
export function totalsByDay(facts: StoreFacts): DayTotals[] {
  const { sales, movements } = facts;
  const payments = facts.payments.filter((payment) => payment.status === "CAPTURED");
  const refunds = facts.refunds.filter((refund) => refund.status === "SUCCEEDED");
  const days = new Set([...sales, ...payments, ...refunds, ...movements].map((fact) => fact.business_day));
  const on = <T extends { business_day: string | null }>(day: string | null, list: readonly T[]) =>
    list.filter((fact) => fact.business_day === day);
  return [...days]
    .sort((a, b) => ((a ?? "") < (b ?? "") ? -1 : 1))
    .map((day) =>
      totalsOf(day, {
        sales: on(day, sales),
        payments: on(day, payments),
        refunds: on(day, refunds),
        movements: on(day, movements),
      }),
    );
}

/** The totals of one day; all zero when it has no facts. */
export function totalsOf(business_day: string | null, { sales, payments, refunds, movements }: StoreFacts): DayTotals {
  const moved = (kind: DrawerMovement["kind"]) => sumCents(movements.filter((each) => each.kind === kind).map((m) => m.amount_cents));
  return {
    business_day,
    orders: sales.length,
    gross_cents: sumCents(sales.map((order) => order.subtotal_cents)),
    discount_cents: sumCents(sales.map((order) => order.discount_cents)),
    tax_cents: sumCents(sales.map((order) => order.tax_cents)),
    sales_cents: sumCents(sales.map((order) => order.total_cents)),
    sales_online_cents: sumCents(sales.filter((order) => order.pay_mode === "ONLINE").map((order) => order.total_cents)),
    taxes: taxesByRate(sales),
    tenders: byMethod(payments),
    tips_cents: sumCents([...payments.map((payment) => payment.tip_cents), ...refunds.map((refund) => -refund.tip_cents)]),
    refunds: byMethod(refunds.filter((refund) => !isCorrection(refund))),
    corrections: byMethod(refunds.filter(isCorrection)),
    paid_in_cents: moved("PAID_IN"),
    paid_out_cents: moved("PAID_OUT"),
    no_sales: movements.filter((movement) => movement.kind === "NO_SALE").length,
    refund_taxes: null,
    refunded_tax_cents: null,
    rounding_cents: ZERO,
    voids: null,
  };
}

/** The tax of each rate, lowest rate first. Lines from before rates were stored come last, under null. */
export function taxesByRate(orders: readonly Pick<Order, "lines">[]): z.infer<typeof RateSum>[] {
  const sums = new Map<number | null, { net: number; tax: number }>();
  for (const line of orders.flatMap((order) => order.lines)) {
    const sum = sums.get(line.tax_rate_ppm) ?? { net: 0, tax: 0 };
    sum.tax += line.tax_cents;
    // The line's total includes the tax, whether it is inside the price or on top of it.
    sum.net += line.line_total_cents - line.tax_cents;
    sums.set(line.tax_rate_ppm, sum);
  }
  return [...sums]
    .sort(([a], [b]) => (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY))
    .map(([rate_ppm, { net, tax }]) => ({
      rate_ppm,
      name: null,
      is_exempt: false,
      net_cents: sumCents([net]),
      tax_cents: sumCents([tax]),
    }));
}

function byMethod(facts: readonly Pick<Payment, "method" | "amount_cents" | "tip_cents">[]): z.infer<typeof MethodSum>[] {
  return TenderMethod.options.flatMap((method) => {
    const own = facts.filter((fact) => fact.method === method);
    if (own.length === 0) return [];
    const amount = sumCents(own.map((fact) => fact.amount_cents));
    return [{ method, count: own.length, amount_cents: amount, tip_cents: sumCents(own.map((fact) => fact.tip_cents)) }];
  });
}
