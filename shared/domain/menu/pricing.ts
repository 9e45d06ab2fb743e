/**
 * The only pricing code: turns selected lines into lines with money and a header that is always their sum.
 * An amount that belongs to the whole order (a discount, a tax rounded per order) is computed once and spread over the
 * lines exactly; rounding each share by itself would lose or invent cents.
 */
import { ok, type Result, refuse } from "../kernel/errors.ts";
import type { IdSource } from "../kernel/ids.ts";
import { type Cents, cents, MAX_AMOUNT_CENTS, proportion, spread, sumCents, ZERO } from "../kernel/money.ts";
import { moneyText } from "../kernel/money-text.ts";
import type { MoneyUnit } from "../kernel/money-unit.ts";
import { type AppliedPromotion, COUNTER_DISCOUNT, type OrderLine, type PricedOrder } from "../order/order.ts";
import type { ProfileDocument, TaxRules } from "../store/profile.ts";
import { firstRateFor, rateFor, type TaxMoment } from "../store/tax-rates.ts";
import type { KeptDiscount } from "./kept-discounts.ts";
import { lineTaxes, type Taxation, taxationOf, taxationOfLine } from "./line-taxes.ts";
import type { MenuDocument, Promotion } from "./menu.ts";
import { choosePromotions } from "./promotion-choice.ts";
import type { SelectedLine } from "./selection.ts";

const MILLION = 1_000_000;

export interface PricingOptions {
  /** The promotions that apply (promotions.ts), in the order in which they are taken off. */
  readonly promotions: readonly Promotion[];
  /** What promotions took off before the lines were changed. */
  readonly kept?: readonly KeptDiscount[];
  /** For which kind of sale, on which day. */
  readonly taxedAt: TaxMoment;
  /** By item: as the lines were taxed before they were changed. */
  readonly keptTaxes?: ReadonlyMap<string, Taxation>;
  readonly newId: IdSource;
}

/**
 * Refuses with order.amount_too_large, or with store.not_ready while the profile in force has no rate for a tax category
 * of the menu in force (the two documents arrive one after the other).
 */
export function priceOrder(
  menu: Pick<MenuDocument, "version" | "currency" | "minor_digits">,
  profile: Pick<ProfileDocument, "version" | "tax">,
  lines: readonly SelectedLine[],
  options: PricingOptions,
): Result<PricedOrder> {
  const taxations = taxationsOf(profile.tax, lines, options);
  if (typeof taxations === "string") {
    return refuse("store.not_ready", `Profile ${profile.version} has no tax rate for ${taxations}, which menu ${menu.version} names.`);
  }
  const units = lines.map(unitPrice);
  const below = units.findIndex((unit) => unit < 0);
  if (below >= 0)
    return refuse("menu.invalid", `${lines[below]?.item.name} would cost less than nothing with these choices. Choose otherwise.`);
  const gross = lines.map((line, i) => (units[i] ?? 0) * line.qty);
  const subtotal = sumCents(gross);
  if (subtotal > MAX_AMOUNT_CENTS) return tooLarge(subtotal, menu);
  const ids = lines.map(() => options.newId());
  const { discounts, applied } = discount(lines, gross, ids, options);
  const net = gross.map((amount, i) => amount - (discounts[i] ?? 0));
  const taxes = lineTaxes(net, taxations, profile.tax);
  const onTop = taxes.map(({ tax_cents }) => (profile.tax.inclusive ? 0 : tax_cents));
  const totals = net.map((amount, i) => amount + (onTop[i] ?? 0));
  const total = sumCents(totals);
  if (total > MAX_AMOUNT_CENTS) return tooLarge(total, menu);
  return ok({
    currency: menu.currency,
    minor_digits: menu.minor_digits,
    menu_version: menu.version,
    profile_version: profile.version,
    tax_inclusive: profile.tax.inclusive,
    lines: lines.map(
      (line, i): OrderLine => ({
        line_id: ids[i] ?? "",
        item_id: line.item.item_id,
        name: line.item.name,
        station: line.item.station,
        tax_category: line.item.tax_category,
        qty: line.qty,
        unit_price_cents: cents(units[i] ?? 0),
        modifiers: [...line.modifiers],
        note: line.note,
        gross_cents: cents(gross[i] ?? 0),
        discount_cents: cents(discounts[i] ?? 0),
        line_total_cents: cents(totals[i] ?? 0),
        ...(taxes[i] ?? UNTAXED),
      }),
    ),
    promotions: applied,
    subtotal_cents: subtotal,
    discount_cents: sumCents(discounts),
    tax_cents: sumCents(taxes.map(({ tax_cents }) => tax_cents)),
    total_cents: total,
  });
}

/** What staff take off an order, or one line of it: a share of what that costs before tax on top, or an amount of it. */
export type CounterDiscount =
  | { readonly kind: "PERCENT"; readonly rate_ppm: number }
  | { readonly kind: "AMOUNT"; readonly amount_cents: number };

/** Why, and of which line alone; without one it is of the whole order. */
export interface DiscountReason {
  readonly reason: string;
  readonly line_id?: string | undefined;
}

/**
 * The same lines at the same prices with a further discount, spread over them by what each still costs, or taken off one. The rates
 * stay those that the lines were priced with. Refuses with discount.out_of_range, order.line_not_found.
 */
export function discountOrder(
  priced: PricedOrder,
  discount: CounterDiscount,
  { reason, line_id }: DiscountReason,
  tax: Pick<TaxRules, "rates" | "rounding">,
): Result<PricedOrder> {
  const { lines, tax_inclusive } = priced;
  if (line_id !== undefined && !lines.some((line) => line.line_id === line_id))
    return refuse("order.line_not_found", "The order has no such line. Look at it again.");
  const before = lines.map((line) => line.gross_cents - line.discount_cents);
  const open = lines.map((line, i) => (line_id === undefined || line.line_id === line_id ? (before[i] ?? 0) : 0));
  const most = sumCents(open);
  const off = discount.kind === "PERCENT" ? proportion(most, discount.rate_ppm, MILLION) : discount.amount_cents;
  if (off < 1 || off > most)
    return refuse("discount.out_of_range", `${moneyText(off, priced)} cannot be taken off ${moneyText(most, priced)}.`);
  const taxations = lines.map((line) => taxationOfLine(line) ?? olderTaxation(tax, line.tax_category));
  const unknown = taxations.indexOf(null);
  if (unknown >= 0) return refuse("store.not_ready", `The profile has no tax rate for ${lines[unknown]?.tax_category}.`);
  const known = taxations.flatMap((taxation) => taxation ?? []);
  const parts = spread(off, open);
  const shares = sharesOf(
    parts,
    lines.map((line) => line.line_id),
  );
  const net = before.map((amount, i) => amount - (parts[i] ?? 0));
  const taxes = lineTaxes(net, known, { inclusive: tax_inclusive, rounding: tax.rounding });
  const repriced = lines.map(
    (line, i): OrderLine => ({
      ...line,
      discount_cents: cents(line.discount_cents + (parts[i] ?? 0)),
      line_total_cents: cents((net[i] ?? 0) + (tax_inclusive ? 0 : (taxes[i]?.tax_cents ?? 0))),
      ...(taxes[i] ?? UNTAXED),
    }),
  );
  return ok({
    ...priced,
    lines: repriced,
    promotions: [
      ...priced.promotions,
      {
        promotion_id: COUNTER_DISCOUNT,
        name: reason,
        discount_cents: cents(off),
        ...(line_id === undefined ? { lines: shares } : { line_id }),
      },
    ],
    discount_cents: sumCents(repriced.map((line) => line.discount_cents)),
    tax_cents: sumCents(repriced.map((line) => line.tax_cents)),
    total_cents: sumCents(repriced.map((line) => line.line_total_cents)),
  });
}

/**
 * Publishing refuses a menu in which this could be negative, but menus published before optional defaults could be
 * removed may still have it.
 */
const unitPrice = (line: SelectedLine): number =>
  line.modifiers.reduce<number>((sum, { price_delta_cents, qty = 1 }) => sum + price_delta_cents * qty, line.item.base_price_cents);

/** How each line is taxed, or the first category without a rate. */
function taxationsOf(
  tax: TaxRules,
  lines: readonly SelectedLine[],
  { taxedAt, keptTaxes }: Pick<PricingOptions, "taxedAt" | "keptTaxes">,
): Taxation[] | string {
  const taxations: Taxation[] = [];
  for (const { item } of lines) {
    const before = keptTaxes?.get(item.item_id);
    const rate = before ? null : rateFor(tax.rates, item.tax_category, taxedAt);
    if (!before && !rate) return item.tax_category;
    taxations.push(...(before ? [before] : rate ? [taxationOf(rate)] : []));
  }
  return taxations;
}

/** Of a line that was priced before rates were stored with it. */
export function olderTaxation(tax: Pick<TaxRules, "rates">, category: string): Taxation | null {
  const rate = firstRateFor(tax.rates, category);
  return rate && taxationOf(rate);
}

const UNTAXED = { tax_cents: ZERO, tax_rate_ppm: 0 };

/** Each line's discount, in cents, and what took it off. */
function discount(
  lines: readonly SelectedLine[],
  gross: readonly number[],
  ids: readonly string[],
  { promotions, kept = [] }: Pick<PricingOptions, "promotions" | "kept">,
): { discounts: number[]; applied: AppliedPromotion[] } {
  const open = lines.map((line, at) => ({ ...line, at, gross: gross[at] ?? 0, left: gross[at] ?? 0 }));
  const chosen = choosePromotions(open, promotions, kept);
  return {
    discounts: gross.map((_, i) => sumCents(chosen.map(({ parts }) => parts[i] ?? 0))),
    applied: chosen.flatMap(({ promotion_id, name, parts, isOfLine }): AppliedPromotion[] => {
      const shares = sharesOf(parts, ids);
      if (isOfLine) return shares.map((share) => ({ promotion_id, name, ...share }));
      return [{ promotion_id, name, discount_cents: sumCents(parts), lines: shares }];
    }),
  };
}

const sharesOf = (parts: readonly number[], ids: readonly string[]): { line_id: string; discount_cents: Cents }[] =>
  parts.flatMap((part, i) => (part > 0 ? [{ line_id: ids[i] ?? "", discount_cents: cents(part) }] : []));

function tooLarge(amount: number, unit: MoneyUnit): Result<never> {
  return refuse(
    "order.amount_too_large",
    `${moneyText(amount, unit)} is more than one order may cost, ${moneyText(MAX_AMOUNT_CENTS, unit)}. Make two of it.`,
  );
}
