/** Registers a customer and signs them in. The address is sealed; that it is taken is told by its blind index. */
import { iso } from "@crema/shared/clock";
import { ok, type Result, refuse } from "@crema/shared/errors";
import { newToken, SESSION_MS, tokenHash } from "../auth/opaque-token.ts";
import { plain } from "../db/insert.ts";
import type { CommandParts } from "./command-parts.ts";

export async function createCustomer(
  { executor, contacts, clock, newId, randomBytes }: CommandParts,
  firstName: string,
  email: string,
): Promise<Result<{ user_id: string; token: string; expires_at: string }>> {
  const userId = newId();
  const token = newToken("cus", randomBytes);
  const now = clock.now();
  const expiresAt = iso(now + SESSION_MS.cus);
  const sealed = contacts.seal("users.email", email);
  return executor.execute(async (unit) => {
    const inserted = await unit.client.query(
      `INSERT INTO users (user_id, role, first_name, email_ciphertext, email_key_id, email_index, created_at)
       VALUES ($1, 'customer', $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      [userId, plain(firstName), sealed, sealed.split(".")[1], contacts.blindIndex("users.email", email), iso(now)],
    );
    if (inserted.rowCount === 0) return refuse("user.exists", "A customer with this e-mail address exists.");
    await unit.client.query("INSERT INTO sessions (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)", [
      tokenHash(token),
      userId,
      iso(now),
      expiresAt,
    ]);
    return ok({ user_id: userId, token, expires_at: expiresAt });
  });
}
