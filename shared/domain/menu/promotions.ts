/**
 * Which promotions apply to a request: those without a code always, the others by their code; both only where their conditions hold.
 * A code that does nothing is refused rather than ignored: the customer expects a discount.
 */
import { type ErrorCode, ok, type Result, refuse } from "../kernel/errors.ts";
import { moneyText } from "../kernel/money-text.ts";
import type { FulfillmentType } from "../order/fulfillment-type.ts";
import type { PricedOrder } from "../order/order.ts";
import { isOpen } from "../store/opening-hours.ts";
import type { Channel, MenuDocument, Promotion } from "./menu.ts";
import { coverageOf, takesOff } from "./promotion-rules.ts";
import { hoursText } from "./promotion-words.ts";
import type { SelectedLine } from "./selection.ts";

/** People type codes: capitals and spaces around do not count. */
export function codeKey(code: string): string {
  return code.trim().toUpperCase();
}

/** Why a limited promotion is not for who asks: all of it is used up, or what one customer may have; or it is for others. */
export type Exhausted = "USED_UP" | "USED_BY_CUSTOMER" | "NOT_THE_FIRST" | "GUEST";

export interface PromotionMoment {
  /** For which the order is wanted. */
  readonly wantedMs: number;
  readonly time_zone: string;
  readonly channel: Channel;
  readonly fulfillment_type: FulfillmentType;
  /** Limited promotions that are not for who asks, by id. */
  readonly exhausted?: ReadonlyMap<string, Exhausted> | undefined;
}

/** Whether a promotion applies by itself, or one of the codes is its own. */
export const isAskedFor = ({ code }: Pick<Promotion, "code">, codes: readonly string[]): boolean =>
  code === null || codes.some((one) => codeKey(one) === codeKey(code));

interface Why {
  readonly code: ErrorCode;
  readonly words: string;
}

type Promotions = Pick<MenuDocument, "promotions">;

/**
 * In the sequence in which they are taken off, each once. `granted`: ids of those that the order has already, which need no code
 * again. Refuses with promotion.unknown, promotion.not_applicable, promotion.used_up.
 */
export function activePromotions(
  menu: Promotions,
  codes: readonly string[],
  moment: PromotionMoment,
  granted: ReadonlySet<string> = new Set(),
): Result<Promotion[]> {
  const whys = new Map(menu.promotions.map((promotion) => [promotion.promotion_id, whyNot(promotion, moment)]));
  const faults = codes.flatMap((code, index) => {
    const promotion = promotionOf(menu, code);
    const why = promotion ? whys.get(promotion.promotion_id) : UNKNOWN;
    if (!why || (promotion && granted.has(promotion.promotion_id))) return [];
    return [{ code: why.code, field: `/promotion_codes/${index}`, message: `${code} ${why.words}` }];
  });
  const [first] = faults;
  if (first) return refuse(first.code, `${first.message}.`, { fields: faults.map(({ field, message }) => ({ field, message })) });
  const applying = menu.promotions.filter(
    (promotion) => !whys.get(promotion.promotion_id) && (isAskedFor(promotion, codes) || granted.has(promotion.promotion_id)),
  );
  return ok(applying.toSorted((a, b) => (b.priority ?? 0) - (a.priority ?? 0)));
}

const UNKNOWN: Why = { code: "promotion.unknown", words: "is not a code of this store" };

const EXHAUSTED: Readonly<Record<Exhausted, Why>> = {
  USED_UP: { code: "promotion.used_up", words: "has been used up" },
  USED_BY_CUSTOMER: { code: "promotion.used_up", words: "has been used as often as one customer may" },
  NOT_THE_FIRST: { code: "promotion.not_applicable", words: "is for a first order at this store" },
  GUEST: { code: "promotion.not_applicable", words: "is for customers who are signed in" },
};
const FOR_CHANNEL: Readonly<Record<Channel, string>> = { APP: "is for the app", POS: "is for the counter" };
const FOR_FULFILLMENT: Readonly<Record<FulfillmentType, string>> = {
  PICKUP: "is for orders to take away",
  IN_STORE: "is for orders to eat in",
};

/** undefined: its conditions hold. A limited one is for the app alone, since the counter counts none. */
function whyNot(promotion: Promotion, { wantedMs, time_zone, channel, fulfillment_type, exhausted }: PromotionMoment): Why | undefined {
  const { starts_at, ends_at, hours, channels, fulfillment_types, limits, promotion_id } = promotion;
  const not = (words: string): Why => ({ code: "promotion.not_applicable", words });
  if (starts_at !== null && Date.parse(starts_at) > wantedMs) return { code: "promotion.unknown", words: "does not count yet" };
  if (ends_at !== null && Date.parse(ends_at) <= wantedMs) return { code: "promotion.unknown", words: "is over" };
  const forOther = limits && channel !== "APP" ? "APP" : channels && !channels.includes(channel) ? channels[0] : undefined;
  if (forOther) return not(FOR_CHANNEL[forOther]);
  const [fulfillment] = fulfillment_types ?? [];
  if (fulfillment && !fulfillment_types?.includes(fulfillment_type)) return not(FOR_FULFILLMENT[fulfillment]);
  if (hours && !isOpen({ hours, time_zone }, wantedMs)) return not(`counts ${hoursText(hours)}`);
  const why = limits && exhausted?.get(promotion_id);
  return why && EXHAUSTED[why];
}

/** The codes that took nothing off, and why. `lines` are what was priced as `priced`. */
export function idleCodes(
  menu: Promotions,
  codes: readonly string[],
  priced: PricedOrder,
  lines: readonly SelectedLine[],
): Result<PricedOrder> {
  const applied = new Set(priced.promotions.map(({ promotion_id }) => promotion_id));
  const fields = codes.flatMap((code, index) => {
    const promotion = promotionOf(menu, code);
    if (!promotion || applied.has(promotion.promotion_id)) return [];
    return [{ field: `/promotion_codes/${index}`, message: `${code} ${whyIdle(promotion, menu, priced, lines)}` }];
  });
  return fields[0] ? refuse("promotion.not_applicable", `${fields[0].message}.`, { fields }) : ok(priced);
}

function whyIdle(promotion: Promotion, menu: Promotions, priced: PricedOrder, lines: readonly SelectedLine[]): string {
  const { bundle = [], kind, buy_qty = 0, min_subtotal_cents } = promotion;
  const { whole, parts } = coverageOf(promotion, lines);
  const unitsOf = (covered: readonly boolean[] = []) => lines.reduce((sum, { qty }, i) => sum + (covered[i] ? qty : 0), 0);
  if (kind === "BUNDLE") {
    const missing = bundle.filter((part, i) => unitsOf(parts[i]) < part.qty).length;
    if (missing > 0) return missing === bundle.length ? "is for nothing on this order" : "needs everything of its bundle on the order";
  } else if (unitsOf(whole) === 0) return "is for nothing on this order";
  if (priced.subtotal_cents < min_subtotal_cents) return `needs an order of at least ${moneyText(min_subtotal_cents, priced)}`;
  if (kind === "BUY_X_GET_Y" && unitsOf(whole) <= buy_qty) return `needs ${buy_qty + 1} of what it is for`;
  return otherwise(promotion, menu, priced, lines);
}

/** It would take something off by itself, and does not go together with what takes off more. */
function otherwise(promotion: Promotion, menu: Promotions, priced: PricedOrder, lines: readonly SelectedLine[]): string {
  const open = lines.map((line, at) => {
    const gross = priced.lines[at]?.gross_cents ?? 0;
    return { ...line, at, gross, left: gross };
  });
  const isWorth = takesOff(promotion, open, coverageOf(promotion, open)).parts.some((part) => part > 0);
  const isExclusive = (id: string) => menu.promotions.some((one) => one.promotion_id === id && one.is_exclusive);
  const other = priced.promotions.find(({ promotion_id }) => promotion.is_exclusive || isExclusive(promotion_id));
  return isWorth && other ? `does not go together with ${other.name}, which takes off more` : "has nothing left to take off";
}

const promotionOf = ({ promotions }: Promotions, code: string): Promotion | undefined =>
  promotions.find((promotion) => promotion.code !== null && codeKey(promotion.code) === codeKey(code));
