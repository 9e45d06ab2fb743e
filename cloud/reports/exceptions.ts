/** Exceptions, open ones or those that somebody has dealt with. Nothing of them is ever dropped. */

import type { ExceptionsQuery, HqException } from "@crema/shared/contract/exceptions";
import { iso } from "@crema/shared/domain/kernel/clock";
import { Actor } from "@crema/shared/domain/staff/actor";
import type pg from "pg";
import { EXCEPTION_COLUMNS, type StoredException } from "../db/exceptions.ts";

/** A conflict stands in the store's link: a note alone would leave it there. */
export const CONFLICT_KIND = "sync.conflict";

/** Tells the other owners of a redirect: not for whoever asked for it to end. */
export const ACCOUNT_KIND = "store.payment_account_changed";

/** Ends by the answer (store-currency.ts); a note alone leaves the store's question open. */
export const DIGITS_KIND = "currency.digits";

/** `storeIds`: the operator's scope; null is every store and what is about none. */
export async function exceptionPage(
  pool: pg.Pool,
  storeIds: readonly string[] | null,
  { state, store_id: storeId, before, limit }: ExceptionsQuery,
): Promise<{ exceptions: HqException[]; next_before: string | null }> {
  const found = await pool.query<StoredException>(
    `SELECT ${EXCEPTION_COLUMNS} FROM exceptions
     WHERE (resolved_at IS NULL) = $1 AND ($2::text[] IS NULL OR store_id = ANY ($2)) AND ($3::text IS NULL OR store_id = $3)
       AND ($4::uuid IS NULL OR (raised_at, exception_id) < (SELECT raised_at, exception_id FROM exceptions WHERE exception_id = $4))
     ORDER BY raised_at DESC, exception_id DESC LIMIT $5`,
    [state === "OPEN", storeIds, storeId ?? null, before ?? null, limit],
  );
  const last = found.rows.at(-1);
  return {
    exceptions: found.rows.map(exceptionOf),
    next_before: last && found.rows.length === limit ? last.exception_id : null,
  };
}

export function exceptionOf(row: StoredException): HqException {
  return {
    ...row,
    raised_at: iso(row.raised_at.getTime()),
    resolve_by: row.kind === CONFLICT_KIND ? "CONFLICT" : "NOTE",
    resolved_at: row.resolved_at ? iso(row.resolved_at.getTime()) : null,
    resolved_by: row.resolved_by === null ? null : Actor.parse(row.resolved_by),
  };
}
