/**
 * How many orders one customer, or the guests of one network, may hold open at a store. Guests pay nothing up front, so without a
 * bound one address could fill a store's book for a week.
 */
import { createHmac } from "node:crypto";
import type { Principal } from "@crema/shared/contract/access";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { queueSince } from "@crema/shared/domain/order/queue";
import { networkOf } from "@crema/shared/server/network-of";
import type pg from "pg";

export interface OpenOrderLimit {
  /** Refuses with order.too_many_open, or notes who holds the order. Under the store's link row, so that no two count together. */
  hold(client: pg.ClientBase, principal: Principal, order: { store_id: string; order_id: string }, nowMs: number): Promise<Result<null>>;
}

export interface OpenOrderLimits {
  readonly openOrdersPerCustomer: number;
  readonly openOrdersPerAddress: number;
}

export function createOpenOrderLimit(secret: Uint8Array, limits: OpenOrderLimits): OpenOrderLimit {
  /** Addresses are not kept as such. */
  const hashed = (network: string) => createHmac("sha256", secret).update(`order asker ${network}`).digest("base64url");
  return {
    async hold(client, principal, { store_id: storeId, order_id: orderId }, nowMs) {
      const isCustomer = principal.kind === "customer";
      if (!isCustomer && principal.kind !== "anonymous") return ok(null);
      const asker = isCustomer ? `user:${principal.user_id}` : `net:${hashed(networkOf(principal.address))}`;
      const most = isCustomer ? limits.openOrdersPerCustomer : limits.openOrdersPerAddress;
      await client.query({ name: "drop_ended_askers", text: DROP_ENDED, values: [asker, storeId, queueSince(nowMs)] });
      const counted = await client.query<{ n: number }>({ name: "count_askers", text: COUNT, values: [asker, storeId] });
      if ((counted.rows[0]?.n ?? 0) >= most) {
        const whose = isCustomer ? "You have" : "Guests at your address have";
        return refuse("order.too_many_open", `${whose} ${most} orders open at this store. Fetch or cancel one first.`);
      }
      await client.query({ name: "note_asker", text: NOTE, values: [orderId, storeId, asker] });
      return ok(null);
    },
  };
}

/** Those that the store has left open are over too: nobody waits for them, and the guest cannot close them. */
const DROP_ENDED = `DELETE FROM order_askers a USING orders o
  WHERE a.asker = $1 AND a.store_id = $2 AND o.store_id = a.store_id AND o.order_id = a.order_id
    AND (o.status IN ('COMPLETED', 'CANCELLED') OR o.promised_at < $3)`;
const COUNT = "SELECT count(*)::int AS n FROM order_askers WHERE asker = $1 AND store_id = $2";
const NOTE = "INSERT INTO order_askers (order_id, store_id, asker) VALUES ($1, $2, $3)";
