/** What the cloud has stored of a customer, for the customer and for headquarters. The only place that opens a sealed address. */
import type { Me } from "@crema/shared/contract/customers";
import type { CustomerPage, HqCustomer } from "@crema/shared/contract/hq-customers";
import { iso } from "@crema/shared/domain/kernel/clock";
import type { Order } from "@crema/shared/domain/order/order";
import type { Pool } from "pg";
import { type ContactCipher, EMAIL_PURPOSE, type Sealer } from "../auth/contact-cipher.ts";
import type { Database } from "../db/database.ts";
import { auditOf } from "./customer-audit.ts";

interface CustomerRow extends HqCustomer {
  readonly email_proved_at: string | null;
  readonly signed_in_at: string | null;
}

/** null: there is no such customer. */
export async function customerRow(pool: Pool, sealer: Pick<Sealer, "open">, userId: string): Promise<CustomerRow | null> {
  const found = await pool.query<{
    first_name: string | null;
    email_ciphertext: string | null;
    created_at: Date;
    email_proved_at: Date | null;
    signed_in_at: Date | null;
  }>("SELECT first_name, email_ciphertext, created_at, email_proved_at, signed_in_at FROM users WHERE user_id = $1 AND role = 'customer'", [
    userId,
  ]);
  const row = found.rows[0];
  if (!row) return null;
  return {
    user_id: userId,
    first_name: row.first_name,
    email: row.email_ciphertext === null ? null : sealer.open(EMAIL_PURPOSE, row.email_ciphertext),
    registered_at: iso(row.created_at.getTime()),
    email_proved_at: row.email_proved_at && iso(row.email_proved_at.getTime()),
    signed_in_at: row.signed_in_at && iso(row.signed_in_at.getTime()),
  };
}

export async function customerById({ pool }: Database, sealer: Pick<Sealer, "open">, userId: string): Promise<Me> {
  const row = await customerRow(pool, sealer, userId);
  if (!row) throw new Error("a signed-in customer is not there");
  const { user_id, first_name, email } = row;
  return { user_id, first_name, email };
}

/** Where an operator of some stores only may look: null is every store. */
export type Within = readonly string[] | null;

/** Whether they have ordered there; of every store, everybody has. */
const ORDERED_THERE = "($2::text[] IS NULL OR EXISTS (SELECT FROM orders o WHERE o.store_id = ANY ($2) AND o.user_id = u.user_id))";

export async function customerByEmail(
  { pool }: Database,
  contacts: Pick<ContactCipher, "open" | "blindIndex">,
  email: string,
  within: Within,
): Promise<HqCustomer | null> {
  const found = await pool.query<{ user_id: string }>(
    `SELECT user_id FROM users u WHERE email_index = $1 AND role = 'customer' AND ${ORDERED_THERE}`,
    [contacts.blindIndex(EMAIL_PURPOSE, email), within],
  );
  const row = found.rows[0] && (await customerRow(pool, contacts, found.rows[0].user_id));
  if (!row) return null;
  const { email_proved_at: _proved, signed_in_at: _signedIn, ...customer } = row;
  return customer;
}

interface Page {
  readonly before: string | null;
  readonly limit: number;
}

/** null: nobody of this id was ever here, as far as the operator may know. */
export async function customerPage(
  database: Database,
  sealer: Pick<Sealer, "open">,
  userId: string,
  within: Within,
  { before, limit }: Page,
): Promise<CustomerPage | null> {
  const { pool } = database;
  const known = await pool.query<{ erased_at: Date | null }>(
    `SELECT NULL::timestamptz AS erased_at FROM users u WHERE user_id = $1 AND role = 'customer' AND ${ORDERED_THERE}
     UNION ALL SELECT erased_at FROM erased_users u WHERE user_id = $1 AND ${ORDERED_THERE}`,
    [userId, within],
  );
  if (!known.rows[0]) return null;
  const row = await customerRow(pool, sealer, userId);
  const orders = await pool.query<{ state: Order }>(
    `SELECT state FROM orders WHERE user_id = $1 AND ($2::text[] IS NULL OR store_id = ANY ($2)) AND ($3::uuid IS NULL OR order_id < $3)
     ORDER BY order_id DESC LIMIT $4`,
    [userId, within, before, limit],
  );
  const last = orders.rows.at(-1)?.state.order_id ?? null;
  const { erased_at } = known.rows[0];
  return {
    customer: row && { user_id: userId, first_name: row.first_name, email: row.email, registered_at: row.registered_at },
    erased_at: erased_at && iso(erased_at.getTime()),
    orders: orders.rows.map(({ state }) => {
      const { order_id, store_id, created_at, ticket_number, status, total_cents, currency, minor_digits } = state;
      return { order_id, store_id, created_at, ticket_number, status, total_cents, currency, minor_digits };
    }),
    next_before: orders.rows.length === limit ? last : null,
    audit: await auditOf(database, userId),
  };
}
