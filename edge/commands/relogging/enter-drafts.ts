/** Tickets on hold are on the disk alone: those of another one are held here from now on, once. */
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import type { Tx } from "../../executor.ts";
import { type CommandContext, requireActiveBox } from "../command-context.ts";
import type { OldDisk } from "./old-disk.ts";

/**
 * Those that are not here, and were not entered before: a ticket that was thrown away since stays away. What a guest holds by phone is
 * over by then; one that a till has put back on hold is the till's.
 */
export const missingDrafts = ({ tables }: CommandContext, old: OldDisk) =>
  old.tables.drafts
    .held()
    .filter(
      ({ draft_id, guest_number, guest_draft_id }) =>
        (guest_number === undefined || guest_draft_id !== undefined) && !tables.drafts.read(draft_id) && !tables.relogs.isEntered(draft_id),
    );

/** In one run of the executor. */
export function enterDrafts(deps: CommandContext, tx: Tx, old: OldDisk): Result<number> {
  const { tables } = deps;
  const identity = requireActiveBox(deps, tx);
  if (!identity.ok) return identity;
  const missing = missingDrafts(deps, old);
  for (const draft of missing) {
    tables.drafts.insert(identity.value.store_id, draft);
    tables.relogs.markEntered(draft.draft_id);
  }
  if (missing.length > 0) tx.publish((cursor) => ({ type: "drafts", cursor, held: tables.drafts.heldCount() }));
  return ok(missing.length);
}
