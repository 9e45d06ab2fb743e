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

interface NetAndTax {
  readonly net_cents: number;
  readonly tax_cents: number;
}

/** A tax of a day: of sales, in what was refunded of them, and what is due of the one less the other. */
export interface TaxDue extends WhichTax {
  readonly sold: NetAndTax;
  readonly refunded: NetAndTax;
  readonly due: NetAndTax;
}

/** `refund_taxes` null: a report of an older box, which does not know what was refunded of it. */
export function taxesDue({ taxes, refund_taxes }: { taxes: readonly TaxSum[]; refund_taxes: readonly TaxSum[] | null }): TaxDue[] {
  const back = refund_taxes ?? [];
  const others = back.filter((sum) => !taxes.some((tax) => isSame(tax, sum)));
  return [...taxes, ...others].toSorted(byRateAndName).map((which) => {
    const { rate_ppm, name, is_exempt } = which;
    const sumIn = (sums: readonly TaxSum[]): NetAndTax => {
      const { net_cents, tax_cents } = sums.find((sum) => isSame(sum, which)) ?? { net_cents: 0, tax_cents: 0 };
      return { net_cents, tax_cents };
    };
    const [sold, refunded] = [sumIn(taxes), sumIn(back)];
    const due = { net_cents: sold.net_cents - refunded.net_cents, tax_cents: sold.tax_cents - refunded.tax_cents };
    return { rate_ppm, name, is_exempt, sold, refunded, due };
  });
}

const isSame = (a: WhichTax, b: WhichTax): boolean => a.rate_ppm === b.rate_ppm && a.name === b.name && a.is_exempt === b.is_exempt;
