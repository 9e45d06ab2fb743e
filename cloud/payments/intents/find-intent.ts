/** Whose intent it is. An event or a listing names the intent alone. */
import type { PaymentStatus } from "@crema/shared/domain/payment/payment";
import type pg from "pg";
import type { IntentOf } from "./apply-snapshot.ts";

export interface FoundIntent extends IntentOf {
  readonly status: PaymentStatus;
}

const COLUMNS = "store_id, order_id, payment_id, nullif(account, '') AS account, intent_id, status";

export interface KnownIntent extends FoundIntent {
  /** Until when a node has its capture to itself; null: none has. */
  readonly capture_leased_until: Date | null;
}

export async function findIntent(pool: pg.Pool, intentId: string): Promise<KnownIntent | null> {
  const found = await pool.query<KnownIntent>({
    name: "find_intent",
    text: `SELECT ${COLUMNS}, (SELECT o.leased_until FROM payment_operations o WHERE o.store_id = i.store_id AND o.payment_id = i.payment_id
             AND o.kind = 'CAPTURE' AND o.state = 'OPEN') AS capture_leased_until
           FROM payment_intents i WHERE intent_id = $1`,
    values: [intentId],
  });
  return found.rows[0] ?? null;
}

/** null for an order that is not paid online. */
export async function intentOfOrder(
  pool: pg.Pool,
  orderId: string,
): Promise<(FoundIntent & { client_secret: string | null; pay_by: Date }) | null> {
  const found = await pool.query<FoundIntent & { client_secret: string | null; pay_by: Date }>({
    name: "intent_of_order",
    text: `SELECT ${COLUMNS}, client_secret, pay_by FROM payment_intents
           WHERE (store_id, order_id) = (SELECT store_id, order_id FROM orders WHERE order_id = $1)`,
    values: [orderId],
  });
  return found.rows[0] ?? null;
}
