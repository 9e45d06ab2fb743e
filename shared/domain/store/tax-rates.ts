/** Which of a store's tax rates counts for what is sold, and what is wrong with a list of them. */
import { localTime } from "../kernel/business-day.ts";
import type { FieldFault } from "../kernel/errors.ts";
import { sumCents } from "../kernel/money.ts";
import { FulfillmentType } from "../order/fulfillment-type.ts";
import type { ProfileDocument, TaxRate, TaxRules } from "./profile.ts";

/** What the rate depends on besides the category. */
export interface TaxMoment {
  readonly fulfillment_type: FulfillmentType;
  /** The calendar day in the store's time zone: "2026-05-04". Not the business day: a rate begins at midnight. */
  readonly day: string;
}

/** `requested_for`: when it is wanted; now where that is not said. */
export function taxMoment(
  { time_zone }: Pick<ProfileDocument, "time_zone">,
  request: { readonly fulfillment_type?: FulfillmentType | undefined; readonly requested_for?: string | null | undefined },
  nowMs: number,
): TaxMoment {
  const atMs = request.requested_for ? Date.parse(request.requested_for) : nowMs;
  return { fulfillment_type: request.fulfillment_type ?? "PICKUP", day: localTime(atMs, time_zone).date };
}

/** The rule that counts, as TaxRate says. Of two that say the same, which older profiles may have, the later one. */
export function rateFor(rates: readonly TaxRate[], category: string, { fulfillment_type, day }: TaxMoment): TaxRate | null {
  const rank = (rate: TaxRate) => `${rate.fulfillment_type === undefined ? 0 : 1} ${rate.valid_from ?? ""}`;
  return rates
    .filter((rate) => rate.tax_category === category)
    .filter((rate) => rate.fulfillment_type === undefined || rate.fulfillment_type === fulfillment_type)
    .filter((rate) => rate.valid_from === undefined || rate.valid_from <= day)
    .reduce<TaxRate | null>((best, rate) => (best === null || rank(rate) >= rank(best) ? rate : best), null);
}

/** The rate from the beginning, for a line of an order that is older than all that a rate may depend on. */
export function firstRateFor(rates: readonly TaxRate[], category: string): TaxRate | null {
  const own = rates.filter((rate) => rate.tax_category === category && rate.valid_from === undefined);
  return own.find((rate) => rate.fulfillment_type === undefined) ?? own[0] ?? null;
}

/** `categories`: those that the store's menu names; each needs a rate whenever and however it is sold. `at`: where the rules stand. */
export function taxFaults({ rates }: Pick<TaxRules, "rates">, categories: Iterable<string> = [], at = "/tax/rates"): FieldFault[] {
  const named = new Map(rates.map(({ tax_category }, index) => [tax_category, `${at}/${index}/tax_category`]));
  for (const category of categories) if (!named.has(category)) named.set(category, at);
  return [
    ...rates.flatMap((rate, index) => [...overlapFaults(rates, rate, index, at), ...rateFaults(rate, `${at}/${index}`)]),
    ...[...named].flatMap(([category, field]) => gapFaults(rates, category, field)),
  ];
}

/** Two rules for the same sale on the same day: nothing would say which one counts. */
function overlapFaults(rates: readonly TaxRate[], rate: TaxRate, index: number, at: string): FieldFault[] {
  const isSame = (other: TaxRate) =>
    other.tax_category === rate.tax_category && other.fulfillment_type === rate.fulfillment_type && other.valid_from === rate.valid_from;
  const first = rates.findIndex(isSame);
  if (first === index) return [];
  const field = `${at}/${index}/${rate.valid_from === undefined ? "tax_category" : "valid_from"}`;
  return [{ field, message: `is there twice: ${rate.tax_category} has a rate of the same day and kind of sale at ${first}` }];
}

function rateFaults(rate: TaxRate, at: string): FieldFault[] {
  const sum = sumCents((rate.components ?? []).map(({ rate_ppm }) => rate_ppm));
  if (rate.is_exempt && (rate.rate_ppm > 0 || rate.components))
    return [{ field: `${at}/is_exempt`, message: "is outside of the tax, so its rate is 0 and it has no components" }];
  const names = (rate.components ?? []).map(({ name }) => name);
  return [
    ...(rate.components && sum !== rate.rate_ppm
      ? [{ field: `${at}/rate_ppm`, message: `is ${rate.rate_ppm}, and its components sum to ${sum}` }]
      : []),
    ...names.flatMap((name, i) =>
      names.indexOf(name) === i ? [] : [{ field: `${at}/components/${i}/name`, message: `${name} is there twice` }],
    ),
  ];
}

/** There has to be a rate from the beginning for each kind of sale, by itself or for any. */
function gapFaults(rates: readonly TaxRate[], category: string, field: string): FieldFault[] {
  const own = rates.filter(({ tax_category }) => tax_category === category);
  if (own.length === 0) return [{ field, message: `the published menu needs a rate for ${category}` }];
  const open = own.filter(({ valid_from }) => valid_from === undefined);
  const missing = FulfillmentType.options.filter(
    (type) => !open.some(({ fulfillment_type }) => fulfillment_type === undefined || fulfillment_type === type),
  );
  if (missing.length === 0) return [];
  const whom = missing.length === FulfillmentType.options.length ? "" : ` for ${missing.join(", ")}`;
  return [{ field, message: `${category} has no rate from the beginning${whom}: give one without valid_from` }];
}
