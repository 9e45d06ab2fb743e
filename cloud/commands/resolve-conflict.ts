/**
 * A person has looked into a store's conflict (U5). Easy to get wrong: this heals nothing by itself. It takes the mark from
 * the link, so that offers go out again; a box whose log still does not fit raises it anew with its next batch.
 */
import { iso } from "@crema/shared/clock";
import { ok, type Result, refuse } from "@crema/shared/errors";
import type { CommandParts } from "./command-parts.ts";

/** What the conflict was; null when none was open. */
export async function resolveConflict({ executor, clock }: CommandParts, storeId: string): Promise<Result<{ resolved: string | null }>> {
  return executor.execute(async (unit) => {
    const link = await unit.lockLink(storeId);
    if (!link) return refuse("store.not_found", `There is no store ${storeId}.`);
    const resolved = link.conflict;
    link.conflict = null;
    unit.staged.linkChanged = true;
    await unit.client.query(
      "UPDATE exceptions SET resolved_at = $2 WHERE store_id = $1 AND kind = 'sync.conflict' AND resolved_at IS NULL",
      [storeId, iso(clock.now())],
    );
    return ok({ resolved });
  });
}
