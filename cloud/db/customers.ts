/** Customers among the users: their address is sealed, and found by its blind index. */
import type { ClientBase } from "pg";
import { stripNul } from "./insert.ts";

export interface NewCustomer {
  readonly userId: string;
  readonly firstName: string | null;
  readonly sealedEmail: string;
  readonly emailIndex: string;
  readonly createdAt: string;
  /** null: nobody has signed in by the address yet. */
  readonly emailProvedAt: string | null;
}

/** false: a user has the address already. */
export async function insertCustomer(client: ClientBase, customer: NewCustomer): Promise<boolean> {
  const { userId, firstName, sealedEmail, emailIndex, createdAt, emailProvedAt } = customer;
  const inserted = await client.query(
    `INSERT INTO users (user_id, role, first_name, email_ciphertext, email_key_id, email_index, created_at, email_proved_at)
     VALUES ($1, 'customer', $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [userId, stripNul(firstName), sealedEmail, sealedEmail.split(".")[1], emailIndex, createdAt, emailProvedAt],
  );
  return inserted.rowCount === 1;
}

export async function setFirstName(client: ClientBase, userId: string, firstName: string): Promise<void> {
  await client.query("UPDATE users SET first_name = $2 WHERE user_id = $1 AND role = 'customer'", [userId, stripNul(firstName)]);
}
