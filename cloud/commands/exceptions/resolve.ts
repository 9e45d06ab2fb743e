/**
 * Somebody has dealt with an exception and says how. One that is about no store is for operators of all stores. If two
 * people resolve it at once, the second is told of the first.
 */
import type { Principal } from "@crema/shared/contract/access";
import type { HqException } from "@crema/shared/contract/exceptions";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type pg from "pg";
import { lockException, resolveLockedException, type StoredException } from "../../db/exceptions.ts";
import type { Caller } from "../../ports.ts";
import { ACCOUNT_KIND, CONFLICT_KIND, exceptionOf } from "../../reports/exceptions.ts";
import type { CommandContext } from "../command-context.ts";

export function resolveException(
  { executor, clock }: CommandContext,
  exceptionId: string,
  note: string,
  by: Caller,
): Promise<Result<HqException>> {
  return executor.execute(async ({ client }) => {
    const row = await lockException(client, exceptionId);
    if (!row || !isInScope(by.principal, row.store_id)) return refuse("exception.not_found", `There is no exception ${exceptionId} here.`);
    if (row.resolved_at) {
      return refuse("exception.resolved", "`exception` says by whom and with which note.", { extra: { exception: exceptionOf(row) } });
    }
    if (row.kind === ACCOUNT_KIND && !(await mayEndAccountChange(client, by.principal, askerOf(row), iso(clock.now())))) {
      return refuse(
        "auth.forbidden",
        "This tells the others where card money goes, so another owner of every store than who changed it ends it.",
      );
    }
    if (row.kind === CONFLICT_KIND) {
      return refuse("exception.open_conflict", "The store's conflict itself has to be resolved; a note would leave app orders refused.");
    }
    return ok(exceptionOf(await resolveLockedException(client, exceptionId, { at: iso(clock.now()), actor: by.actor, note })));
  });
}

/** A node of an older release, while a new one is rolled out, names them at the end of its detail alone. */
const askerOf = ({ asked_by, detail }: StoredException): string | null => asked_by ?? / ([0-9a-f-]{36})\.$/.exec(detail)?.[1] ?? null;

/** Whoever changed the account ends it only where there is no other owner of every store. */
async function mayEndAccountChange(client: pg.ClientBase, principal: Principal, askedBy: string | null, at: string): Promise<boolean> {
  if (principal.kind !== "operator" || principal.role !== "owner" || principal.store_ids !== null) return false;
  // Nobody knows who: they may have asked for it themselves.
  if (askedBy !== null && askedBy !== principal.user_id) return true;
  const others = await client.query(
    `SELECT FROM users u WHERE role = 'owner' AND store_ids IS NULL AND user_id <> $1
       AND EXISTS (SELECT FROM sessions s WHERE s.user_id = u.user_id AND s.expires_at > $2)`,
    [principal.user_id, at],
  );
  return others.rowCount === 0;
}

function isInScope(principal: Principal, storeId: string | null): boolean {
  if (principal.kind !== "operator") return false;
  return principal.store_ids === null || (storeId !== null && principal.store_ids.includes(storeId));
}
