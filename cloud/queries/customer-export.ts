/** Everything that is held of a customer, in plain names. What it lists is what cloud/erasure/personal-data.ts says is held. */
import type { CustomerExport, ExportedOrder, GuestExport } from "@crema/shared/contract/customer-export";
import { type Clock, iso } from "@crema/shared/domain/kernel/clock";
import { type Order, storedOrder } from "@crema/shared/domain/order/order";
import type { Payment, Refund } from "@crema/shared/domain/payment/payment";
import { type ContactCipher, EMAIL_PURPOSE, PHONE_PURPOSE } from "../auth/contact-cipher.ts";
import type { Database } from "../db/database.ts";
import { customerRow } from "./customers.ts";
import { OF_GUESTS } from "./guest-orders.ts";

const FIGURES =
  "Amounts end in _cents and are in the smallest unit of the order's currency, of which minor_digits digits stand behind the decimal point (1445 with 2 is 14.45). Times are UTC. null means that nothing is known.";
const ABOUT = `Everything that is held of you: your account, when you signed in, what you were told in the last 30 days, and your orders with what was paid and refunded. ${FIGURES}`;
const ABOUT_GUESTS = `What is held of the orders that were placed as a guest with this address, of which nothing is found by the address after 30 days. A number that was left with them is not in it. ${FIGURES}`;

interface OrderRow {
  readonly state: Order;
  readonly store_name: string;
  readonly payments: Payment[];
  readonly refunds: Refund[];
  readonly email_sealed: string | null;
  readonly phone_sealed: string | null;
  /** The address that was left is the one by which they sign in. */
  readonly is_own_address: boolean;
}

const ORDERS = `SELECT o.state, s.name AS store_name, c.email_sealed, c.phone_sealed,
    coalesce(u.email_proved_at IS NOT NULL AND u.email_index = c.email_index, false) AS is_own_address,
    (SELECT coalesce(json_agg(p.state ORDER BY p.payment_id), '[]'::json) FROM payments p WHERE p.store_id = o.store_id AND p.order_id = o.order_id) AS payments,
    (SELECT coalesce(json_agg(r.state ORDER BY r.refund_id), '[]'::json) FROM refunds r WHERE r.store_id = o.store_id AND r.order_id = o.order_id) AS refunds
  FROM orders o JOIN stores s USING (store_id) LEFT JOIN users u ON u.user_id = o.user_id
  LEFT JOIN order_contacts c ON c.store_id = o.store_id AND c.order_id = o.order_id`;

interface MessageRow {
  readonly order_id: string;
  readonly kind: string;
  readonly channel: string;
  readonly state: string;
  readonly created_at: Date;
}

const MESSAGES = `SELECT m.order_id, m.kind, m.channel, m.state, m.created_at
  FROM orders o JOIN messages m ON m.store_id = o.store_id AND m.order_id = o.order_id`;

const messageOf = ({ created_at, ...message }: MessageRow) => ({ ...message, created_at: iso(created_at.getTime()) });

/** null: there is no such customer. */
export async function customerExport(
  database: Database,
  contacts: Pick<ContactCipher, "open">,
  clock: Clock,
  userId: string,
): Promise<CustomerExport | null> {
  const { pool } = database;
  const row = await customerRow(pool, contacts, userId);
  if (!row) return null;
  const orders = await pool.query<OrderRow>(`${ORDERS} WHERE o.user_id = $1 ORDER BY o.order_id DESC`, [userId]);
  const sessions = await pool.query<{ created_at: Date; expires_at: Date }>(
    "SELECT created_at, expires_at FROM sessions WHERE user_id = $1 ORDER BY created_at",
    [userId],
  );
  const codes = await pool.query<{ created_at: Date; used_at: Date | null }>(
    `SELECT created_at, used_at FROM sign_in_codes WHERE email_index = (SELECT email_index FROM users WHERE user_id = $1) ORDER BY created_at`,
    [userId],
  );
  const told = await pool.query<{ created_at: Date; expires_at: Date }>(
    `SELECT created_at, expires_at FROM push_subscriptions p WHERE user_id = $1
       OR order_id IN (SELECT order_id FROM orders WHERE user_id = $1) ORDER BY created_at`,
    [userId],
  );
  const messages = await pool.query<MessageRow>(`${MESSAGES} WHERE o.user_id = $1 ORDER BY m.created_at`, [userId]);
  const account = await pool.query<{ language: string | null; preferences: unknown; phone_ciphertext: string | null }>(
    "SELECT language, preferences, phone_ciphertext FROM users WHERE user_id = $1",
    [userId],
  );
  const opened = (purpose: string, sealed: string | null) => (sealed === null ? null : contacts.open(purpose, sealed));
  const at = (date: Date) => iso(date.getTime());
  return {
    format: 1,
    about: ABOUT,
    exported_at: iso(clock.now()),
    account: {
      user_id: userId,
      first_name: row.first_name,
      email: row.email,
      phone: opened(PHONE_PURPOSE, account.rows[0]?.phone_ciphertext ?? null),
      language: account.rows[0]?.language ?? null,
      preferences: account.rows[0]?.preferences ?? null,
      registered_at: row.registered_at,
      email_proved_at: row.email_proved_at,
      signed_in_at: row.signed_in_at,
    },
    sessions: sessions.rows.map(({ created_at, expires_at }) => ({ signed_in_at: at(created_at), ends_at: at(expires_at) })),
    sign_in_codes: codes.rows.map(({ created_at, used_at }) => ({ asked_at: at(created_at), used_at: used_at && at(used_at) })),
    browsers_told: told.rows.map(({ created_at, expires_at }) => ({ since: at(created_at), until: at(expires_at) })),
    messages: messages.rows.map(messageOf),
    orders: orders.rows.map((one) => ({ ...orderOf(one), contact: contactOf(one, userId, opened) })),
  };
}

/** Without the number: whoever has the address need not be who left it. null: no order is found by it. */
export async function guestExport(
  { pool }: Database,
  contacts: Pick<ContactCipher, "blindIndex">,
  clock: Clock,
  email: string,
): Promise<GuestExport | null> {
  const index = contacts.blindIndex(EMAIL_PURPOSE, email);
  const found = await pool.query<{ order_id: string }>(`SELECT o.order_id FROM ${OF_GUESTS}`, [index]);
  if (found.rows.length === 0) return null;
  const ids = found.rows.map(({ order_id }) => order_id);
  const orders = await pool.query<OrderRow>(`${ORDERS} WHERE o.order_id = ANY ($1::uuid[]) ORDER BY o.order_id DESC`, [ids]);
  const messages = await pool.query<MessageRow>(`${MESSAGES} WHERE o.order_id = ANY ($1::uuid[]) ORDER BY m.created_at`, [ids]);
  return {
    format: 1,
    about: ABOUT_GUESTS,
    exported_at: iso(clock.now()),
    email,
    messages: messages.rows.map(messageOf),
    orders: orders.rows.map((one) => ({ ...orderOf(one), contact: { email, phone: null } })),
  };
}

/** Whoever took a guest's order into their account held its link, and need not be who left an address or a number with it. */
function contactOf(
  { state, email_sealed, phone_sealed, is_own_address }: OrderRow,
  userId: string,
  opened: (purpose: string, sealed: string | null) => string | null,
): ExportedOrder["contact"] {
  const isPlacedByThem = storedOrder(state).user_id === userId;
  const email = isPlacedByThem || is_own_address ? opened(EMAIL_PURPOSE, email_sealed) : null;
  const phone = isPlacedByThem ? opened(PHONE_PURPOSE, phone_sealed) : null;
  return email === null && phone === null ? null : { email, phone };
}

function orderOf({ state, store_name, payments, refunds }: OrderRow): Omit<ExportedOrder, "contact"> {
  const order = storedOrder(state);
  return {
    order_id: order.order_id,
    ticket_number: order.ticket_number,
    store: { store_id: order.store_id, name: store_name },
    placed_as_guest: order.user_id === null,
    placed_at: order.created_at,
    wanted_for: order.requested_for,
    status: order.status,
    name: order.customer_name,
    note: order.note,
    cancel_reason: order.status === "CANCELLED" && order.cancel_cause === "CUSTOMER" ? order.cancel_reason : null,
    currency: order.currency,
    minor_digits: order.minor_digits,
    lines: order.lines.map(({ name, modifiers, qty, note, line_total_cents }) => ({
      name,
      choices: modifiers.map((modifier) => modifier.name),
      qty,
      note,
      line_total_cents,
    })),
    total_cents: order.total_cents,
    payments: payments.map(({ payment_id, provider_ref, method, status, amount_cents, tip_cents, captured_at }) => ({
      payment_id,
      receipt: provider_ref,
      method,
      status,
      amount_cents,
      tip_cents: tip_cents ?? 0,
      paid_at: captured_at,
    })),
    refunds: refunds.map(({ refund_id, provider_ref, status, amount_cents, tip_cents, refunded_at }) => ({
      refund_id,
      receipt: provider_ref,
      status,
      amount_cents,
      tip_cents: tip_cents ?? 0,
      refunded_at,
    })),
  };
}
