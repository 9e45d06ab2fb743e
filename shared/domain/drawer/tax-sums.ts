/** Taxes as reports and receipts sum them: by rate and name, and what is exempt by itself. */
import { z } from "zod";
import { Cents, RatePpm, sumCents } from "../kernel/money.ts";
import type { Order, OrderLine } from "../order/order.ts";
import type { Refund } from "../payment/payment.ts";

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

function byRateAndName(a: TaxRow, b: TaxRow): number {
  const rates = (a.rate_ppm ?? Number.MAX_SAFE_INTEGER) - (b.rate_ppm ?? Number.MAX_SAFE_INTEGER);
  if (rates !== 0) return rates;
  const [one, other] = [a.name ?? "", b.name ?? ""];
  return one === other ? Number(a.is_exempt) - Number(b.is_exempt) : one < other ? -1 : 1;
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

/** 190000 -> "19%", 88750 -> "8.875%". */
const percent = (ratePpm: number): string => `${ratePpm / 10_000}%`;

/** As a person reads it: "GST 5%", "19% tax", "No tax (exempt)". */
export function taxText({ rate_ppm, name, is_exempt }: Pick<TaxRow, "rate_ppm" | "name" | "is_exempt">): string {
  if (is_exempt) return `${name ?? "No tax"} (exempt)`;
  if (rate_ppm === null) return "Tax";
  return name === null ? `${percent(rate_ppm)} tax` : `${name} ${percent(rate_ppm)}`;
}

/** A tax of a day: what it was of sales, what was refunded of it, and what is due. `net_cents` is the sales' less the refunds'. */
export interface TaxDue extends Pick<TaxRow, "rate_ppm" | "name" | "is_exempt"> {
  readonly net_cents: number;
  readonly tax_cents: number;
  readonly refunded_cents: number;
  readonly due_cents: number;
}

/** `refund_taxes` null: a report of an older box, which does not know what was refunded of it. */
export function taxesDue({ taxes, refund_taxes }: { taxes: readonly RateSum[]; refund_taxes: readonly RateSum[] | null }): TaxDue[] {
  const rowsOf = (sums: readonly RateSum[], sign: 1 | -1): TaxRow[] =>
    sums.map(({ net_cents, tax_cents, ...of }) => ({ ...of, net: sign * net_cents, tax: sign * tax_cents }));
  const back = refund_taxes ?? [];
  return sumByRate([...rowsOf(taxes, 1), ...rowsOf(back, -1)]).map(({ net_cents, tax_cents: due_cents, ...of }) => {
    const refunded_cents = back.find((sum) => isSame(sum, of))?.tax_cents ?? 0;
    return { ...of, net_cents, tax_cents: due_cents + refunded_cents, refunded_cents, due_cents };
  });
}

const isSame = (a: Pick<TaxRow, "rate_ppm" | "name" | "is_exempt">, b: typeof a): boolean =>
  a.rate_ppm === b.rate_ppm && a.name === b.name && a.is_exempt === b.is_exempt;
