/**
 * The tax of an order's lines. Several taxes on a line are rounded each by itself; rounded per order, each is computed once for
 * all lines that have it and spread over them exactly.
 */
import { type Cents, cents, proportion, spread, sumCents } from "../kernel/money.ts";
import type { LineTax, OrderLine } from "../order/order.ts";
import type { TaxRate, TaxRules } from "../store/profile.ts";

const MILLION = 1_000_000;

/** What is taxed how: as a rule of the profile says, or as a line was priced before. */
export interface Taxation {
  readonly rate_ppm: number;
  readonly isExempt: boolean;
  /** One, or several that sum to the rate. */
  readonly parts: readonly { readonly name: string | null; readonly rate_ppm: number }[];
}

export function taxationOf({ rate_ppm, name, components, is_exempt }: TaxRate): Taxation {
  return { rate_ppm, isExempt: is_exempt === true, parts: components ?? [{ name: name ?? null, rate_ppm }] };
}

/** As the line was priced; null for one that was priced before rates were stored with it. */
export function taxationOfLine(line: Pick<OrderLine, "tax_rate_ppm" | "taxes" | "tax_exempt">): Taxation | null {
  if (line.tax_rate_ppm === null) return null;
  const parts = line.taxes && line.taxes.length > 0 ? line.taxes : [{ name: null, rate_ppm: line.tax_rate_ppm }];
  return {
    rate_ppm: line.tax_rate_ppm,
    isExempt: line.tax_exempt === true,
    parts: parts.map(({ name, rate_ppm }) => ({ name, rate_ppm })),
  };
}

/** The fields of a line that say its tax. One tax without a name is said by its rate alone, as ever. */
export type TaxOfLine = Pick<OrderLine, "tax_cents" | "tax_rate_ppm" | "taxes" | "tax_exempt">;

/** `net`: what each line costs after its discounts; the tax is in it, or comes on top. */
export function lineTaxes(
  net: readonly number[],
  taxations: readonly Taxation[],
  { inclusive, rounding }: Pick<TaxRules, "inclusive" | "rounding">,
): TaxOfLine[] {
  const parts = rounding === "LINE" ? perLine(net, taxations, inclusive) : perOrder(net, taxations, inclusive);
  return taxations.map((taxation, i) => toFields(taxation, parts[i] ?? []));
}

function toFields({ rate_ppm, isExempt, parts }: Taxation, amounts: readonly Cents[]): TaxOfLine {
  const taxes = parts.map(({ name, rate_ppm: rate }, i): LineTax => ({ name, rate_ppm: rate, tax_cents: cents(amounts[i] ?? 0) }));
  return {
    tax_cents: sumCents(amounts),
    tax_rate_ppm: rate_ppm,
    ...(parts.length > 1 || parts[0]?.name ? { taxes } : {}),
    ...(isExempt ? { tax_exempt: true as const } : {}),
  };
}

/** `all`: of all taxes that are in the same price. */
const taxIn = (amount: number, rate: number, all: number, inclusive: boolean): Cents =>
  proportion(amount, rate, inclusive ? MILLION + all : MILLION);

function perLine(net: readonly number[], taxations: readonly Taxation[], inclusive: boolean): Cents[][] {
  return taxations.map(({ rate_ppm, parts }, i) => parts.map((part) => taxIn(net[i] ?? 0, part.rate_ppm, rate_ppm, inclusive)));
}

/**
 * On top of the price each tax is one for all lines that have it. Inside of it only lines with the very same taxes have one: what
 * is in a price depends on all of them, and a line's taxes together must not be more than it costs.
 */
function perOrder(net: readonly number[], taxations: readonly Taxation[], inclusive: boolean): Cents[][] {
  const amounts = taxations.map(({ parts }) => parts.map(() => cents(0)));
  const left = [...net];
  for (const [key, group] of groupsOf(taxations, inclusive)) {
    const all = group.reduce((sum, { line }) => sum + (net[line] ?? 0), 0);
    const total = taxIn(all, key.rate_ppm, key.all_ppm, inclusive);
    const shares = spread(
      total,
      group.map(({ line }) => (inclusive ? left : net)[line] ?? 0),
    );
    group.forEach(({ line, part }, i) => {
      const share = shares[i] ?? cents(0);
      left[line] = (left[line] ?? 0) - share;
      const own = amounts[line];
      if (own) own[part] = share;
    });
  }
  return amounts;
}

interface TaxKey {
  readonly rate_ppm: number;
  readonly all_ppm: number;
}

function groupsOf(taxations: readonly Taxation[], inclusive: boolean): [TaxKey, { line: number; part: number }[]][] {
  const groups = new Map<string, [TaxKey, { line: number; part: number }[]]>();
  for (const [line, taxation] of taxations.entries()) {
    for (const [part, { name, rate_ppm }] of taxation.parts.entries()) {
      const id = JSON.stringify([name, rate_ppm, ...(inclusive ? [part, taxation.parts] : [])]);
      const group = groups.get(id) ?? [{ rate_ppm, all_ppm: taxation.rate_ppm }, []];
      group[1].push({ line, part });
      groups.set(id, group);
    }
  }
  return [...groups.values()];
}
