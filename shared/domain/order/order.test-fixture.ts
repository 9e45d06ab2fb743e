/** Orders in every state, and the context of a decision, for tests. Ids count up, so that failures can be read. */

import type { IdSource } from "../kernel/ids.ts";
import { cents, sumCents, ZERO } from "../kernel/money.ts";
import { paidCents } from "../payment/owed.ts";
import type { Payment, Refund } from "../payment/payment.ts";
import type { Actor } from "../staff/actor.ts";
import type { DecideContext } from "./decide-context.ts";
import type { Order, OrderBase, OrderIn, OrderLine, OrderStatus, PayMode } from "./order.ts";
import type { Asker } from "./transitions.ts";

export const T0 = "2026-05-04T08:00:00.000Z";
export const later = (seconds: number): string => new Date(Date.parse(T0) + seconds * 1000).toISOString();

export const testId = (n: number): string => `0198c7f2-8b7e-7000-8000-${n.toString(16).padStart(12, "0")}`;
export function testIds(from = 0x1000): IdSource {
  let next = from;
  return () => testId(next++);
}

/** As the cloud makes the id of a name, but one that can be read: the same name has the same. */
export const testIdOf = (name: string): string => testId([...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2 ** 40, 0));

export function testReceipts(from = 9001): () => string {
  let next = from;
  return () => `A-00${next++}`;
}

export const ORDER_ID = testId(1);
export const STORE = "main-street";
export const ana: Actor = { kind: "staff", id: "ana", name: "Ana" };
export const guest: Actor = { kind: "guest", id: null, name: null };
export const cloud: Actor = { kind: "cloud", id: null, name: null };
export const STATUSES: readonly OrderStatus[] = ["PLACED", "PAID", "IN_PROGRESS", "READY", "COMPLETED", "CANCELLED"];
export const ASKERS: readonly Asker[] = ["staff", "customer", "system", "payment"];

export const contextOf = (changes: Partial<DecideContext> = {}): DecideContext => ({
  at: later(60),
  newId: testIds(),
  actor: ana,
  asker: "staff",
  node: "edge",
  managerApproved: false,
  recallWindowS: 300,
  newReceipt: testReceipts(),
  drawerSessionId: null,
  isOpenTender: () => true,
  businessDay: "2026-05-04",
  payments: [],
  refunds: [],
  ...changes,
});

export const line: OrderLine = {
  line_id: testId(2),
  item_id: "latte",
  name: "Latte",
  station: "bar",
  tax_category: "drink",
  qty: 2,
  unit_price_cents: cents(450),
  modifiers: [],
  note: null,
  gross_cents: cents(900),
  discount_cents: ZERO,
  tax_cents: cents(82),
  line_total_cents: cents(900),
  tax_rate_ppm: 100_000,
};

function base(payMode: PayMode): OrderBase {
  return {
    currency: "EUR",
    menu_version: 1,
    profile_version: 1,
    tax_inclusive: true,
    lines: [line],
    promotions: [],
    subtotal_cents: cents(900),
    discount_cents: ZERO,
    tax_cents: cents(82),
    total_cents: cents(900),
    order_id: ORDER_ID,
    store_id: STORE,
    origin: "POS",
    authority: "edge",
    handoff: "BORN_AT_STORE",
    user_id: null,
    principal: "device:pos-1",
    idempotency_key: "key-1",
    fulfillment_type: "IN_STORE",
    pay_mode: payMode,
    customer_name: "Bo",
    note: "extra hot",
    requested_for: null,
    promised_at: later(300),
    ticket_number: "A1",
    business_day: "2026-05-04",
    replaces_order_id: null,
    order_seq: 1,
    paid_cents: ZERO,
    refunded_cents: ZERO,
    refund_pending_cents: ZERO,
    refund_state: "NONE",
    payment_status: payMode === "ONLINE" ? "REQUIRES_PAYMENT" : null,
    created_at: T0,
    placed_by: null,
    updated_at: T0,
    last_step: null,
    made_line_ids: [],
    amendments: 0,
    amended_at: null,
    look_first: false,
    tip_cents: cents(0),
    is_rush: false,
    first_promised_at: null,
    question: null,
    settled_questions: [],
  };
}

const STATE = {
  PLACED: { status: "PLACED" },
  PAID: { status: "PAID", paid_at: T0 },
  IN_PROGRESS: { status: "IN_PROGRESS", paid_at: null, started_at: later(10) },
  READY: { status: "READY", paid_at: null, started_at: later(10), ready_at: later(20) },
  COMPLETED: { status: "COMPLETED", paid_at: null, started_at: later(10), ready_at: later(20), completed_at: later(30) },
  CANCELLED: { status: "CANCELLED", cancelled_at: later(30), cancel_cause: "STAFF", cancel_reason: "spilled", cancelled_by: ana },
} as const satisfies { [S in OrderStatus]: Omit<OrderIn<S>, keyof OrderBase> };

/** An order that the store decides, in that state; PAID ones are paid online. */
export function orderIn<S extends OrderStatus>(status: S, changes: Partial<OrderBase> = {}): OrderIn<S> {
  const order: unknown = { ...base(status === "PAID" ? "ONLINE" : "AT_STORE"), ...changes, ...STATE[status] };
  return order as OrderIn<S>;
}

/** An app order in that hand-off state; the cloud decides it until it is CONFIRMED. */
export function appOrder(handoff: Order["handoff"], changes: Partial<OrderBase> = {}): OrderIn<"PLACED"> {
  return orderIn("PLACED", {
    origin: "APP",
    handoff,
    authority: handoff === "CONFIRMED" ? "edge" : "cloud",
    principal: "guest",
    ...changes,
  });
}

export function capture(amount: number, changes: Partial<Payment> = {}): Payment {
  return {
    payment_id: testId(100),
    order_id: ORDER_ID,
    store_id: STORE,
    provider: "in_store",
    method: "CASH",
    status: "CAPTURED",
    provider_ref: "A-000001",
    account: null,
    intent_id: null,
    amount_cents: cents(amount),
    currency: "EUR",
    tip_cents: ZERO,
    drawer_session_id: null,
    tendered_cents: cents(amount),
    change_cents: ZERO,
    reference: null,
    captured_by: ana,
    captured_at: T0,
    business_day: "2026-05-04",
    created_at: T0,
    ...changes,
  };
}

export function refundOf(payment: Payment, amount: number, changes: Partial<Refund> = {}): Refund {
  return {
    refund_id: testId(200),
    payment_id: payment.payment_id,
    order_id: payment.order_id,
    store_id: payment.store_id,
    provider: payment.provider,
    method: payment.method,
    kind: "GIVEN_BACK",
    status: "SUCCEEDED",
    provider_ref: null,
    account: null,
    amount_cents: cents(amount),
    currency: payment.currency,
    tip_cents: ZERO,
    drawer_session_id: null,
    reason: "wrong milk",
    actor: ana,
    refunded_at: T0,
    business_day: "2026-05-04",
    ...changes,
  };
}

/** The order's money fields as these payments and refunds leave them. */
export function moneyFields(payments: readonly Payment[], refunds: readonly Refund[] = []): Partial<OrderBase> {
  const back = refunds.filter((refund) => refund.kind === "GIVEN_BACK");
  return { paid_cents: paidCents(payments, refunds), refunded_cents: sumCents(back.map((r) => r.amount_cents)) };
}
