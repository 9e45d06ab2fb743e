/**
 * Which promotions apply to a request: those without a code always, the others by their code; both only while they run.
 * A code that does nothing is refused rather than ignored: the customer expects a discount.
 */
import { ok, type Result, refuse } from "../kernel/errors.ts";
import { moneyText } from "../kernel/money-text.ts";
import type { PricedOrder } from "../order/order.ts";
import type { MenuDocument, Promotion } from "./menu.ts";
import { covers } from "./pricing.ts";
import type { SelectedLine } from "./selection.ts";

/** People type codes: capitals and spaces around do not count. */
export function codeKey(code: string): string {
  return code.trim().toUpperCase();
}

/**
 * In the menu's sequence, each once. `atMs` is compared with [starts_at, ends_at). `granted`: ids of those that the order has
 * already, which need no code again.
 */
export function activePromotions(
  menu: Pick<MenuDocument, "promotions">,
  codes: readonly string[],
  atMs: number,
  granted: ReadonlySet<string> = new Set(),
): Result<Promotion[]> {
  const running = menu.promotions.filter((promotion) => isRunning(promotion, atMs));
  const asked = new Set(codes.map(codeKey));
  const fields = codes.flatMap((code, index) => {
    const promotion = promotionOf(menu, code);
    if (promotion && (running.includes(promotion) || granted.has(promotion.promotion_id))) return [];
    const why = !promotion
      ? "is not a code of this store"
      : promotion.starts_at !== null && Date.parse(promotion.starts_at) > atMs
        ? "does not count yet"
        : "is over";
    return [{ field: `/promotion_codes/${index}`, message: `${code} ${why}` }];
  });
  if (fields[0]) return refuse("promotion.unknown", `${fields[0].message}.`, { fields });
  return ok(running.filter(({ code, promotion_id }) => code === null || asked.has(codeKey(code)) || granted.has(promotion_id)));
}

/** The codes that took nothing off, and why. `lines` are what was priced as `priced`. */
export function idleCodes(
  menu: Pick<MenuDocument, "promotions">,
  codes: readonly string[],
  priced: PricedOrder,
  lines: readonly SelectedLine[],
): Result<PricedOrder> {
  const applied = new Set(priced.promotions.map(({ promotion_id }) => promotion_id));
  const fields = codes.flatMap((code, index) => {
    const promotion = promotionOf(menu, code);
    if (!promotion || applied.has(promotion.promotion_id)) return [];
    return [{ field: `/promotion_codes/${index}`, message: `${code} ${whyIdle(promotion, priced, lines)}` }];
  });
  return fields[0] ? refuse("promotion.not_applicable", `${fields[0].message}.`, { fields }) : ok(priced);
}

function whyIdle(promotion: Promotion, priced: PricedOrder, lines: readonly SelectedLine[]): string {
  if (!lines.some((line) => covers(promotion, line))) return "is for nothing on this order";
  if (priced.subtotal_cents < promotion.min_subtotal_cents) {
    return `needs an order of at least ${moneyText(promotion.min_subtotal_cents, priced)}`;
  }
  return "has nothing left to take off";
}

const promotionOf = ({ promotions }: Pick<MenuDocument, "promotions">, code: string): Promotion | undefined =>
  promotions.find((promotion) => promotion.code !== null && codeKey(promotion.code) === codeKey(code));

function isRunning(promotion: Promotion, atMs: number): boolean {
  const begun = promotion.starts_at === null || Date.parse(promotion.starts_at) <= atMs;
  const over = promotion.ends_at !== null && Date.parse(promotion.ends_at) <= atMs;
  return begun && !over;
}
