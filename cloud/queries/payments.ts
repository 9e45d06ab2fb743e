/** An order's online payment as its customer sees it. */
import type { PaymentResponse } from "@crema/shared/contract/payments";
import type { Order } from "@crema/shared/domain/order/order";
import { Payment, Refund } from "@crema/shared/domain/payment/payment";
import type pg from "pg";
import { intentOfOrder } from "../payments/intents/find-intent.ts";
import type { PaymentProvider } from "../payments/provider.ts";

/** null for an order that is not paid online. */
export async function readPayment(
  pool: pg.Pool,
  orderId: string,
  forBrowsers: PaymentProvider["forBrowsers"] | null,
): Promise<PaymentResponse | null> {
  const intent = await intentOfOrder(pool, orderId);
  if (!intent) return null;
  const found = await pool.query<{ order: Order; payment: unknown; refunds: unknown[] }>({
    name: "online_payment",
    text: `SELECT o.state AS order, p.state AS payment,
             (SELECT coalesce(json_agg(r.state ORDER BY r.refund_id), '[]'::json) FROM refunds r
              WHERE r.store_id = p.store_id AND r.order_id = p.order_id AND r.payment_id = p.payment_id) AS refunds
           FROM payments p JOIN orders o USING (store_id, order_id) WHERE p.store_id = $1 AND p.payment_id = $2`,
    values: [intent.store_id, intent.payment_id],
  });
  const row = found.rows[0];
  if (!row) return null;
  const payment = Payment.parse(row.payment);
  return {
    order_id: orderId,
    status: payment.status,
    amount_cents: payment.amount_cents,
    tip_cents: payment.tip_cents,
    currency: payment.currency,
    client_secret: row.order.status === "PLACED" && payment.status === "REQUIRES_PAYMENT" ? intent.client_secret : null,
    publishable_key: forBrowsers?.publishable_key ?? null,
    sandbox_url: forBrowsers?.sandbox_url ?? null,
    account: payment.account,
    pay_by: intent.pay_by.toISOString(),
    refund_state: row.order.refund_state,
    refunds: row.refunds.map((state) => {
      const { refund_id, status, amount_cents, tip_cents, reason, refunded_at } = Refund.parse(state);
      return { refund_id, status, amount_cents, tip_cents, reason, refunded_at };
    }),
  };
}
