/**
 * What a request costs now: selection, promotions, pricing, in this sequence, on both sides and for every door.
 * A price that differs from the one that the client showed is never charged silently.
 */
import type { QuoteRequest } from "../api/orders.ts";
import { ok, type Result, refuse } from "../errors.ts";
import type { IdSource } from "../ids.ts";
import { moneyText } from "../money-text.ts";
import type { PricedOrder } from "../order/order.ts";
import type { ProfileDocument } from "../profile.ts";
import type { Availability, MenuDocument } from "./menu.ts";
import { type CounterDiscount, discountOrder, priceOrder } from "./pricing.ts";
import { activePromotions } from "./promotions.ts";
import { selectLines } from "./selection.ts";

export function quote(
  menu: MenuDocument,
  profile: Pick<ProfileDocument, "version" | "tax">,
  availability: Availability,
  request: Pick<QuoteRequest, "items" | "promotion_codes">,
  options: { atMs: number; newId: IdSource },
): Result<PricedOrder> {
  const lines = selectLines(menu, availability, request.items);
  if (!lines.ok) return lines;
  const promotions = activePromotions(menu, request.promotion_codes, options.atMs);
  if (!promotions.ok) return promotions;
  return priceOrder(menu, profile, lines.value, { promotions: promotions.value, newId: options.newId });
}

/** What staff take off is no promotion of the menu: it comes last, on what the order costs then. */
export function takenOff(
  priced: PricedOrder,
  given: { discount: CounterDiscount; reason: string } | null | undefined,
  profile: Pick<ProfileDocument, "tax">,
): Result<PricedOrder> {
  return given ? discountOrder(priced, given.discount, given.reason, profile.tax) : ok(priced);
}

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
