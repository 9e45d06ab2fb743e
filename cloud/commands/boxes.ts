/**
 * Takes a store's box away without another one in its place: it was stolen, or nobody knows where it is. The number that this takes in
 * the register is above the box's epoch, so that no restore of the database lets it in again.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { GENESIS_HASH } from "@crema/sync/protocol/up";
import { endFreeze, mayEndFreeze } from "../freeze/end-freeze.ts";
import { decisionWaits } from "../freeze/freeze.ts";
import { RegisterUnavailable, reserveNext } from "../register/register.ts";
import type { CommandContext } from "./command-context.ts";
import { endBox } from "./enrolment.ts";

type Deps = Pick<CommandContext, "executor" | "clock" | "register">;

/** Refuses with store.not_found, enroll.no_box, enroll.register_away. */
export async function revokeBox(deps: Deps, storeId: string): Promise<Result<{ node_id: string; epoch: number }>> {
  try {
    return await revokeAt(deps, storeId);
  } catch (error) {
    if (!(error instanceof RegisterUnavailable)) throw error;
    return refuse("enroll.register_away", `The revocation could not be written down (${error.message}). Nothing was changed; try again.`);
  }
}

async function revokeAt({ executor, clock, register }: Deps, storeId: string): Promise<Result<{ node_id: string; epoch: number }>> {
  const present = await executor.execute(async (unit) => {
    const link = await unit.lockLink(storeId);
    if (!link) return refuse("store.not_found", `There is no store ${storeId}.`);
    if (link.node_id === null) return refuse("enroll.no_box", `Store ${storeId} has no box now.`);
    return ok({ node_id: link.node_id, epoch: link.epoch });
  });
  if (!present.ok) return present;
  const { node_id } = present.value;
  const entry = await reserveNext(register, storeId, present.value.epoch, { kind: "REVOKED", node_id, at: iso(clock.now()) });
  const revoked = await executor.execute(async (unit) => {
    const link = await unit.lockLink(storeId);
    if (link?.node_id !== node_id || link.epoch >= entry.number) return refuse("enroll.no_box", `Store ${storeId} has another box by now.`);
    if (!(await mayEndFreeze(unit))) return decisionWaits(storeId);
    await endFreeze(unit, "REVOKED");
    await endBox(unit, link);
    Object.assign(link, { node_id: null, epoch: entry.number, last_seq: 0, last_hash: GENESIS_HASH, conflict: null });
    unit.pending.linkChanged = true;
    return ok(present.value);
  });
  if (revoked.ok) await register.putInForce(storeId, entry);
  return revoked;
}
