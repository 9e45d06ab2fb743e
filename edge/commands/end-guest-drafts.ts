/** Tickets that guests hold by phone end by themselves: whoever looks ends what is due first, and a timer does where nobody looks. */
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import type { GuestDraftRow } from "../db/guest-drafts.ts";
import type { Tx } from "../executor.ts";
import type { CommandContext } from "./command-context.ts";

/** Screens hear how many there are, and ask for the list. */
export function tellHeld(deps: CommandContext, tx: Tx): void {
  const held = deps.tables.drafts.heldCount();
  tx.publish((cursor) => ({ type: "drafts", cursor, held }));
}

/** Ends what has waited too long, and returns those that wait still. */
export function endDue(deps: CommandContext, tx: Tx): GuestDraftRow[] {
  const { guestDrafts, drafts } = deps.tables;
  const waiting = guestDrafts.waiting();
  const due = waiting.filter((row) => deps.guestDeadlines.leftMs(row) <= 0);
  for (const { draft_id } of due) {
    guestDrafts.end(draft_id, "EXPIRED", iso(deps.clock.now()));
    drafts.remove(draft_id);
  }
  if (due.length > 0) tellHeld(deps, tx);
  return waiting.filter((row) => !due.includes(row));
}

/** Returns after how many milliseconds the next one is over; null: none waits. */
export async function endGuestDrafts(deps: CommandContext): Promise<Result<number | null>> {
  const { guestDrafts } = deps.tables;
  if (guestDrafts.waiting().some((row) => deps.guestDeadlines.leftMs(row) <= 0)) {
    const ended = await deps.executor.run((tx) => ok(endDue(deps, tx)));
    if (!ended.ok) return ended;
  }
  const waiting = guestDrafts.waiting();
  deps.guestDeadlines.forgetOthers(waiting);
  return ok(waiting.length === 0 ? null : Math.min(...waiting.map((row) => deps.guestDeadlines.leftMs(row))));
}
