/**
 * How many orders one customer, or the guests of one network, may hold open at a store. Guests pay nothing up front, so without a
 * bound one address could fill a store's book for a week.
 */
import { createHmac } from "node:crypto";
import type { Principal } from "@crema/shared/contract/access";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import type { Order } from "@crema/shared/domain/order/order";
import { queueSince } from "@crema/shared/domain/order/queue";
import { networkOf } from "@crema/shared/server/network-of";
import type pg from "pg";
import { Batch } from "../../db/batch.ts";

export interface OpenOrderLimit {
  /** Refuses with order.too_many_open, order.unpaid_limit, or notes who holds the order. Under the store's link row, so that no two count together. */
  hold(client: pg.ClientBase, principal: Principal, order: OrderToHold, rules: HoldRules): Promise<Result<null>>;
}

type OrderToHold = Pick<Order, "store_id" | "order_id" | "total_cents" | "pay_mode" | "currency" | "minor_digits">;

interface HoldRules {
  readonly nowMs: number;
  /** In minor units; null: the store has none. */
  readonly unpaidLimit: number | null;
}

export interface OpenOrderLimits {
  readonly openOrdersPerCustomer: number;
  readonly openOrdersPerAddress: number;
}

export function createOpenOrderLimit(secret: Uint8Array, limits: OpenOrderLimits): OpenOrderLimit {
  /** Addresses are not kept as such. */
  const hashed = (network: string) => createHmac("sha256", secret).update(`order asker ${network}`).digest("base64url");
  return {
    async hold(client, principal, order, { nowMs, unpaidLimit }) {
      const { store_id: storeId, order_id: orderId } = order;
      const isCustomer = principal.kind === "customer";
      if (!isCustomer && principal.kind !== "anonymous") return ok(null);
      const asker = isCustomer ? `user:${principal.user_id}` : `net:${hashed(networkOf(principal.address))}`;
      const most = isCustomer ? limits.openOrdersPerCustomer : limits.openOrdersPerAddress;
      const batch = new Batch(client);
      const asksUnpaid = unpaidLimit !== null && order.pay_mode === "AT_STORE";
      const [, counted, unpaid] = await Promise.all([
        batch.query({ name: "drop_ended_askers", text: DROP_ENDED, values: [asker, storeId, queueSince(nowMs)] }),
        batch.query<{ n: number }>({ name: "count_askers", text: COUNT, values: [asker, storeId] }),
        asksUnpaid ? batch.query<{ sum: number }>({ name: "sum_unpaid", text: SUM_UNPAID, values: [asker, storeId] }) : null,
        batch.send(),
      ]);
      if ((counted.rows[0]?.n ?? 0) >= most) {
        const whose = isCustomer ? "You have" : "Guests at your address have";
        return refuse("order.too_many_open", `${whose} ${most} orders open at this store. Fetch or cancel one first.`);
      }
      if (unpaid !== null && unpaidLimit !== null) {
        if ((unpaid.rows[0]?.sum ?? 0) + order.total_cents > unpaidLimit)
          return refuse(
            "order.unpaid_limit",
            `${isCustomer ? "You" : "Guests at your address"} may have ${moneyText(unpaidLimit, order)} ordered here without having paid. Pay online, or fetch what is ordered first.`,
          );
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
const SUM_UNPAID = `SELECT coalesce(sum(o.total_cents - (o.state->>'paid_cents')::int), 0)::int AS sum FROM order_askers a
  JOIN orders o ON o.store_id = a.store_id AND o.order_id = a.order_id
  WHERE a.asker = $1 AND a.store_id = $2 AND o.state->>'pay_mode' = 'AT_STORE' AND o.status NOT IN ('COMPLETED', 'CANCELLED')`;
const NOTE = "INSERT INTO order_askers (order_id, store_id, asker) VALUES ($1, $2, $3)";
