/** The taxes of a day as a person reads them: each by its name, and what is due of it. */

/** What tells one tax from another. */
export interface WhichTax {
  readonly rate_ppm: number | null;
  readonly name: string | null;
  readonly is_exempt: boolean;
}
interface TaxSum extends WhichTax {
  readonly net_cents: number;
  readonly tax_cents: number;
}

/** Lowest rate first, then by name. Lines from before rates were stored come last. */
export function byRateAndName(a: WhichTax, b: WhichTax): number {
  const rates = (a.rate_ppm ?? Number.MAX_SAFE_INTEGER) - (b.rate_ppm ?? Number.MAX_SAFE_INTEGER);
  if (rates !== 0) return rates;
  const [one, other] = [a.name ?? "", b.name ?? ""];
  return one === other ? Number(a.is_exempt) - Number(b.is_exempt) : one < other ? -1 : 1;
}

/** 190000 -> "19%", 88750 -> "8.875%". */
const percent = (ratePpm: number): string => `${ratePpm / 10_000}%`;

/** "GST 5%", "19% tax", "No tax (exempt)". */
export function taxText({ rate_ppm, name, is_exempt }: WhichTax): string {
  if (is_exempt) return `${name ?? "No tax"} (exempt)`;
  if (rate_ppm === null) return "Tax";
  return name === null ? `${percent(rate_ppm)} tax` : `${name} ${percent(rate_ppm)}`;
}

/** A tax of a day: what it was of sales, what was refunded of it, and what is due. `net_cents` is the sales' less the refunds'. */
export interface TaxDue extends WhichTax {
  readonly net_cents: number;
  readonly tax_cents: number;
  readonly refunded_cents: number;
  readonly due_cents: number;
}

/** `refund_taxes` null: a report of an older box, which does not know what was refunded of it. */
export function taxesDue({ taxes, refund_taxes }: { taxes: readonly TaxSum[]; refund_taxes: readonly TaxSum[] | null }): TaxDue[] {
  const back = refund_taxes ?? [];
  const others = back.filter((sum) => !taxes.some((tax) => isSame(tax, sum)));
  return [...taxes, ...others].toSorted(byRateAndName).map((which) => {
    const { rate_ppm, name, is_exempt } = which;
    const sold = taxes.find((sum) => isSame(sum, which));
    const refunded = back.find((sum) => isSame(sum, which));
    const tax_cents = sold?.tax_cents ?? 0;
    const refunded_cents = refunded?.tax_cents ?? 0;
    const net_cents = (sold?.net_cents ?? 0) - (refunded?.net_cents ?? 0);
    return { rate_ppm, name, is_exempt, net_cents, tax_cents, refunded_cents, due_cents: tax_cents - refunded_cents };
  });
}

const isSame = (a: WhichTax, b: WhichTax): boolean => a.rate_ppm === b.rate_ppm && a.name === b.name && a.is_exempt === b.is_exempt;
