/**
 * What a request costs now: selection, promotions, pricing, in this order, on both sides and for every route.
 * A price that differs from the one that the client showed is never charged silently.
 */

import { ok, type Result, refuse } from "../kernel/errors.ts";
import type { IdSource } from "../kernel/ids.ts";
import { moneyText } from "../kernel/money-text.ts";
import type { FulfillmentType } from "../order/fulfillment-type.ts";
import { MAX_PRICED_BYTES, type Order, type OrderLine, type PricedOrder } from "../order/order.ts";
import type { QuoteRequest } from "../order/order-request.ts";
import type { ProfileDocument } from "../store/profile.ts";
import { taxMoment } from "../store/tax-rates.ts";
import { keptDiscounts } from "./kept-discounts.ts";
import { type Taxation, taxationOfLine } from "./line-taxes.ts";
import type { Availability, MenuDocument } from "./menu.ts";
import { type CounterDiscount, discountOrder, priceOrder } from "./pricing.ts";
import { activePromotions, idleCodes, type PromotionMoment } from "./promotions.ts";
import { selectLines } from "./selection.ts";
import { soldOutThen } from "./sold-out.ts";
import { piecesOf } from "./stock.ts";

export function quote(
  menu: MenuDocument,
  profile: Pick<ProfileDocument, "version" | "tax" | "time_zone" | "business_day_cutoff_hour">,
  availability: Availability,
  request: Pick<QuoteRequest, "items" | "promotion_codes" | "fulfillment_type" | "requested_for">,
  options: QuoteOptions,
): Result<PricedOrder> {
  const { atMs, newId, changes, channel, exhausted } = options;
  const wanted = (changes ?? request).requested_for ?? null;
  const lines = selectLines(menu, soldOutThen(availability, profile, wanted, atMs), request.items, piecesOf(changes?.lines ?? []));
  if (!lines.ok) return lines;
  const codes = request.promotion_codes;
  const granted = new Set(changes?.promotions.map(({ promotion_id }) => promotion_id));
  const taxedAt = taxMoment(profile, changes ?? request, atMs);
  const moment = { wantedMs: wanted === null ? atMs : Date.parse(wanted), time_zone: profile.time_zone, channel, exhausted };
  const promotions = activePromotions(menu, codes, { ...moment, fulfillment_type: taxedAt.fulfillment_type }, granted);
  if (!promotions.ok) return promotions;
  const kept = changes ? keptDiscounts(changes, lines.value, menu) : [];
  const keptTaxes = new Map(changes?.lines.toReversed().flatMap(taxOfItem));
  const priced = priceOrder(menu, profile, lines.value, { promotions: promotions.value, kept, taxedAt, keptTaxes, newId });
  if (!priced.ok) return priced;
  const tooLong = checkLength(priced.value);
  if (!tooLong.ok) return tooLong;
  return codes.length > 0 ? idleCodes(menu, codes, priced.value, lines.value) : priced;
}

/** A price says for which kind of sale it is. */
export function quoted(
  priced: Result<PricedOrder>,
  fulfillment_type: FulfillmentType = "PICKUP",
  asap_wait_s: number | null = null,
): Result<PricedOrder & { fulfillment_type: FulfillmentType; asap_wait_s: number | null }> {
  return priced.ok ? ok({ ...priced.value, fulfillment_type, asap_wait_s }) : priced;
}

interface QuoteOptions extends Pick<PromotionMoment, "channel" | "exhausted"> {
  readonly atMs: number;
  readonly newId: IdSource;
  /** The order whose lines these are to become. */
  readonly changes?: Changed;
}

type Changed = PricedOrder & Pick<Order, "fulfillment_type" | "requested_for">;

/** What is on the order already is taxed as it was, also where the store's rates have changed since; the first line of an item counts. */
function taxOfItem(line: OrderLine): [item: string, taxed: Taxation][] {
  const taxed = taxationOfLine(line);
  return taxed ? [[line.item_id, taxed]] : [];
}

/** Orders with at most this many lines, choices and shares of promotions fit whatever their names are, so most are not measured. */
const SURELY_FITS = 60;
const encoder = new TextEncoder();

/**
 * An order travels between store and cloud whole, in one event. Checked here, the limit is the same at the counter and in
 * the app.
 */
export function checkLength(priced: PricedOrder): Result<PricedOrder> {
  const choices = priced.lines.reduce((sum, line) => sum + 1 + line.modifiers.length, 0);
  const parts = priced.promotions.reduce((sum, { lines = [] }) => sum + 1 + lines.length, choices);
  if (parts <= SURELY_FITS || encoder.encode(JSON.stringify(priced)).byteLength <= MAX_PRICED_BYTES) return ok(priced);
  return refuse("request.too_large", "This order is too long to be stored. Take lines, choices or notes off it, or make it two orders.");
}

/** A discount by staff is not a promotion of the menu: it comes last, on what the order costs after those. */
export function takenOff(
  priced: PricedOrder,
  given: GivenOnTicket | null | undefined,
  profile: Pick<ProfileDocument, "tax">,
): Result<PricedOrder> {
  if (!given) return ok(priced);
  return discountOrder(priced, given.discount, { reason: given.reason, line_id: lineOnTicket(priced, given) }, profile.tax);
}

interface GivenOnTicket {
  readonly discount: CounterDiscount;
  readonly reason: string;
  readonly line_index?: number | undefined;
}

/** The line that the discount is of, which had only its place when the discount was given. An unknown place is an unknown line. */
export const lineOnTicket = (
  { lines }: Pick<PricedOrder, "lines">,
  { line_index }: Pick<GivenOnTicket, "line_index">,
): string | undefined => (line_index === undefined ? undefined : (lines[line_index]?.line_id ?? ""));

/** `expected`: the total in cents that the client showed; null where it showed none. The refusal has the new `quote`. */
export function checkExpectedTotal(priced: PricedOrder, expected: number | null): Result<PricedOrder> {
  if (expected === null || expected === priced.total_cents) return ok(priced);
  const text = (minor: number) => moneyText(minor, priced);
  return refuse(
    "order.price_changed",
    `The total is ${text(priced.total_cents)} now, not ${text(expected)}. Look at it, then order again.`,
    {
      fields: [{ field: "/expected_total_cents", message: `is ${priced.total_cents} now` }],
      extra: { quote: priced },
    },
  );
}
