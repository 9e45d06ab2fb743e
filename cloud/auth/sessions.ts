/**
 * Sign-ins of customers and operators. A session is a row that can be taken away at any moment; nothing about it is in the
 * token. Times are compared with the cloud's clock that made them.
 */

import type { OperatorRole, Principal } from "@crema/shared/contract/access";
import { type Clock, iso, type RandomBytes } from "@crema/shared/domain/kernel/clock";
import type { Pool } from "pg";
import { newToken, SESSION_MS, tokenHash } from "./opaque-token.ts";

export interface SessionDeps {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
}

type Person = Extract<Principal, { kind: "customer" | "operator" }>;

interface SessionRow {
  session_id: string;
  user_id: string;
  role: "customer" | OperatorRole;
  first_name: string | null;
  store_ids: string[] | null;
}

/** A browser that signs in while its token is taken away may be written just after: it is no better than the token. */
const OPENER_IS_GOOD = "(s.opened_by IS NULL OR EXISTS (SELECT FROM sessions o WHERE o.session_id = s.opened_by))";

/** Who is signed in with the token; null when it is unknown, taken away or past its time. */
export async function personOf(deps: Pick<SessionDeps, "pool" | "clock">, token: string): Promise<Person | null> {
  const found = await deps.pool.query<SessionRow>({
    name: "session-person",
    text: `SELECT s.session_id, u.user_id, u.role, u.first_name, u.store_ids FROM sessions s JOIN users u USING (user_id)
           WHERE s.token_hash = $1 AND s.expires_at > $2 AND ${OPENER_IS_GOOD}`,
    values: [tokenHash(token), iso(deps.clock.now())],
  });
  const row = found.rows[0];
  if (!row) return null;
  const { session_id, user_id, role, first_name, store_ids } = row;
  if (role === "customer") return { kind: "customer", user_id, first_name, session_id };
  return { kind: "operator", user_id, role, store_ids, session_id };
}

/** Signs a user in. The token is shown once. */
export async function signIn(deps: SessionDeps, userId: string, kind: "cus" | "opr"): Promise<{ token: string; expires_at: string }> {
  const token = newToken(kind, deps.randomBytes);
  const now = deps.clock.now();
  const expiresAt = iso(now + SESSION_MS[kind]);
  await deps.pool.query("INSERT INTO sessions (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4)", [
    tokenHash(token),
    userId,
    iso(now),
    expiresAt,
  ]);
  return { token, expires_at: expiresAt };
}

/** A browser's own session, opened with a token and gone when that goes; null when the token has just ended. */
export async function signInBrowser(deps: SessionDeps, person: Person): Promise<{ token: string; lasts_ms: number } | null> {
  const token = newToken(person.kind === "customer" ? "cus" : "opr", deps.randomBytes);
  const now = deps.clock.now();
  const made = await deps.pool.query<{ expires_at: Date }>(
    `INSERT INTO sessions (token_hash, user_id, created_at, expires_at, opened_by)
     SELECT $1, user_id, $2, expires_at, coalesce(opened_by, session_id) FROM sessions WHERE session_id = $3
     RETURNING expires_at`,
    [tokenHash(token), iso(now), person.session_id],
  );
  const row = made.rows[0];
  return row ? { token, lasts_ms: row.expires_at.getTime() - now } : null;
}

const WITH_ITS_BROWSERS = "DELETE FROM sessions s USING ended e WHERE s.session_id = e.session_id OR s.opened_by = e.session_id";

/** Ends a token's session for good, and those of browsers that were opened with it; nothing when it is not there. */
export async function signOut(pool: Pool, token: string): Promise<void> {
  await pool.query(`WITH ended AS (SELECT session_id FROM sessions WHERE token_hash = $1) ${WITH_ITS_BROWSERS}`, [tokenHash(token)]);
}

/** Ends what a browser's cookie stands for. An operator's own token, which cookies held once, stays good. */
export async function signOutBrowser(pool: Pool, token: string): Promise<void> {
  await pool.query(
    `WITH ended AS (SELECT s.session_id FROM sessions s JOIN users u USING (user_id)
       WHERE s.token_hash = $1 AND (u.role = 'customer' OR s.opened_by IS NOT NULL)) ${WITH_ITS_BROWSERS}`,
    [tokenHash(token)],
  );
}

/** Which of these sessions have ended. */
export async function endedSessions({ pool, clock }: Pick<SessionDeps, "pool" | "clock">, ids: readonly string[]): Promise<string[]> {
  const found = await pool.query<{ session_id: string }>({
    name: "sessions-good",
    text: `SELECT s.session_id FROM sessions s WHERE s.session_id = ANY($1::uuid[]) AND s.expires_at > $2 AND ${OPENER_IS_GOOD}`,
    values: [ids, iso(clock.now())],
  });
  const good = new Set(found.rows.map((row) => row.session_id));
  return ids.filter((id) => !good.has(id));
}
