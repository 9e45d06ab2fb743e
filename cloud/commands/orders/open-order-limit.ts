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
import type { Asks } from "../../db/batch.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";

export interface OpenOrderLimit {
  /** What whoever asks has open at the store; null: nobody counts that. Under the store's link row, so that no two count together. */
  ask(asks: Asks, principal: Principal, order: Pick<Order, "store_id" | "pay_mode">, rules: HoldRules): Promise<OpenOrders | null>;
  /** Refuses with order.too_many_open, order.unpaid_limit, or notes who holds the order. */
  hold(unit: Pick<UnitOfWork, "pending">, open: OpenOrders, order: OrderToHold): Result<null>;
}

export interface OpenOrders {
  readonly asker: string;
  readonly isCustomer: boolean;
  readonly orders: number;
  /** What is ordered and not paid, and how much that may be; null: it has no limit. */
  readonly unpaid: { readonly cents: number; readonly limit: number } | null;
}

type OrderToHold = Pick<Order, "store_id" | "order_id" | "total_cents" | "currency" | "minor_digits">;

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
    async ask(asks, principal, { store_id: storeId, pay_mode }, { nowMs, unpaidLimit }) {
      const isCustomer = principal.kind === "customer";
      if (!isCustomer && principal.kind !== "anonymous") return null;
      const asker = isCustomer ? `user:${principal.user_id}` : `net:${hashed(networkOf(principal.address))}`;
      const limit = pay_mode === "AT_STORE" ? unpaidLimit : null;
      const [counted, unpaid] = await Promise.all([
        asks.query<{ n: number }>({ name: "count_askers", text: COUNT, values: [asker, storeId, queueSince(nowMs)] }),
        limit === null ? null : asks.query<{ sum: number }>({ name: "sum_unpaid", text: SUM_UNPAID, values: [asker, storeId] }),
      ]);
      return {
        ...{ asker, isCustomer, orders: counted.rows[0]?.n ?? 0 },
        unpaid: limit === null ? null : { cents: unpaid?.rows[0]?.sum ?? 0, limit },
      };
    },

    hold({ pending }, { asker, isCustomer, orders, unpaid }, order) {
      const most = isCustomer ? limits.openOrdersPerCustomer : limits.openOrdersPerAddress;
      if (orders >= most) {
        const whose = isCustomer ? "You have" : "Guests at your address have";
        return refuse("order.too_many_open", `${whose} ${most} orders open at this store. Fetch or cancel one first.`);
      }
      if (unpaid && unpaid.cents + order.total_cents > unpaid.limit) {
        return refuse(
          "order.unpaid_limit",
          `${isCustomer ? "You" : "Guests at your address"} may have ${moneyText(unpaid.limit, order)} ordered here without having paid. Pay online, or fetch what is ordered first.`,
        );
      }
      pending.askers.push({ order_id: order.order_id, store_id: order.store_id, asker });
      return ok(null);
    },
  };
}

/** Those that the store has left open are over too: nobody waits for them, and the guest cannot close them. */
const COUNT = `WITH ended AS (DELETE FROM order_askers a USING orders o
    WHERE a.asker = $1 AND a.store_id = $2 AND o.store_id = a.store_id AND o.order_id = a.order_id
      AND (o.status IN ('COMPLETED', 'CANCELLED') OR o.promised_at < $3) RETURNING a.order_id)
  SELECT count(*)::int AS n FROM order_askers a WHERE a.asker = $1 AND a.store_id = $2 AND a.order_id NOT IN (SELECT order_id FROM ended)`;
const SUM_UNPAID = `SELECT coalesce(sum(o.total_cents - (o.state->>'paid_cents')::int), 0)::int AS sum FROM order_askers a
  JOIN orders o ON o.store_id = a.store_id AND o.order_id = a.order_id
  WHERE a.asker = $1 AND a.store_id = $2 AND o.state->>'pay_mode' = 'AT_STORE' AND o.status NOT IN ('COMPLETED', 'CANCELLED')`;
