/**
 * Reads and writes the online payments of orders. Pitfall: these rows are locked after the orders' rows, never before
 * (sync/SPEC.md, locks). A fact that is final is not written again; the database refuses it.
 */
import type { Order } from "@crema/shared/domain/order/order";
import type { OnlineRefund, RefundCause } from "@crema/shared/domain/payment/next-step";
import type { Payment, Refund } from "@crema/shared/domain/payment/payment";
import type { Asks, Batch } from "./batch.ts";
import { boolean, insertInto, insertRows, int, json, text, timestamptz, uuid } from "./insert.ts";
import { type IntentRow, OnlineMoney, type OperationRow } from "./online-money.ts";

export interface OrderRow {
  readonly store_id: string;
  readonly order_id: string;
  readonly cursor: number;
  readonly cancel_request_id: string | null;
  readonly state: Order;
  readonly without_person: boolean;
  readonly is_erased: boolean;
}

/** Of an order `o`. */
export const ORDER_COLUMNS = `o.store_id, o.order_id, o.cursor, o.cancel_request_id, o.state, o.without_person,
  EXISTS (SELECT FROM erased_orders e WHERE e.store_id = o.store_id AND e.order_id = o.order_id) AS is_erased`;

/** Of an intent `i` and its payment `p`. Whether the provider is known not to admit us there is looked at, so that it is written when it ends. */
const MONEY_COLUMNS = `p.state AS payment, i.intent_id, i.client_secret, i.pay_by, i.capture_by, i.hold_ends_at, i.check_at, i.checks,
  EXISTS (SELECT FROM psp_listings a WHERE a.account = i.account AND a.not_admitted_at IS NOT NULL) AS is_closed`;

type MoneyRow = { readonly payment: Payment; readonly is_closed: boolean } & Times<IntentRow>;

/** Link row locked: an order with its online payment, both locked. Refunds are seldom, and their rows are asked for where there are any. */
export async function askPaidOrder(batch: Batch, storeId: string, orderId: string) {
  const values = [storeId, orderId];
  const [paid, operations] = await Promise.all([
    batch.query<OrderRow & MoneyRow & { readonly has_refunds: boolean }>({
      name: "lock_paid_order",
      text: `SELECT ${ORDER_COLUMNS}, ${MONEY_COLUMNS},
               EXISTS (SELECT FROM refunds r WHERE r.store_id = o.store_id AND r.order_id = o.order_id AND r.provider = 'stripe') AS has_refunds
             FROM orders o JOIN payment_intents i USING (store_id, order_id) JOIN payments p USING (store_id, payment_id)
             WHERE o.store_id = $1 AND o.order_id = $2 ORDER BY i.payment_id FOR UPDATE OF o, i, p`,
      values,
    }),
    batch.query<Times<OperationRow>>({
      name: "lock_operations_of_order",
      text: `SELECT ${OPERATION_COLUMNS} FROM payment_operations WHERE store_id = $1 AND order_id = $2 ORDER BY operation_id FOR UPDATE`,
      values,
    }),
  ]);
  const last = paid.rows.at(-1);
  if (!last) return { row: null, money: null, hasRefunds: false };
  const { has_refunds, payment, is_closed, intent_id, client_secret, pay_by, capture_by, hold_ends_at, check_at, checks, ...row } = last;
  const intent = { intent_id, client_secret, pay_by, capture_by, hold_ends_at, check_at, checks };
  const asked = operations.rows.map((operation) => withTimes<OperationRow>(operation));
  return { row, money: new OnlineMoney(payment, withTimes<IntentRow>(intent), [], asked, is_closed), hasRefunds: has_refunds };
}

const OPERATION_COLUMNS = `operation_id, refund_id, kind, state, attempt, tries, first_tried_at, read_first, due_at, leased_until,
  last_answer, created_at, closed_at`;

/** The online payments of these orders, locked. An order without one is not in the response. Three statements, which a batch sends together. */
export async function askOnlineMoney(batch: Batch, storeId: string, orderIds: readonly string[]): Promise<Map<string, OnlineMoney>> {
  const values = [storeId, orderIds];
  const [payments, refunds, operations] = await Promise.all([
    batch.query<{ order_id: string } & MoneyRow>({
      name: "lock_online_payments",
      text: `SELECT i.order_id, ${MONEY_COLUMNS} FROM payment_intents i JOIN payments p USING (store_id, payment_id)
             WHERE i.store_id = $1 AND i.order_id = ANY($2::uuid[]) ORDER BY i.payment_id FOR UPDATE OF i, p`,
      values,
    }),
    batch.query<{ order_id: string; state: Refund; cause: RefundCause }>({
      name: "lock_online_refunds",
      text: `SELECT order_id, state, cause FROM refunds WHERE store_id = $1 AND order_id = ANY($2::uuid[]) AND provider = 'stripe'
             ORDER BY refund_id FOR UPDATE`,
      values,
    }),
    batch.query<{ order_id: string } & Times<OperationRow>>({
      name: "lock_payment_operations",
      text: `SELECT order_id, ${OPERATION_COLUMNS} FROM payment_operations WHERE store_id = $1 AND order_id = ANY($2::uuid[]) ORDER BY operation_id FOR UPDATE`,
      values,
    }),
  ]);
  const found = new Map<string, OnlineMoney>();
  for (const { order_id, payment, is_closed, ...intent } of payments.rows) {
    const given = refunds.rows.flatMap((row): OnlineRefund[] => (row.order_id === order_id ? [{ ...row.state, cause: row.cause }] : []));
    const asked = operations.rows.flatMap(({ order_id: of, ...row }) => (of === order_id ? [withTimes<OperationRow>(row)] : []));
    found.set(order_id, new OnlineMoney(payment, withTimes<IntentRow>(intent), given, asked, is_closed));
  }
  return found;
}

/** The driver reads timestamps as dates. */
export type Times<T> = { [K in keyof T]: K extends `${string}_at` | `${string}_by` | "leased_until" ? Date | Extract<T[K], null> : T[K] };

export function withTimes<T>(row: Times<T>): T {
  const entries = Object.entries(row as Record<string, unknown>);
  return Object.fromEntries(entries.map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value])) as T;
}

interface OfOrder {
  readonly store_id: string;
  readonly order_id: string;
}

/** Writes what has changed. */
export async function writeOnlineMoney(client: Asks, changed: readonly OnlineMoney[]): Promise<void> {
  const of = (money: OnlineMoney) => ({ store_id: money.payment.store_id, order_id: money.payment.order_id });
  const payments = changed.filter((money) => money.paymentChanged).map((money) => money.payment);
  const intents = changed.filter((money) => money.intentChanged);
  const refunds = changed.flatMap((money) => money.refunds.filter((refund) => money.changedRefunds.has(refund.refund_id)));
  const operations = changed.flatMap((money) =>
    money.operations
      .filter((operation) => money.changedOperations.has(operation.operation_id))
      .map((operation) => ({ ...operation, ...of(money), payment_id: money.payment.payment_id })),
  );
  await Promise.all([
    insertRows(client, UPSERT_PAYMENTS, payments),
    insertRows(client, UPSERT_INTENTS, intents),
    insertRows(client, UPSERT_REFUNDS, refunds),
    insertRows(client, UPSERT_OPERATIONS, operations),
  ]);
}

const UPSERT_PAYMENTS = insertInto<Payment>(
  "payments",
  {
    store_id: text((row) => row.store_id),
    payment_id: uuid((row) => row.payment_id),
    order_id: uuid((row) => row.order_id),
    provider: text((row) => row.provider),
    account: text((row) => row.account ?? ""),
    provider_ref: text((row) => row.provider_ref),
    method: text((row) => row.method),
    status: text((row) => row.status),
    amount_cents: int((row) => row.amount_cents),
    captured_at: timestamptz((row) => row.captured_at),
    business_day: text((row) => row.business_day),
    state: json((row) => row),
  },
  `ON CONFLICT (store_id, payment_id) DO UPDATE SET provider_ref = excluded.provider_ref, status = excluded.status,
     amount_cents = excluded.amount_cents, captured_at = excluded.captured_at, business_day = excluded.business_day, state = excluded.state`,
  "upsert_online_payments",
);

const UPSERT_REFUNDS = insertInto<OnlineRefund>(
  "refunds",
  {
    store_id: text((row) => row.store_id),
    refund_id: uuid((row) => row.refund_id),
    payment_id: uuid((row) => row.payment_id),
    order_id: uuid((row) => row.order_id),
    provider: text((row) => row.provider),
    account: text((row) => row.account ?? ""),
    provider_ref: text((row) => row.provider_ref),
    method: text((row) => row.method),
    status: text((row) => row.status),
    amount_cents: int((row) => row.amount_cents),
    refunded_at: timestamptz((row) => row.refunded_at),
    business_day: text((row) => row.business_day),
    cause: text((row) => row.cause),
    state: json(({ cause: _cause, ...refund }) => refund),
  },
  `ON CONFLICT (store_id, refund_id) DO UPDATE SET provider_ref = excluded.provider_ref, status = excluded.status,
     refunded_at = excluded.refunded_at, business_day = excluded.business_day, cause = excluded.cause, state = excluded.state`,
  "upsert_online_refunds",
);

const UPSERT_INTENTS = insertInto<OnlineMoney>(
  "payment_intents",
  {
    store_id: text(({ payment }) => payment.store_id),
    payment_id: uuid(({ payment }) => payment.payment_id),
    order_id: uuid(({ payment }) => payment.order_id),
    account: text(({ payment }) => payment.account ?? ""),
    intent_id: text(({ intent }) => intent.intent_id),
    client_secret: text(({ intent }) => intent.client_secret),
    status: text(({ payment }) => payment.status),
    pay_by: timestamptz(({ intent }) => intent.pay_by),
    capture_by: timestamptz(({ intent }) => intent.capture_by),
    hold_ends_at: timestamptz(({ intent }) => intent.hold_ends_at),
    check_at: timestamptz(({ intent }) => intent.check_at),
    checks: int(({ intent }) => intent.checks),
  },
  `ON CONFLICT (store_id, payment_id) DO UPDATE SET intent_id = excluded.intent_id, client_secret = excluded.client_secret,
     status = excluded.status, capture_by = excluded.capture_by, hold_ends_at = excluded.hold_ends_at, check_at = excluded.check_at, checks = excluded.checks`,
);

const UPSERT_OPERATIONS = insertInto<OperationRow & OfOrder & { readonly payment_id: string }>(
  "payment_operations",
  {
    store_id: text((row) => row.store_id),
    operation_id: uuid((row) => row.operation_id),
    order_id: uuid((row) => row.order_id),
    payment_id: uuid((row) => row.payment_id),
    refund_id: uuid((row) => row.refund_id),
    kind: text((row) => row.kind),
    state: text((row) => row.state),
    attempt: int((row) => row.attempt),
    tries: int((row) => row.tries),
    first_tried_at: timestamptz((row) => row.first_tried_at),
    read_first: boolean((row) => row.read_first),
    due_at: timestamptz((row) => row.due_at),
    leased_until: timestamptz((row) => row.leased_until),
    last_answer: text((row) => row.last_answer),
    created_at: timestamptz((row) => row.created_at),
    closed_at: timestamptz((row) => row.closed_at),
  },
  `ON CONFLICT (store_id, operation_id) DO UPDATE SET state = excluded.state, attempt = excluded.attempt, tries = excluded.tries,
     first_tried_at = excluded.first_tried_at, read_first = excluded.read_first, due_at = excluded.due_at,
     leased_until = excluded.leased_until, last_answer = excluded.last_answer, closed_at = excluded.closed_at`,
);
