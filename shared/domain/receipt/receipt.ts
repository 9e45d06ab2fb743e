/**
 * The contents of a receipt, from committed facts alone: the order, its captures and refunds, and the store's profile.
 * Nothing is computed here but sums of stored amounts; prices, taxes and rates are the order's own.
 */

import { taxesByRate } from "../drawer/tax-sums.ts";
import { taxText } from "../drawer/taxes-due.ts";
import { decimalText, digitsOf } from "../kernel/currency.ts";
import { sumCents } from "../kernel/money.ts";
import { choiceText } from "../order/choice-text.ts";
import { discountName } from "../order/discount-name.ts";
import { balanceCents, forGuests, isOpenStatus, type Order } from "../order/order.ts";
import { isCorrection } from "../payment/owed.ts";
import type { Payment, Refund, TenderMethod } from "../payment/payment.ts";
import type { ProfileDocument } from "../store/profile.ts";

/** A line with a label and an amount. `indent`: belongs to the line above. */
export interface Row {
  readonly label: string;
  readonly amount: string | null;
  readonly indent?: true;
  readonly strong?: true;
}

export interface Receipt {
  readonly store: string;
  readonly address: string;
  /** The company and its tax number, where the store has them. */
  readonly seller: readonly string[];
  /** "Ticket A1", numbers of receipts, date, status where it matters. */
  readonly heading: readonly string[];
  readonly lines: readonly Row[];
  readonly totals: readonly Row[];
  readonly taxes: readonly Row[];
  readonly money: readonly Row[];
}

type StoreOnReceipt = Pick<ProfileDocument, "name" | "address" | "seller" | "time_zone">;

export function receiptOf(
  order: Order,
  money: { payments: readonly Payment[]; refunds: readonly Refund[] },
  store: StoreOnReceipt,
): Receipt {
  const payments = money.payments.filter((payment) => payment.status === "CAPTURED");
  const refunds = money.refunds.filter((refund) => refund.status !== "FAILED");
  const digits = digitsOf(order);
  const amount = (cents: number) => decimalText(cents, digits);
  return {
    store: store.name,
    address: store.address,
    seller: store.seller ? [store.seller.name, `Tax ID ${store.seller.tax_id}`] : [],
    heading: heading(order, [...payments, ...refunds], store.time_zone),
    lines: order.lines.flatMap((line): Row[] => [
      { label: `${line.qty} x ${line.name}`, amount: amount(line.gross_cents) },
      ...line.modifiers.map((modifier): Row => ({ label: choiceText(modifier), amount: null, indent: true })),
    ]),
    totals: [
      ...(order.discount_cents > 0 ? [{ label: "Subtotal", amount: amount(order.subtotal_cents) }] : []),
      ...forGuests(order.promotions).map(
        (promotion): Row => ({ label: discountName(order, promotion), amount: amount(-promotion.discount_cents) }),
      ),
      ...(order.tax_inclusive ? [] : [{ label: "Tax", amount: amount(order.tax_cents) }]),
      { label: `Total ${order.currency}`, amount: amount(order.total_cents), strong: true },
    ],
    taxes: taxesByRate([order])
      // Of what has no name and no tax there is nothing to say.
      .filter(({ tax_cents, rate_ppm, name, is_exempt }) => tax_cents > 0 || (rate_ppm ?? 0) > 0 || name !== null || is_exempt)
      .map((sum) => ({ label: `${taxText(sum)} on ${amount(sum.net_cents)}`, amount: amount(sum.tax_cents) })),
    money: [
      ...payments.flatMap((payment) => tenderRows(payment, amount)),
      ...(payments.length === 0 ? onlineRows(order, amount) : []),
      ...refunds.flatMap((refund) => refundRows(refund, order, amount)),
      ...(isOpenStatus(order.status) && order.pay_mode === "AT_STORE" && balanceCents(order) > 0
        ? [{ label: "Still to pay", amount: amount(balanceCents(order)), strong: true as const }]
        : []),
    ],
  };
}

const METHODS: Record<TenderMethod, string> = { CASH: "Cash", EXTERNAL_CARD: "Card", ONLINE: "Paid online" };

/** A receipt bears the time at which money moved, or the order's own time while nothing is paid. */
function heading(order: Order, facts: readonly (Payment | Refund)[], timeZone: string): string[] {
  const numbersAt = new Map<string, string[]>(facts.length === 0 ? [[timeText(order.created_at, timeZone), []]] : []);
  for (const fact of facts) {
    const at = timeText("refunded_at" in fact ? fact.refunded_at : (fact.captured_at ?? fact.created_at), timeZone);
    const number = numberOf(fact);
    numbersAt.set(at, [...(numbersAt.get(at) ?? []), ...(number === null ? [] : [`${nameOf(fact)} ${number}`])]);
  }
  return [
    ...(order.ticket_number === null
      ? []
      : [`Ticket ${order.ticket_number}${order.customer_name === null ? "" : ` ${order.customer_name}`}`]),
    ...[...numbersAt].flatMap(([at, numbers]) => [...numbers, at]),
    ...(order.status === "CANCELLED" ? ["CANCELLED"] : []),
  ];
}

/** What the number is of: a guest who was refunded holds two of them. */
function nameOf(fact: Payment | Refund): string {
  if (!("refunded_at" in fact)) return "Receipt";
  return isCorrection(fact) ? "Correction" : "Refund";
}

/** Counter payments and refunds have receipt numbers; online ones go by the order, which is how headquarters finds them. */
function numberOf(fact: Payment | Refund): string | null {
  if (fact.provider === "in_store") return fact.provider_ref;
  return "refunded_at" in fact ? null : fact.order_id;
}

const timeFormats = new Map<string, Intl.DateTimeFormat>();

/** 4 May 2026, 10:07. */
function timeText(at: string, timeZone: string): string {
  const format = timeFormats.get(timeZone) ?? new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone });
  timeFormats.set(timeZone, format);
  return format.format(Date.parse(at));
}

/** A store's box knows what was paid online by its order alone. */
function onlineRows({ pay_mode, paid_cents, tip_cents }: Order, amount: (cents: number) => string): Row[] {
  if (pay_mode !== "ONLINE" || paid_cents === 0) return [];
  return [{ label: METHODS.ONLINE, amount: amount(paid_cents + tip_cents) }, ...tipRow(tip_cents, amount)];
}

const tipRow = (tip: number, amount: (cents: number) => string): Row[] =>
  tip === 0 ? [] : [{ label: "of it tip", amount: amount(tip), indent: true }];

function tenderRows(payment: Payment, amount: (cents: number) => string): Row[] {
  const reference = payment.reference === null ? "" : ` ${payment.reference}`;
  return [
    { label: `${METHODS[payment.method]}${reference}`, amount: amount(payment.tendered_cents ?? payment.amount_cents + payment.tip_cents) },
    ...tipRow(payment.tip_cents, amount),
    ...(payment.rounding_cents ? [{ label: "of it rounding", amount: amount(payment.rounding_cents), indent: true as const }] : []),
    ...((payment.change_cents ?? 0) > 0 ? [{ label: "Change", amount: amount(-(payment.change_cents ?? 0)) }] : []),
  ];
}

/** Without its reason, like a discount: what staff write down is for the store only. */
function refundRows(refund: Refund, { lines }: Pick<Order, "lines">, amount: (cents: number) => string): Row[] {
  const pieces = (refund.lines ?? []).filter(({ qty }) => qty > 0);
  const tax = sumCents((refund.lines ?? []).map(({ tax_cents }) => tax_cents));
  return [
    {
      label: `${isCorrection(refund) ? "Corrected" : refund.status === "PENDING" ? "On its way back" : "Given back"}: ${METHODS[refund.method]}`,
      amount: amount(-(refund.amount_cents + refund.tip_cents + (refund.rounding_cents ?? 0))),
    },
    ...pieces.map(({ line_id, qty }): Row => {
      const name = lines.find((line) => line.line_id === line_id)?.name ?? "";
      return { label: `${qty} x ${name}`, amount: null, indent: true };
    }),
    ...tipRow(-refund.tip_cents, amount),
    ...(refund.rounding_cents ? [{ label: "of it rounding", amount: amount(-refund.rounding_cents), indent: true as const }] : []),
    ...(tax > 0 ? [{ label: "of it tax", amount: amount(-tax), indent: true as const }] : []),
  ];
}
