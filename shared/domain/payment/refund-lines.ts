/**
 * Which lines a refund takes back, and the tax in them. Lines stay as they were sold; a refund points at them. What is refunded of
 * a line never exceeds what was sold of it, and all of it together is the line to the cent, whatever the pieces were.
 */
import { ok, type Result, refuse } from "../kernel/errors.ts";
import { cents, proportion, spread, sumCents } from "../kernel/money.ts";
import type { OrderLine, PricedOrder } from "../order/order.ts";
import { givenBackCents } from "./owed.ts";
import type { AskedLine, Refund, RefundedLine } from "./payment.ts";

/** What a line still carries: what was sold, less what was refunded of it. `taxes`: of the line's own, in their sequence. */
export interface LeftOfLine {
  readonly line: OrderLine;
  readonly qty: number;
  readonly amount: number;
  readonly tax: number;
  readonly taxes: readonly number[];
}

/** `refunds` that have failed count for nothing. One that does not say its lines is spread over them by what each still carried. */
export function leftOfLines(order: Pick<PricedOrder, "lines">, refunds: readonly Refund[]): LeftOfLine[] {
  return refunds
    .filter((refund) => refund.status !== "FAILED" && refund.kind !== "CORRECTION")
    .reduce<LeftOfLine[]>((left, refund) => {
      const parts = refund.lines ?? byAmount(left, givenBackCents(refund));
      return left.map((each) => parts.filter(({ line_id }) => line_id === each.line.line_id).reduce(less, each));
    }, order.lines.map(whole));
}

const whole = (line: OrderLine): LeftOfLine => ({
  line,
  qty: line.qty,
  amount: line.line_total_cents,
  tax: line.tax_cents,
  taxes: (line.taxes ?? []).map(({ tax_cents }) => tax_cents),
});

const less = (left: LeftOfLine, part: RefundedLine): LeftOfLine => ({
  ...left,
  qty: left.qty - part.qty,
  amount: left.amount - part.amount_cents,
  tax: left.tax - part.tax_cents,
  taxes: left.taxes.map((tax, i) => tax - (part.taxes?.[i]?.tax_cents ?? 0)),
});

/** Pieces of lines. Refuses with refund.line_unknown, or with refund.line_exceeded for a line that is named twice or has fewer left. */
export function byPieces(left: readonly LeftOfLine[], asked: readonly AskedLine[]): Result<RefundedLine[]> {
  const parts: RefundedLine[] = [];
  for (const [index, { line_id, qty }] of asked.entries()) {
    const field = `/lines/${index}`;
    const of = left.find(({ line }) => line.line_id === line_id);
    if (!of) {
      const fields = [{ field: `${field}/line_id`, message: "is no line of the order" }];
      return refuse("refund.line_unknown", "The order has no such line. Look at it again.", { fields });
    }
    const isTwice = parts.some((part) => part.line_id === line_id);
    if (isTwice || qty > of.qty) {
      const detail = isTwice ? `${of.line.name} is named twice.` : `${of.qty} of ${of.line.qty} × ${of.line.name} are left to refund.`;
      return refuse("refund.line_exceeded", detail, {
        fields: [{ field: `${field}/qty`, message: isTwice ? "the line is there already" : `at most ${of.qty}` }],
      });
    }
    parts.push(partOf(of, qty, amountOf(of, qty)));
  }
  return ok(parts);
}

/** What 1, 2, 3 … of the pieces that are left come to, in cents; empty for a line of which all was refunded. */
export const pieceAmounts = (left: LeftOfLine): number[] => Array.from({ length: Math.max(0, left.qty) }, (_, i) => amountOf(left, i + 1));

const amountOf = (left: LeftOfLine, qty: number): number => (qty === left.qty ? left.amount : Math.min(left.amount, priceOf(left, qty)));

/** What so many further pieces cost: counted from those before, so that the roundings of all add up to the line. */
function priceOf({ line, qty: left }: LeftOfLine, qty: number): number {
  const upTo = (pieces: number) => proportion(line.line_total_cents, pieces, line.qty);
  const before = line.qty - left;
  return upTo(before + qty) - upTo(before);
}

/** An amount, spread over the lines by what each still carries; more than they carry is of no line. */
export function byAmount(left: readonly LeftOfLine[], amount: number): RefundedLine[] {
  const carried = left.map((each) => Math.max(0, each.amount));
  const shares = spread(Math.min(amount, sumCents(carried)), carried);
  return left.flatMap((each, i) => {
    const share = shares[i] ?? 0;
    // All that is left of a line is its pieces as well.
    return share > 0 ? [partOf(each, share === each.amount ? each.qty : 0, share)] : [];
  });
}

function partOf({ line, amount: most, tax: mostTax, taxes: left }: LeftOfLine, qty: number, amount: number): RefundedLine {
  const tax = amount === most ? mostTax : proportion(mostTax, amount, most);
  return { line_id: line.line_id, qty, amount_cents: cents(amount), tax_cents: cents(tax), ...namedTaxes(line, tax, left) };
}

function namedTaxes({ taxes }: Pick<OrderLine, "taxes">, tax: number, left: readonly number[]): Pick<RefundedLine, "taxes"> {
  if (!taxes) return {};
  const parts = spread(tax, left);
  return { taxes: taxes.map(({ name, rate_ppm }, i) => ({ name, rate_ppm, tax_cents: parts[i] ?? cents(0) })) };
}

/**
 * The same lines over several refunds of `amounts` each, filling the first before the second. A line's pieces are in its first part.
 * `isMade`: one that moves nothing, not even a tip, is no refund, and a piece that costs nothing is in the first that is one.
 */
export function inParts(lines: readonly RefundedLine[], amounts: readonly number[], isMade: (index: number) => boolean): RefundedLine[][] {
  const rest = [...lines];
  return amounts.map((amount, index) => {
    const parts: RefundedLine[] = [];
    if (!isMade(index)) return parts;
    let room = amount;
    for (;;) {
      const line = rest[0];
      if (!line || (line.amount_cents > 0 && room === 0)) return parts;
      rest.shift();
      if (line.amount_cents <= room) {
        parts.push(line);
        room -= line.amount_cents;
        continue;
      }
      const part = shareOf(line, room);
      parts.push(part);
      rest.unshift(remainder(line, part));
      room = 0;
    }
  });
}

function shareOf(line: RefundedLine, amount: number): RefundedLine {
  const tax = proportion(line.tax_cents, amount, line.amount_cents);
  const left = line.taxes?.map(({ tax_cents }) => tax_cents) ?? [];
  return { ...line, amount_cents: cents(amount), tax_cents: tax, ...namedTaxes(line, tax, left) };
}

const remainder = (line: RefundedLine, part: RefundedLine): RefundedLine => ({
  ...line,
  qty: 0,
  amount_cents: cents(line.amount_cents - part.amount_cents),
  tax_cents: cents(line.tax_cents - part.tax_cents),
  ...(line.taxes && {
    taxes: line.taxes.map((tax, i) => ({ ...tax, tax_cents: cents(tax.tax_cents - (part.taxes?.[i]?.tax_cents ?? 0)) })),
  }),
});
