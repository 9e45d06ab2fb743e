/**
 * The contents of a receipt, from committed facts alone: the order, its captures and refunds, and the store's profile.
 * Nothing is computed here but sums of stored amounts; prices, taxes and rates are the order's own.
 */

import { taxesByRate } from "../drawer/tax-sums.ts";
import type { WhichTax } from "../drawer/taxes-due.ts";
import { digitsOf } from "../kernel/currency.ts";
import { sumCents } from "../kernel/money.ts";
import { choiceText } from "../order/choice-text.ts";
import { discountName } from "../order/discount-name.ts";
import { balanceCents, COUNTER_DISCOUNT, isOpenStatus, type Order } from "../order/order.ts";
import { asParts, isCorrection } from "../payment/owed.ts";
import type { Payment, Refund } from "../payment/payment.ts";
import type { ProfileDocument } from "../store/profile.ts";
import { amountText, type ReceiptKey, type ReceiptWords, wordsOf } from "./words.ts";

/** A line with a label and an amount. `indent`: belongs to the line above. */
export interface Row {
  readonly label: string;
  readonly amount: string | null;
  readonly indent?: true;
  readonly strong?: true;
}

export interface Receipt {
  /** BCP 47. */
  readonly locale: string;
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

type StoreOnReceipt = Pick<ProfileDocument, "name" | "address" | "seller" | "time_zone"> & {
  readonly settings?: Pick<ProfileDocument["settings"], "language">;
};

/** How the store writes it. */
interface Style {
  readonly words: ReceiptWords;
  amount(cents: number): string;
}

export function receiptOf(
  order: Order,
  money: { payments: readonly Payment[]; refunds: readonly Refund[] },
  store: StoreOnReceipt,
): Receipt {
  const payments = money.payments.filter((payment) => payment.status === "CAPTURED");
  const refunds = money.refunds
    .filter((refund) => refund.status !== "FAILED")
    .toSorted(byTime)
    .flatMap(asParts);
  const words = wordsOf(store.settings?.language);
  const digits = digitsOf(order);
  const amount = (cents: number) => amountText(cents, digits, words);
  const style = { words, amount };
  return {
    locale: words.locale,
    store: store.name,
    address: store.address,
    seller: store.seller ? [store.seller.name, `${words.t("receipt.tax_id")} ${store.seller.tax_id}`] : [],
    heading: heading(order, [...payments, ...refunds], store.time_zone, words),
    lines: order.lines.flatMap((line): Row[] => [
      { label: `${line.qty} x ${line.name}`, amount: amount(line.gross_cents) },
      ...line.modifiers.map((modifier): Row => ({ label: choiceText(modifier), amount: null, indent: true })),
    ]),
    totals: [
      ...(order.discount_cents > 0 ? [{ label: words.t("receipt.subtotal"), amount: amount(order.subtotal_cents) }] : []),
      // Staff's own reason is for the store only.
      ...order.promotions.map((promotion): Row => {
        const name = promotion.promotion_id === COUNTER_DISCOUNT ? words.t("receipt.discount") : promotion.name;
        return { label: discountName(order, { ...promotion, name }), amount: amount(-promotion.discount_cents) };
      }),
      ...(order.tax_inclusive ? [] : [{ label: words.t("receipt.tax"), amount: amount(order.tax_cents) }]),
      { label: words.t("receipt.total", { currency: order.currency }), amount: amount(order.total_cents), strong: true },
    ],
    taxes: taxesByRate([order])
      // Of what has no name and no tax there is nothing to say.
      .filter(({ tax_cents, rate_ppm, name, is_exempt }) => tax_cents > 0 || (rate_ppm ?? 0) > 0 || name !== null || is_exempt)
      .map((sum) => ({
        label: words.t("receipt.tax_on", { tax: taxText(sum, words), net: amount(sum.net_cents) }),
        amount: amount(sum.tax_cents),
      })),
    money: [
      ...payments.flatMap((payment) => tenderRows(payment, style)),
      ...(payments.length === 0 ? onlineRows(order, refunds, style) : []),
      ...refunds.flatMap((refund) => refundRows(refund, order, style)),
      ...(refunds.length === 0 ? onlineRefundRows(order, style) : []),
      ...(isOpenStatus(order.status) && order.pay_mode === "AT_STORE" && balanceCents(order) > 0
        ? [{ label: words.t("receipt.to_pay"), amount: amount(balanceCents(order)), strong: true as const }]
        : []),
    ],
  };
}

/** "GST 5%", "19% tax", "No tax (exempt)". */
function taxText({ rate_ppm, name, is_exempt }: WhichTax, words: ReceiptWords): string {
  if (is_exempt) return words.t("receipt.exempt", { tax: name ?? words.t("receipt.no_tax") });
  if (rate_ppm === null) return words.t("receipt.tax");
  const percent = String(rate_ppm / 10_000).replace(".", words.decimalPoint);
  return name === null ? words.t("receipt.rate", { percent }) : words.t("receipt.rate_named", { name, percent });
}

/** A receipt bears the time at which money moved, or the order's own time while nothing is paid. */
function heading(order: Order, facts: readonly (Payment | Refund)[], timeZone: string, words: ReceiptWords): string[] {
  const numbersAt = new Map<string, string[]>();
  for (const { at, number } of numbered(order, facts, words)) {
    const text = timeFormat(words.locale, timeZone).format(Date.parse(at));
    numbersAt.set(text, [...(numbersAt.get(text) ?? []), ...(number === null ? [] : [number])]);
  }
  return [
    ...ticketLine(order, words),
    ...[...numbersAt].flatMap(([at, numbers]) => [...numbers, at]),
    ...(order.status === "CANCELLED" ? [words.t("receipt.cancelled")] : []),
  ];
}

function ticketLine({ ticket_number: number, customer_name: name }: Order, words: ReceiptWords): string[] {
  if (number === null) return [];
  return [name === null ? words.t("receipt.ticket", { number }) : words.t("receipt.ticket_of", { number, name })];
}

interface Numbered {
  readonly at: string;
  readonly number: string | null;
}

/**
 * Counter payments and refunds have receipt numbers. What was paid online goes by the order, which is how headquarters finds it, and by
 * the order's time: the store's box knows no other.
 */
function numbered(order: Order, facts: readonly (Payment | Refund)[], words: ReceiptWords): Numbered[] {
  const online = { at: order.created_at, number: words.t("receipt.receipt", { number: order.order_id }) };
  const all = facts.map((fact): Numbered => {
    if (fact.provider !== "in_store") return "refunded_at" in fact ? { at: fact.refunded_at, number: null } : online;
    const at = "refunded_at" in fact ? fact.refunded_at : (fact.captured_at ?? fact.created_at);
    return { at, number: fact.provider_ref === null ? null : words.t(kindOf(fact), { number: fact.provider_ref }) };
  });
  if (order.pay_mode === "ONLINE" && (order.paid_cents > 0 || all.length > 0) && !all.includes(online)) return [online, ...all];
  return all.length === 0 ? [{ at: order.created_at, number: null }] : all;
}

/** Store and app read them from tables of their own, and print the same. */
function byTime(one: Refund, other: Refund): number {
  const keys = [one, other].map(({ refunded_at, refund_id }) => `${refunded_at} ${refund_id}`);
  return (keys[0] ?? "") < (keys[1] ?? "") ? -1 : 1;
}

/** What the number is of: a guest who was refunded holds two of them. */
function kindOf(fact: Payment | Refund): ReceiptKey {
  if (!("refunded_at" in fact)) return "receipt.receipt";
  return isCorrection(fact) ? "receipt.correction" : "receipt.refund";
}

const timeFormats = new Map<string, Intl.DateTimeFormat>();

/** 4 May 2026, 10:07. */
function timeFormat(locale: string, timeZone: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  const format = timeFormats.get(key) ?? new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone });
  timeFormats.set(key, format);
  return format;
}

/** A store's box knows what was paid online by its order alone, of which corrections are taken off already: each has a row of its own. */
function onlineRows({ pay_mode, paid_cents, tip_cents }: Order, refunds: readonly Refund[], style: Style): Row[] {
  const captured = paid_cents + sumCents(refunds.filter(isCorrection).map((refund) => refund.amount_cents));
  if (pay_mode !== "ONLINE" || captured === 0) return [];
  return [
    { label: style.words.t("receipt.method.ONLINE"), amount: style.amount(captured + tip_cents) },
    ...partRow(style.words.t("receipt.tip"), tip_cents, style),
  ];
}

function onlineRefundRows({ pay_mode, refunded_cents, refund_pending_cents }: Order, { words, amount }: Style): Row[] {
  const row = (what: ReceiptKey, cents: number): Row[] =>
    cents === 0 ? [] : [{ label: words.t(what, { method: words.t("receipt.method.ONLINE") }), amount: amount(-cents) }];
  if (pay_mode !== "ONLINE") return [];
  return [...row("receipt.refunded", refunded_cents), ...row("receipt.refund_pending", refund_pending_cents)];
}

/** A part of the row above, where there is any. */
const partRow = (label: string, cents: number, { amount }: Style): Row[] =>
  cents === 0 ? [] : [{ label, amount: amount(cents), indent: true }];

function tenderRows(payment: Payment, style: Style): Row[] {
  const { words, amount } = style;
  const reference = payment.reference === null ? "" : ` ${payment.reference}`;
  const handedOver = payment.tendered_cents ?? payment.amount_cents + payment.tip_cents;
  return [
    { label: `${words.t(`receipt.method.${payment.method}`)}${reference}`, amount: amount(handedOver) },
    ...partRow(words.t("receipt.tip"), payment.tip_cents, style),
    ...partRow(words.t("receipt.rounding"), payment.rounding_cents ?? 0, style),
    ...((payment.change_cents ?? 0) > 0 ? [{ label: words.t("receipt.change"), amount: amount(-(payment.change_cents ?? 0)) }] : []),
  ];
}

/** Without its reason, like a discount: what staff write down is for the store only. */
function refundRows(refund: Refund, { lines }: Pick<Order, "lines">, style: Style): Row[] {
  const { words, amount } = style;
  const pieces = (refund.lines ?? []).filter(({ qty }) => qty > 0);
  const tax = sumCents((refund.lines ?? []).map(({ tax_cents }) => tax_cents));
  const what = isCorrection(refund) ? "receipt.corrected" : refund.status === "PENDING" ? "receipt.refund_pending" : "receipt.refunded";
  return [
    {
      label: words.t(what, { method: words.t(`receipt.method.${refund.method}`) }),
      amount: amount(-(refund.amount_cents + refund.tip_cents + (refund.rounding_cents ?? 0))),
    },
    ...pieces.map(({ line_id, qty }): Row => {
      const name = lines.find((line) => line.line_id === line_id)?.name ?? "";
      return { label: `${qty} x ${name}`, amount: null, indent: true };
    }),
    ...partRow(words.t("receipt.tip"), -refund.tip_cents, style),
    ...partRow(words.t("receipt.rounding"), -(refund.rounding_cents ?? 0), style),
    ...partRow(words.t("receipt.tax_part"), -tax, style),
  ];
}
