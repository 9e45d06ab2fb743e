/** An erasure in the database: the tombstone stays, and everything that said who they were goes with this commit. */
import type pg from "pg";
import type { Tombstone } from "../register/erasures.ts";
import { OF_AN_ORDER } from "./of-an-order.ts";

/** Whom the erasure is about, and every order of theirs, those they adopted too. Locks the customer; null: there is none with this id. */
export async function readForErasure(client: pg.ClientBase, userId: string): Promise<Pick<Tombstone, "orders"> | null> {
  const found = await client.query("SELECT FROM users WHERE user_id = $1 AND role = 'customer' FOR UPDATE", [userId]);
  if (found.rowCount === 0) return null;
  const orders = await client.query<Tombstone["orders"][number]>(
    "SELECT store_id, order_id FROM orders WHERE user_id = $1 ORDER BY store_id, order_id",
    [userId],
  );
  return { orders: orders.rows };
}

/** Known by the blind index of the address. Never by that of the number, which nobody has shown to be theirs. */
const BY_ADDRESS = [
  ["sign_in_codes", "email_index"],
  ["mails", "recipient_index"],
] as const;

/** `$1` the customer, `$2` and `$3` the stores and orders of the tombstone: an order that a disk said was erased is not known to be theirs. */
const THEIRS = `SELECT store_id, order_id FROM unnest($2::text[], $3::uuid[]) AS known (store_id, order_id)
  UNION SELECT store_id, order_id FROM orders WHERE user_id = $1::uuid
  UNION SELECT store_id, order_id FROM erased_orders WHERE user_id = $1::uuid`;

const NOTE_THEIRS = `INSERT INTO erased_orders (store_id, order_id, user_id) SELECT store_id, order_id, $1::uuid FROM (${THEIRS}) o
  ON CONFLICT (store_id, order_id) DO UPDATE SET user_id = excluded.user_id`;

/**
 * Again it changes nothing. The orders are blanked store by store after it (apply-erasures.ts). `operatorId`: who asked for it; null: no
 * operator, or one whom only a lost database knew. The line of the audit log has the subject's id, as there is one erasure of each.
 */
export async function eraseUser(
  client: pg.ClientBase,
  { user_id, erased_at, asked_by, orders }: Tombstone,
  operatorId: string | null,
): Promise<void> {
  const begun = await client.query("INSERT INTO erased_users (user_id, erased_at, asked_by) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", [
    user_id,
    erased_at,
    asked_by,
  ]);
  if (begun.rowCount === 1)
    await client.query(
      "INSERT INTO audit_log (entry_id, at, operator_id, action, subject_id) VALUES ($1, $2, $3, 'ERASED', $1) ON CONFLICT DO NOTHING",
      [user_id, erased_at, operatorId],
    );
  const theirs = [user_id, orders.map(({ store_id }) => store_id), orders.map(({ order_id }) => order_id)];
  await client.query(NOTE_THEIRS, theirs);
  const address = "(SELECT email_index FROM users WHERE user_id = $1 AND role = 'customer')";
  for (const [table, column] of BY_ADDRESS) await client.query(`DELETE FROM ${table} WHERE ${column} IN ${address}`, [user_id]);
  // Of their orders alone, of open ones too. That nothing goes to an address or number any more stays: its owner may be somebody else.
  for (const table of OF_AN_ORDER)
    await client.query(`DELETE FROM ${table} t USING (${THEIRS}) o WHERE t.store_id = o.store_id AND t.order_id = o.order_id`, theirs);
  await client.query("DELETE FROM push_subscriptions WHERE user_id = $1", [user_id]);
  await client.query("DELETE FROM sessions WHERE user_id = $1", [user_id]);
  await client.query("DELETE FROM users WHERE user_id = $1 AND role = 'customer'", [user_id]);
}
