/** Receipts, and ordering again. A payment that was tried and not taken is not money, and is on no receipt. */
import { getCustomerReceipt, type ReceiptFacts, reorder } from "@crema/shared/contract/past-orders";
import { taxesByRate } from "@crema/shared/domain/drawer/tax-sums";
import { reorderOf } from "@crema/shared/domain/menu/reorder";
import { forGuests } from "@crema/shared/domain/order/order";
import type { Payment, Refund } from "@crema/shared/domain/payment/payment";
import { RECEIPT_HEADERS, receiptHtml } from "@crema/shared/domain/receipt/html";
import { receiptOf } from "@crema/shared/domain/receipt/receipt";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { Mount } from "@crema/shared/server/mount";
import { preparedResponse } from "@crema/shared/server/prepared-response";
import type { OrderAt } from "../ports.ts";
import type { RouteDeps } from "./ports.ts";
import { reachableOrder } from "./reachable-order.ts";
import { refused } from "./responses.ts";

export function mountPastOrderRoutes(mount: Mount, { queries }: RouteDeps): void {
  mount(getCustomerReceipt, async (c) => {
    const found = await reachableOrder(queries, c.get("principal"), c.req.valid("param").order_id);
    if (!found.ok) return refused(found.refusal);
    const { order } = found.value;
    const { profile, payments, refunds } = await queries.orderMoney(order.store_id, order.order_id);
    if (!profile)
      return refused({ code: "store.not_ready", detail: "Its receipts cannot be written yet. Ask again in a moment.", retry_after_s: 5 });
    const moved = {
      payments: payments.filter((payment) => payment.status === "CAPTURED"),
      refunds: refunds.filter((refund) => refund.status !== "FAILED"),
    };
    if (c.req.valid("query").format === "html") {
      return preparedResponse(receiptHtml(receiptOf(order, moved, profile)), { headers: RECEIPT_HEADERS });
    }
    const facts = factsOf(found.value, moved, profile);
    return c.json(c.get("principal").kind === "operator" ? facts : factsForGuests(facts), 200, { "cache-control": "no-store" });
  });

  mount(reorder, async (c) => {
    const found = await reachableOrder(queries, c.get("principal"), c.req.valid("param").order_id);
    if (!found.ok) return refused(found.refusal);
    const { store_id, lines } = found.value.order;
    const sold = await queries.sold(store_id);
    if (!sold.ok) return refused(sold.refusal);
    const { items, ...rest } = reorderOf(lines, sold.value.menu, sold.value.availability);
    return c.json({ request: items.length > 0 ? { store_id, items } : null, ...rest }, 200);
  });
}

/** What staff wrote down as their reason is for the store and for headquarters. */
function factsForGuests(facts: ReceiptFacts): ReceiptFacts {
  return { ...facts, promotions: forGuests(facts.promotions), refunds: facts.refunds.map((refund) => ({ ...refund, reason: null })) };
}

function factsOf(
  { order, as_of }: OrderAt,
  { payments, refunds }: { payments: readonly Payment[]; refunds: readonly Refund[] },
  { name, address, seller }: Pick<ProfileDocument, "name" | "address" | "seller">,
): ReceiptFacts {
  const { order_id, store_id, ticket_number, customer_name, created_at, status, currency, tax_inclusive, lines, promotions } = order;
  const { subtotal_cents, discount_cents, tax_cents, total_cents, paid_cents, refunded_cents, refund_state } = order;
  return {
    order_id,
    store: { store_id, name, address, seller: seller ?? null },
    ticket_number,
    customer_name,
    created_at,
    status,
    currency,
    minor_digits: order.minor_digits,
    tax_inclusive,
    lines,
    promotions,
    subtotal_cents,
    discount_cents,
    tax_cents,
    total_cents,
    taxes: taxesByRate([order]),
    payments: payments.map((one) => ({
      payment_id: one.payment_id,
      method: one.method,
      status: one.status,
      amount_cents: one.amount_cents,
      tip_cents: one.tip_cents,
      reference: one.reference,
      captured_at: one.captured_at,
    })),
    refunds: refunds.map((one) => ({
      refund_id: one.refund_id,
      payment_id: one.payment_id,
      method: one.method,
      status: one.status,
      amount_cents: one.amount_cents,
      tip_cents: one.tip_cents,
      reason: one.reason,
      refunded_at: one.refunded_at,
    })),
    paid_cents,
    refunded_cents,
    refund_state,
    as_of,
  };
}
