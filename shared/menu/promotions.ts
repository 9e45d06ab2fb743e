/**
 * Which promotions apply to a request: those without a code always, the others by their code; both only while they run.
 * A code that does nothing is refused rather than ignored: the customer expects a discount.
 */
import { ok, type Result, refuse } from "../errors.ts";
import type { MenuDocument, Promotion } from "./menu.ts";

/** People type codes: capitals and spaces around do not count. */
export function codeKey(code: string): string {
  return code.trim().toUpperCase();
}

/** In the menu's sequence, each once. `atMs` is compared with [starts_at, ends_at). */
export function activePromotions(menu: Pick<MenuDocument, "promotions">, codes: readonly string[], atMs: number): Result<Promotion[]> {
  const running = menu.promotions.filter((promotion) => isRunning(promotion, atMs));
  const known = new Set(running.flatMap((promotion) => (promotion.code === null ? [] : [codeKey(promotion.code)])));
  const fields = codes.flatMap((code, index) =>
    known.has(codeKey(code)) ? [] : [{ field: `/promotion_codes/${index}`, message: `${code} is not a code that applies now` }],
  );
  if (fields[0]) return refuse("promotion.unknown", fields[0].message, { fields });
  const asked = new Set(codes.map(codeKey));
  return ok(running.filter((promotion) => promotion.code === null || asked.has(codeKey(promotion.code))));
}

function isRunning(promotion: Promotion, atMs: number): boolean {
  const begun = promotion.starts_at === null || Date.parse(promotion.starts_at) <= atMs;
  const over = promotion.ends_at !== null && Date.parse(promotion.ends_at) <= atMs;
  return begun && !over;
}
