/**
 * Events that no webhook has delivered; disputes and refunds that fail late are found by nothing else. After days
 * without webhooks there are more than one run reads. They are listed from the newest back, so what is not read yet is
 * the oldest: the mark moves only once the last page is stored, and until then the next run goes on where this one
 * ended.
 */

import { iso } from "@crema/shared/domain/kernel/clock";
import { ok } from "@crema/shared/domain/kernel/errors";
import { noteAdmitted } from "../../db/admitted-account.ts";
import { noteNotAdmitted, tellKeyRefused } from "../accounts.ts";
import type { PaymentDeps } from "../operations/operation.ts";
import { TOLD_BY } from "./event-types.ts";
import { applyWithdrawnAccess } from "./warnings.ts";
import { storeEvent } from "./webhook-inbox.ts";

const LIST_EVERY_MS = 60_000;
/** A webhook may still be on its way; and the provider lists by whole seconds. */
const LIST_AGAIN_MS = 10 * 60_000;
/** How far back the provider can be asked. */
const LISTED_FOR_MS = 29 * 24 * 3_600_000;
/** In one run, so that other sweeps get their turn. */
const PAGES = 10;

interface ListingRow {
  readonly account: string;
  readonly listed_until: Date;
  /** Of a listing that is under way: when it began, what it goes back to, and the last event of its last page. */
  readonly began_at: Date | null;
  readonly back_to: Date | null;
  readonly after_event: string | null;
  readonly not_admitted_at: Date | null;
}

/** Returns how many events were new. */
export async function listUndelivered(deps: PaymentDeps): Promise<number> {
  const { database, clock } = deps;
  const now = clock.now();
  // What was asked in a moment that is still to come was noted by a clock that was ahead.
  const accounts = await database.pool.query<ListingRow>({
    name: "accounts_to_list",
    text: `UPDATE psp_listings SET asked_at = $2
           WHERE asked_at IS NULL OR asked_at <= $1 OR asked_at > $2 OR (began_at IS NOT NULL AND not_admitted_at IS NULL)
           RETURNING account, listed_until, began_at, back_to, after_event, not_admitted_at`,
    values: [iso(now - LIST_EVERY_MS), iso(now)],
  });
  let stored = 0;
  for (const row of accounts.rows) stored += await listOn(deps, row);
  return stored;
}

async function listOn(deps: PaymentDeps, row: ListingRow): Promise<number> {
  const { database, clock, provider } = deps;
  const now = clock.now();
  // A mark that is still to come is none.
  const listedUntil = row.listed_until.getTime() > now ? 0 : row.listed_until.getTime();
  const sinceMs = row.back_to?.getTime() ?? Math.max(now - LISTED_FOR_MS, listedUntil - LIST_AGAIN_MS);
  const began = row.began_at?.getTime() ?? now;
  let after = row.after_event;
  let stored = 0;
  for (let page = 0; page < PAGES; page += 1) {
    const listed = await provider.undelivered(row.account || null, { sinceMs, types: TOLD_BY }, after);
    if (listed.kind !== "done") {
      // An event that the provider does not list any more is no place to go on from.
      if (listed.kind === "refused" && after !== null) await note(database, row.account, null);
      // A key may be good for payments and not for listing events.
      if (listed.kind === "not_admitted" && listed.scope !== "call") await applyClosedAccount(deps, row, listed.scope);
      return stored;
    }
    if (row.not_admitted_at !== null && page === 0) await noteAdmitted(database.pool, row.account);
    for (const event of listed.value.events.toReversed()) stored += (await storeEvent(database, clock, event, "LISTING")) ? 1 : 0;
    after = listed.value.next;
    if (after === null) {
      await database.pool.query(
        `UPDATE psp_listings SET listed_until = CASE WHEN listed_until > $3 THEN $2 ELSE greatest(listed_until, $2) END,
           began_at = NULL, back_to = NULL, after_event = NULL
         WHERE account = $1`,
        [row.account, iso(began), iso(clock.now())],
      );
      return stored;
    }
    await note(database, row.account, { began: iso(began), backTo: iso(sinceMs), after });
  }
  return stored;
}

/** No webhook may have told it; from then on it is only looked whether it is over. */
async function applyClosedAccount(deps: PaymentDeps, { account, not_admitted_at }: ListingRow, scope: "key" | "account"): Promise<void> {
  if (not_admitted_at !== null) return noteNotAdmitted(deps.database.pool, deps.clock, account);
  if (account !== "" && scope === "account") return void (await applyWithdrawnAccess(deps, account));
  await deps.executor.execute(async (unit) => {
    await noteNotAdmitted(unit.client, unit.clock, account);
    await tellKeyRefused(unit);
    return ok(null);
  });
}

/** Where the listing goes on; null: from the newest again. */
async function note(
  { pool }: PaymentDeps["database"],
  account: string,
  at: { readonly began: string; readonly backTo: string; readonly after: string } | null,
): Promise<void> {
  await pool.query("UPDATE psp_listings SET began_at = $2, back_to = $3, after_event = $4 WHERE account = $1", [
    account,
    at?.began ?? null,
    at?.backTo ?? null,
    at?.after ?? null,
  ]);
}
