/**
 * Makes a new order from a request and its price: the same fields on whichever side it is created.
 * What identifies the creation (`principal`, `idempotency_key`) is in the order itself, so that it can be told apart anywhere.
 */

import { ZERO } from "../kernel/money.ts";
import type { Authority, Handoff, OrderBase, OrderIn, PricedOrder } from "./order.ts";
import type { PlaceOrderRequest } from "./order-request.ts";

export interface NewOrder {
  readonly request: PlaceOrderRequest;
  readonly priced: PricedOrder;
  readonly order_id: string;
  readonly origin: OrderBase["origin"];
  readonly authority: Authority;
  readonly handoff: Handoff;
  readonly user_id: string | null;
  readonly principal: string;
  readonly idempotency_key: string;
  readonly placed_by: OrderBase["placed_by"];
  /** ISO 8601. */
  readonly at: string;
  /** ISO 8601; of an order that names no time. */
  readonly promised_at: string;
  readonly ticket_number: string | null;
  readonly business_day: string | null;
  readonly replaces_order_id: string | null;
}

export function newOrder(input: NewOrder): OrderIn<"PLACED"> {
  const { request, priced } = input;
  // Field by field: spreading the price would put the object into V8's dictionary mode, several times as slow to store.
  return {
    currency: priced.currency,
    minor_digits: priced.minor_digits,
    menu_version: priced.menu_version,
    profile_version: priced.profile_version,
    tax_inclusive: priced.tax_inclusive,
    lines: priced.lines,
    promotions: priced.promotions,
    subtotal_cents: priced.subtotal_cents,
    discount_cents: priced.discount_cents,
    tax_cents: priced.tax_cents,
    total_cents: priced.total_cents,
    status: "PLACED",
    order_id: input.order_id,
    store_id: request.store_id,
    origin: input.origin,
    authority: input.authority,
    handoff: input.handoff,
    user_id: input.user_id,
    principal: input.principal,
    idempotency_key: input.idempotency_key,
    fulfillment_type: request.fulfillment_type,
    pay_mode: request.payment_method,
    customer_name: request.customer_name,
    note: request.note,
    requested_for: request.requested_for,
    promised_at: request.requested_for ?? input.promised_at,
    ticket_number: input.ticket_number,
    business_day: input.business_day,
    replaces_order_id: input.replaces_order_id,
    order_seq: 1,
    paid_cents: ZERO,
    refunded_cents: ZERO,
    refund_pending_cents: ZERO,
    refund_state: "NONE",
    payment_status: request.payment_method === "ONLINE" ? "REQUIRES_PAYMENT" : null,
    created_at: input.at,
    placed_by: input.placed_by,
    updated_at: input.at,
    last_step: null,
    made_line_ids: [],
    amendments: 0,
    amended_at: null,
    look_first: false,
    tip_cents: request.tip_cents ?? ZERO,
    is_rush: false,
    first_promised_at: null,
    question: null,
    settled_questions: [],
  };
}
