/** Makes someone who may use the admin API, and signs them in: how the first owner gets in. */

import type { OperatorRole } from "@crema/shared/contract/access";
import { type Clock, iso, type RandomBytes } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import type { Pool } from "pg";
import { type ContactCipher, EMAIL_PURPOSE } from "../auth/contact-cipher.ts";
import { signIn } from "../auth/sessions.ts";

/** As for customers: the same address is found whoever it belongs to. */

export interface OperatorDeps {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly newId: IdSource;
  readonly randomBytes: RandomBytes;
  readonly cipher: ContactCipher;
}

export interface NewOperator {
  readonly role: OperatorRole;
  /** null: every store. */
  readonly storeIds: readonly string[] | null;
  readonly email: string | null;
  /** null: called by the role. */
  readonly operatorName?: string | null;
}

/** The token is shown once. Refuses with user.exists. */
export async function createOperator(
  deps: OperatorDeps,
  operator: NewOperator,
): Promise<Result<{ user_id: string; token: string; expires_at: string }>> {
  const { pool, clock, newId, cipher } = deps;
  const userId = newId();
  const sealed = operator.email === null ? null : cipher.seal(EMAIL_PURPOSE, operator.email);
  const index = operator.email === null ? null : cipher.blindIndex(EMAIL_PURPOSE, operator.email);
  const made = await pool.query(
    `INSERT INTO users (user_id, role, first_name, email_ciphertext, email_key_id, email_index, store_ids, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
    [
      userId,
      operator.role,
      operator.operatorName ?? operator.role,
      sealed,
      sealed?.split(".")[1] ?? null,
      index,
      operator.storeIds,
      iso(clock.now()),
    ],
  );
  if (made.rowCount === 0) return refuse("user.exists", "Somebody is registered with it already.");
  return ok({ user_id: userId, ...(await signIn(deps, userId, "opr")) });
}
