/** Who may use the admin API: listing them, taking their tokens away, and giving a new one in place of the old. */
import type { OperatorRole } from "@crema/shared/contract/access";
import { type Clock, iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { Pool } from "pg";
import { type SessionDeps, signIn } from "../auth/sessions.ts";

export interface OperatorRow {
  readonly user_id: string;
  readonly role: OperatorRole;
  readonly name: string | null;
  readonly store_ids: readonly string[] | null;
  /** Of the last token that is still good; null: none is. */
  readonly expires_at: string | null;
}

export async function listOperators(pool: Pool, clock: Clock): Promise<OperatorRow[]> {
  const found = await pool.query<Omit<OperatorRow, "expires_at"> & { expires_at: Date | null }>(
    `SELECT u.user_id, u.role, u.first_name AS name, u.store_ids, max(s.expires_at) AS expires_at
     FROM users u LEFT JOIN sessions s ON s.user_id = u.user_id AND s.expires_at > $1
     WHERE u.role <> 'customer' GROUP BY u.user_id ORDER BY u.created_at, u.user_id`,
    [iso(clock.now())],
  );
  return found.rows.map((row) => ({ ...row, expires_at: row.expires_at ? iso(row.expires_at.getTime()) : null }));
}

/** Ends every token and every browser of the operator. Refuses with operator.unknown. */
export async function revokeOperator(pool: Pool, userId: string): Promise<Result<{ user_id: string; ended: number }>> {
  const found = await pool.query("SELECT FROM users WHERE user_id = $1 AND role <> 'customer'", [userId]);
  if (found.rowCount === 0) return refuse("operator.unknown", `Nobody here is operator ${userId}; see crema-cloud operators.`);
  const ended = await pool.query("DELETE FROM sessions WHERE user_id = $1", [userId]);
  return ok({ user_id: userId, ended: ended.rowCount ?? 0 });
}

/** A new token in place of all that were good. Refuses with operator.unknown. */
export async function rotateOperator(
  deps: SessionDeps,
  userId: string,
): Promise<Result<{ user_id: string; token: string; expires_at: string }>> {
  const revoked = await revokeOperator(deps.pool, userId);
  return revoked.ok ? ok({ user_id: userId, ...(await signIn(deps, userId, "opr")) }) : revoked;
}

export function operatorsText(operators: readonly OperatorRow[]): string {
  if (operators.length === 0) return "There is no operator yet: crema-cloud create-operator.";
  return operators
    .map(({ user_id, role, name, store_ids, expires_at }) =>
      [
        user_id,
        role.padEnd(5),
        ...(name === null || name === role ? [] : [name]),
        store_ids?.join(",") ?? "every store",
        expires_at ? `good until ${expires_at}` : "no token",
      ].join("  "),
    )
    .join("\n");
}

/** The stores that there are not, of those named. */
export async function unknownStores(pool: Pool, storeIds: readonly string[]): Promise<string[]> {
  const found = await pool.query<{ store_id: string }>("SELECT store_id FROM stores WHERE store_id = ANY($1)", [storeIds]);
  const known = new Set(found.rows.map((row) => row.store_id));
  return storeIds.filter((id) => !known.has(id));
}
