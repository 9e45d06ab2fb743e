/**
 * Sign-ins of customers and operators. A session is a row that can be taken away at any moment; nothing about it is in the
 * token. Times are compared with the cloud's clock that made them.
 */

import type { OperatorRole, Principal } from "@crema/shared/api/access";
import { type Clock, iso, type RandomBytes } from "@crema/shared/clock";
import type { Pool } from "pg";
import { newToken, SESSION_MS, tokenHash } from "./opaque-token.ts";

export interface SessionParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
}

type Person = Extract<Principal, { kind: "customer" | "operator" }>;

interface SessionRow {
  user_id: string;
  role: "customer" | OperatorRole;
  first_name: string | null;
  store_ids: string[] | null;
}

/** Who is signed in with the token; null when it is unknown, taken away or past its time. */
export async function personOf(parts: Pick<SessionParts, "pool" | "clock">, token: string): Promise<Person | null> {
  const found = await parts.pool.query<SessionRow>({
    name: "session-person",
    text: `SELECT u.user_id, u.role, u.first_name, u.store_ids FROM sessions s JOIN users u USING (user_id)
           WHERE s.token_hash = $1 AND s.expires_at > $2`,
    values: [tokenHash(token), iso(parts.clock.now())],
  });
  const row = found.rows[0];
  if (!row) return null;
  if (row.role === "customer") return { kind: "customer", user_id: row.user_id, first_name: row.first_name };
  return { kind: "operator", user_id: row.user_id, role: row.role, store_ids: row.store_ids };
}

/** Signs a user in. The token is shown once. */
export async function signIn(parts: SessionParts, userId: string, kind: "cus" | "opr"): Promise<{ token: string; expires_at: string }> {
  const token = newToken(kind, parts.randomBytes);
  const now = parts.clock.now();
  const expiresAt = iso(now + SESSION_MS[kind]);
  await parts.pool.query("INSERT INTO sessions (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)", [
    tokenHash(token),
    userId,
    iso(now),
    expiresAt,
  ]);
  return { token, expires_at: expiresAt };
}

/** Ends a session for good; nothing when it is not there. */
export async function signOut(pool: Pool, token: string): Promise<void> {
  await pool.query("DELETE FROM sessions WHERE token_hash = $1", [tokenHash(token)]);
}
