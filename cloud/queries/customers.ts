/** What the cloud has stored of a customer, for the customer. The only place that opens a sealed address. */
import type { Me } from "@crema/shared/contract/customers";
import { EMAIL_PURPOSE, type Sealer } from "../auth/contact-cipher.ts";
import type { Database } from "../db/database.ts";

export async function customerById({ pool }: Database, sealer: Pick<Sealer, "open">, userId: string): Promise<Me> {
  const found = await pool.query<{ first_name: string | null; email_ciphertext: string | null }>(
    "SELECT first_name, email_ciphertext FROM users WHERE user_id = $1 AND role = 'customer'",
    [userId],
  );
  const row = found.rows[0];
  if (!row) throw new Error("a signed-in customer is not there");
  return {
    user_id: userId,
    first_name: row.first_name,
    email: row.email_ciphertext === null ? null : sealer.open(EMAIL_PURPOSE, row.email_ciphertext),
  };
}
