/** The money facts of an order and the store's profile, for its receipt. Rows of older releases are read through their schema. */
import { Payment, Refund } from "@crema/shared/domain/payment/payment";
import type { Database } from "../db/database.ts";
import { readDocuments } from "../db/documents.ts";
import type { OrderMoney } from "../ports.ts";

export async function orderMoney({ pool }: Database, storeId: string, orderId: string): Promise<OrderMoney> {
  // One statement, so that a payment and its refund are of the same moment.
  const found = await pool.query<{ kind: "payment" | "refund"; state: unknown }>({
    name: "order_money",
    text: `SELECT 'payment' AS kind, payment_id AS id, state FROM payments WHERE store_id = $1 AND order_id = $2
           UNION ALL SELECT 'refund', refund_id, state FROM refunds WHERE store_id = $1 AND order_id = $2 ORDER BY 2`,
    values: [storeId, orderId],
  });
  const documents = await readDocuments(pool, storeId);
  return {
    payments: found.rows.filter((row) => row.kind === "payment").map((row) => Payment.parse(row.state)),
    refunds: found.rows.filter((row) => row.kind === "refund").map((row) => Refund.parse(row.state)),
    profile: documents?.profile ?? null,
  };
}
