/** Orders found by the address that was left with them: a guest has no account by which headquarters could look. */
import type { GuestOrder } from "@crema/shared/contract/hq-customers";
import { type Order, storedOrder } from "@crema/shared/domain/order/order";
import { type ContactCipher, EMAIL_PURPOSE } from "../auth/contact-cipher.ts";
import type { Database } from "../db/database.ts";
import type { Within } from "./customers.ts";

/** `$1`: the address's blind index. An order in the account of that address is the account's, and found with it. */
export const OF_GUESTS = `order_contacts c JOIN orders o ON o.store_id = c.store_id AND o.order_id = c.order_id
  WHERE c.email_index = $1 AND NOT EXISTS (SELECT FROM users u WHERE u.user_id = o.user_id AND u.email_index = $1)`;

const MOST = 100;

export async function guestOrders(
  { pool }: Database,
  contacts: Pick<ContactCipher, "blindIndex">,
  email: string,
  within: Within,
): Promise<GuestOrder[]> {
  const found = await pool.query<{ state: Order }>(
    `SELECT o.state FROM ${OF_GUESTS} AND ($2::text[] IS NULL OR o.store_id = ANY ($2)) ORDER BY o.order_id DESC LIMIT ${MOST}`,
    [contacts.blindIndex(EMAIL_PURPOSE, email), within],
  );
  return found.rows.map(({ state }) => {
    const { order_id, store_id, created_at, ticket_number, status, total_cents, currency, minor_digits, customer_name } =
      storedOrder(state);
    return { order_id, store_id, created_at, ticket_number, status, total_cents, currency, minor_digits, name: customer_name };
  });
}
