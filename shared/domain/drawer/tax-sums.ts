/** Taxes as reports and receipts sum them: by rate and name, and what is exempt by itself. */
import { z } from "zod";
import { Cents, RatePpm, sumCents } from "../kernel/money.ts";
import type { Order, OrderLine } from "../order/order.ts";
import type { Refund } from "../payment/payment.ts";
import { byRateAndName } from "./taxes-due.ts";

/** `name`: of a tax that the profile names. `is_exempt`: outside of the tax. With several taxes on a line its net is in each of theirs. */
export const RateSum = z.object({
  rate_ppm: RatePpm.nullable(),
  name: z.string().max(40).nullable().default(null),
  is_exempt: z.boolean().default(false),
  net_cents: Cents,
  tax_cents: Cents,
});
export type RateSum = z.infer<typeof RateSum>;

/** One tax of one line, or the sum of some. */
export interface TaxRow {
  /** null: a line from before rates were stored with it. */
  readonly rate_ppm: number | null;
  readonly name: string | null;
  readonly is_exempt: boolean;
  readonly net: number;
  readonly tax: number;
}

/** Lowest rate first, then by name. Lines from before rates were stored come last. */
export function sumByRate(rows: Iterable<TaxRow>): RateSum[] {
  const sums = new Map<string, { -readonly [K in keyof TaxRow]: TaxRow[K] }>();
  for (const row of rows) {
    const key = JSON.stringify([row.rate_ppm, row.name, row.is_exempt]);
    const sum = sums.get(key);
    if (sum) {
      sum.net += row.net;
      sum.tax += row.tax;
    } else sums.set(key, { ...row });
  }
  return [...sums.values()].sort(byRateAndName).map(({ rate_ppm, name, is_exempt, net, tax }) => ({
    rate_ppm,
    name,
    is_exempt,
    net_cents: sumCents([net]),
    tax_cents: sumCents([tax]),
  }));
}

export const taxesByRate = (orders: readonly Pick<Order, "lines">[]): RateSum[] =>
  sumByRate(orders.flatMap((order) => order.lines.flatMap((line) => taxRows(line, line))));

/** The tax in what was refunded of those orders' lines. A refund that does not say its lines has none here. */
export const refundedTaxes = (refunds: readonly RefundedSale[]): RateSum[] => sumByRate(refunds.flatMap(refundRows));

export interface RefundedSale {
  readonly order: Order;
  readonly refund: Refund;
}

const refundRows = ({ order, refund }: RefundedSale): TaxRow[] =>
  (refund.lines ?? []).flatMap(({ line_id, amount_cents, ...part }) => {
    const line = order.lines.find((each) => each.line_id === line_id);
    return taxRows({ tax_rate_ppm: line?.tax_rate_ppm ?? null, tax_exempt: line?.tax_exempt }, { ...part, line_total_cents: amount_cents });
  });

type Amount = Pick<OrderLine, "tax_cents" | "line_total_cents"> & { readonly taxes?: OrderLine["taxes"] };

/** The amount includes the tax, whether it is inside the price or on top of it. */
function taxRows(line: Pick<OrderLine, "tax_rate_ppm" | "tax_exempt">, { tax_cents, line_total_cents, taxes }: Amount): TaxRow[] {
  const all = { is_exempt: line.tax_exempt === true, net: line_total_cents - tax_cents };
  if (!taxes || taxes.length === 0) return [{ ...all, rate_ppm: line.tax_rate_ppm, name: null, tax: tax_cents }];
  return taxes.map(({ name, rate_ppm, tax_cents: tax }) => ({ ...all, rate_ppm, name, tax }));
}
