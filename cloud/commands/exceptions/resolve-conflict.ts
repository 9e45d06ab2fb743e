/**
 * A person has looked into a store's conflict (U5). This only takes the mark off the link, so that offers go out again;
 * a box whose log still does not fit raises the conflict again with its next batch.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { resolveOpenExceptions } from "../../db/exceptions.ts";
import type { Caller } from "../../ports.ts";
import { CONFLICT_KIND } from "../../reports/exceptions.ts";
import type { CommandContext } from "../command-context.ts";

/** What the conflict was; null when none was open. */
export async function resolveConflict(
  { executor, clock }: CommandContext,
  storeId: string,
  by: Caller,
): Promise<Result<{ resolved: string | null }>> {
  return executor.execute(async (unit) => {
    const link = await unit.lockLink(storeId);
    if (!link) return refuse("store.not_found", `There is no store ${storeId}.`);
    const resolved = link.conflict;
    link.conflict = null;
    unit.pending.linkChanged = true;
    const resolution = { at: iso(clock.now()), actor: by.actor, note: "The store's conflict was resolved." };
    await resolveOpenExceptions(unit.client, { storeId, kind: CONFLICT_KIND }, resolution);
    return ok({ resolved });
  });
}
