/**
 * Which orders of the app have which promotion, for those that are limited. Rows follow from the orders, in each commit that changes
 * one, so nothing has to be given back when an order ends, and an order that a box hands back counts again.
 */
import type { Promotion } from "@crema/shared/domain/menu/menu";
import { type Exhausted, isAskedFor } from "@crema/shared/domain/menu/promotions";
import { COUNTER_DISCOUNT, type Order } from "@crema/shared/domain/order/order";
import type pg from "pg";
import type { Asks } from "./batch.ts";
import { insertInto, insertRows, text, uuid } from "./insert.ts";

interface Use {
  readonly order: Order;
  readonly promotion_id: string;
}

const INSERT_USES = insertInto<Use>(
  "promotion_uses",
  {
    store_id: text(({ order }) => order.store_id),
    promotion_id: text(({ promotion_id }) => promotion_id),
    order_id: uuid(({ order }) => order.order_id),
    user_id: uuid(({ order }) => order.user_id),
  },
  "ON CONFLICT DO NOTHING",
);

/** `changed`: the orders of a unit of work as they are now. */
export async function writePromotionUses(client: Asks, changed: readonly Order[]): Promise<void> {
  const orders = changed.filter(({ origin, promotions, amendments }) => origin === "APP" && (promotions.length > 0 || amendments > 0));
  if (orders.length === 0) return;
  const uses = orders.flatMap((order) => {
    const ids = new Set(order.status === "CANCELLED" ? [] : order.promotions.map(({ promotion_id }) => promotion_id));
    ids.delete(COUNTER_DISCOUNT);
    return [...ids].map((promotion_id): Use => ({ order, promotion_id }));
  });
  const dropped = client.query({
    name: "drop_promotion_uses",
    text: `DELETE FROM promotion_uses USING unnest($1::text[], $2::uuid[]) AS changed (store_id, order_id)
           WHERE promotion_uses.store_id = changed.store_id AND promotion_uses.order_id = changed.order_id`,
    values: [orders.map((order) => order.store_id), orders.map((order) => order.order_id)],
  });
  await Promise.all([dropped, insertRows(client, INSERT_USES, uses)]);
}

interface Asker {
  readonly storeId: string;
  /** null: a guest. */
  readonly userId: string | null;
  readonly codes: readonly string[];
}

/**
 * The limited promotions of a menu that are not for who asks, of those that would apply or whose code is named. Only under the store's
 * link row does it stay so until the order is placed.
 */
export async function exhaustedPromotions(
  client: Pick<pg.ClientBase | pg.Pool, "query">,
  promotions: readonly Promotion[],
  { storeId, userId, codes }: Asker,
): Promise<ReadonlyMap<string, Exhausted>> {
  const limited = promotions.filter((promotion) => promotion.limits && isAskedFor(promotion, codes));
  if (limited.length === 0) return new Map();
  const found = await client.query<{ promotion_id: string; uses: number; own: number; has_ordered: boolean }>({
    name: "promotion_uses",
    text: USES,
    values: [
      storeId,
      limited.map(({ promotion_id }) => promotion_id),
      limited.map(({ limits }) => limits?.in_all ?? 0),
      userId,
      limited.map(({ limits }) => limits?.per_customer ?? 0),
    ],
  });
  const uses = new Map(found.rows.map((row) => [row.promotion_id, row]));
  return new Map(
    limited.flatMap(({ promotion_id, limits }): [string, Exhausted][] => {
      const counted = uses.get(promotion_id);
      const why = limits && counted && whyExhausted(limits, counted, userId);
      return why ? [[promotion_id, why]] : [];
    }),
  );
}

function whyExhausted(
  { in_all, per_customer, first_order }: NonNullable<Promotion["limits"]>,
  { uses, own, has_ordered }: { readonly uses: number; readonly own: number; readonly has_ordered: boolean },
  userId: string | null,
): Exhausted | null {
  if (in_all !== undefined && uses >= in_all) return "USED_UP";
  if (userId === null) return per_customer !== undefined || first_order ? "GUEST" : null;
  if (first_order && has_ordered) return "NOT_THE_FIRST";
  return per_customer !== undefined && own >= per_customer ? "USED_BY_CUSTOMER" : null;
}

/** Of each no more are counted than there may be. */
const USES = `SELECT asked.promotion_id,
    (SELECT count(*)::int FROM (SELECT 1 FROM promotion_uses u WHERE u.store_id = $1 AND u.promotion_id = asked.promotion_id LIMIT asked.in_all) AS counted) AS uses,
    (SELECT count(*)::int FROM (SELECT 1 FROM promotion_uses u WHERE u.store_id = $1 AND u.promotion_id = asked.promotion_id AND u.user_id = $4::uuid LIMIT asked.own) AS counted) AS own,
    EXISTS (SELECT 1 FROM orders o WHERE o.store_id = $1 AND o.user_id = $4::uuid AND o.status <> 'CANCELLED') AS has_ordered
  FROM unnest($2::text[], $3::int[], $5::int[]) AS asked (promotion_id, in_all, own)`;
