/**
 * Takes pieces of a line off a priced order, and puts a substitute in their place. Every other line stays as it was sold, whatever the
 * menu says now, and so do the ids of the lines. Of what was taken off the order the pieces' share goes with them; a substitute has it
 * in the same proportion.
 */
import { ok, type Result, refuse } from "../kernel/errors.ts";
import { cents, proportion, spread, sumCents } from "../kernel/money.ts";
import { type AppliedPromotion, MAX_LINES, type OrderLine, type PricedOrder, SUBSTITUTE_PRICE } from "../order/order.ts";
import type { TaxRules } from "../store/profile.ts";
import { discountShares } from "./kept-discounts.ts";
import { lineTaxes, type Taxation, taxationOfLine } from "./line-taxes.ts";
import { olderTaxation } from "./pricing.ts";

export interface Pieces {
  readonly line_id: string;
  /** Of the line's pieces, from 1 on. */
  readonly qty: number;
}

/** As the menu prices it now, for as many pieces; the order is never to cost more than `most_cents` with it. */
export interface Substitute {
  readonly line: OrderLine;
  readonly most_cents: number;
}

type Rules = Pick<TaxRules, "rates" | "rounding">;

/**
 * `substitute` null: the pieces go. Refuses with order.line_not_found, with order.nothing_left where the order has nothing else, with
 * request.too_large where a hundred lines would become more, and with store.not_ready where a line's tax is not known.
 */
export function replacePieces(priced: PricedOrder, pieces: Pieces, substitute: Substitute | null, tax: Rules): Result<PricedOrder> {
  const at = priced.lines.findIndex(({ line_id }) => line_id === pieces.line_id);
  const old = priced.lines[at];
  if (!old || pieces.qty > old.qty)
    return refuse("order.line_not_found", "The order has no such pieces any more. Look at its lines again.");
  const { rest, gone, share } = apart(priced, at, pieces.qty);
  const added = substitute && { line: withShare(substitute.line, gone, share), most: substitute.most_cents };
  const lines = priced.lines.flatMap((line, i) => (i === at ? [...(rest ? [rest] : []), ...(added ? [added.line] : [])] : [line]));
  if (lines.length === 0) return refuse("order.nothing_left", "The order has nothing else. Cancel it, or offer something instead.");
  if (lines.length > MAX_LINES)
    return refuse("request.too_large", "The order has as many lines as it may have. Replace whole lines of it.");
  const taxations = taxationsOf(lines, tax);
  if (typeof taxations === "string") return refuse("store.not_ready", `The profile has no tax rate for ${taxations}.`);
  const promotions = promotionsAfter(priced, at, { gone, share, added: added?.line ?? null }).filter((each) => each.discount_cents > 0);
  const sum = (of: readonly OrderLine[]) => summed(priced, of, taxations, tax, promotions);
  const first = sum(lines);
  return ok(added ? capped(first, added.line.line_id, added.most, sum) : first);
}

interface Apart {
  /** null: the whole line goes. */
  readonly rest: OrderLine | null;
  readonly gone: { readonly gross: number; readonly discount: number };
  /** Of the line's discount, what each promotion took off it: weights, in the order of the promotions. */
  readonly share: readonly number[];
}

function apart(priced: PricedOrder, at: number, qty: number): Apart {
  const line = priced.lines[at];
  if (!line) throw new Error(`no line at ${at}`);
  const left = line.qty - qty;
  const gross = line.unit_price_cents * left;
  const discount = proportion(line.discount_cents, left, line.qty);
  return {
    rest: left === 0 ? null : { ...line, qty: left, gross_cents: cents(gross), discount_cents: discount },
    gone: { gross: line.gross_cents - gross, discount: line.discount_cents - discount },
    share: discountShares(priced).map((shares) => shares[at] ?? 0),
  };
}

function withShare(line: OrderLine, gone: Apart["gone"], share: Apart["share"]): OrderLine {
  const isShared = gone.gross > 0 && sumCents(share) > 0;
  const discount = isShared ? Math.min(line.gross_cents, proportion(gone.discount, line.gross_cents, gone.gross)) : 0;
  return { ...line, discount_cents: cents(discount) };
}

interface Moved {
  readonly gone: Apart["gone"];
  readonly share: Apart["share"];
  readonly added: OrderLine | null;
}

function promotionsAfter({ promotions, lines }: PricedOrder, at: number, { gone, share, added }: Moved): AppliedPromotion[] {
  const isShared = sumCents(share) > 0;
  const off = isShared ? spread(gone.discount, share) : share;
  const on = isShared && added ? spread(added.discount_cents, share) : promotions.map(() => 0);
  const old = lines[at]?.line_id;
  return promotions.flatMap((each, i) => {
    const [minus, plus] = [off[i] ?? 0, on[i] ?? 0];
    if (each.line_id === undefined) {
      const discount_cents = cents(each.discount_cents - minus + plus);
      return [{ ...each, discount_cents, ...(each.lines && { lines: sharesAfter(each.lines, old, minus, added, plus) }) }];
    }
    const kept = { ...each, discount_cents: cents(each.discount_cents - minus) };
    return each.line_id === old && added ? [kept, { ...each, discount_cents: cents(plus), line_id: added.line_id }] : [kept];
  });
}

function sharesAfter(
  shares: NonNullable<AppliedPromotion["lines"]>,
  old: string | undefined,
  minus: number,
  added: OrderLine | null,
  plus: number,
): NonNullable<AppliedPromotion["lines"]> {
  const left = shares.map((each) => (each.line_id === old ? { ...each, discount_cents: cents(each.discount_cents - minus) } : each));
  const all = added ? [...left, { line_id: added.line_id, discount_cents: cents(plus) }] : left;
  return all.filter(({ discount_cents }) => discount_cents > 0);
}

function taxationsOf(lines: readonly OrderLine[], tax: Rules): Taxation[] | string {
  const taxations: Taxation[] = [];
  for (const line of lines) {
    const taxation = taxationOfLine(line) ?? olderTaxation(tax, line.tax_category);
    if (!taxation) return line.tax_category;
    taxations.push(taxation);
  }
  return taxations;
}

function summed(
  before: PricedOrder,
  lines: readonly OrderLine[],
  taxations: readonly Taxation[],
  { rounding }: Rules,
  promotions: AppliedPromotion[],
): PricedOrder {
  const inclusive = before.tax_inclusive;
  const net = lines.map((line) => line.gross_cents - line.discount_cents);
  const taxes = lineTaxes(net, taxations, { inclusive, rounding });
  const repriced = lines.map((line, i): OrderLine => {
    const { taxes: _taxes, tax_exempt: _exempt, ...rest } = line;
    const own = taxes[i] ?? { tax_cents: cents(0), tax_rate_ppm: 0 };
    return { ...rest, ...own, line_total_cents: cents((net[i] ?? 0) + (inclusive ? 0 : own.tax_cents)) };
  });
  return {
    ...before,
    lines: repriced,
    promotions,
    subtotal_cents: sumCents(repriced.map((line) => line.gross_cents)),
    discount_cents: sumCents(repriced.map((line) => line.discount_cents)),
    tax_cents: sumCents(repriced.map((line) => line.tax_cents)),
    total_cents: sumCents(repriced.map((line) => line.line_total_cents)),
  };
}

/**
 * What is dearer is given at the old price: the difference is taken off the substitute, by a discount of its own, the least with which
 * the order costs no more than `most`. Where tax comes on top, a cent of the price may be more than one of the total.
 */
function capped(priced: PricedOrder, lineId: string, most: number, sum: (lines: readonly OrderLine[]) => PricedOrder): PricedOrder {
  const line = priced.lines.find(({ line_id }) => line_id === lineId);
  if (priced.total_cents <= most || !line) return priced;
  const without = (off: number) =>
    sum(priced.lines.map((each) => (each.line_id === lineId ? { ...each, discount_cents: cents(each.discount_cents + off) } : each)));
  // The others cost what they did, so this one alone can be too dear; a cent of rounding may be theirs.
  let [tooLittle, enough] = [0, line.gross_cents - line.discount_cents];
  while (enough - tooLittle > 1) {
    const off = Math.floor((tooLittle + enough) / 2);
    if (without(off).total_cents <= most) enough = off;
    else tooLittle = off;
  }
  if (enough === 0) return priced;
  const given = { promotion_id: SUBSTITUTE_PRICE, name: "Substitute", discount_cents: cents(enough), line_id: lineId };
  const present = without(enough);
  return { ...present, promotions: [...present.promotions, given] };
}
