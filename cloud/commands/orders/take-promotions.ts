/**
 * An order takes what it has of limited promotions under the store's link row: of any number at once for the last one, one has it. The
 * use is the order itself (db/promotion-uses.ts).
 */
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { checkExpectedTotal } from "@crema/shared/domain/menu/quote";
import type { OrderIn } from "@crema/shared/domain/order/order";
import { exhaustedPromotions } from "../../db/promotion-uses.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";
import type { ReadyOrder } from "./ready-to-place.ts";

/**
 * The order, priced again where a promotion was used up since it was priced. Refuses with promotion.used_up where its code was named, else
 * with order.price_changed. The link row must be locked.
 */
export async function takePromotions(unit: UnitOfWork, ready: ReadyOrder, codes: readonly string[]): Promise<Result<OrderIn<"PLACED">>> {
  const { order, promotions, price } = ready;
  const has = new Set(order.promotions.map(({ promotion_id }) => promotion_id));
  if (!promotions.some(({ promotion_id, limits }) => limits && has.has(promotion_id))) return ok(order);
  const asker = { storeId: order.store_id, userId: order.user_id, codes };
  const exhausted = await exhaustedPromotions(unit.client, promotions, asker);
  if (![...exhausted.keys()].some((id) => has.has(id))) return ok(order);
  const priced = price(exhausted);
  if (!priced.ok) return priced;
  const same = checkExpectedTotal(priced.value, order.total_cents);
  return same.ok ? ok({ ...order, ...same.value }) : same;
}
