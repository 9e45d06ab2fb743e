/**
 * Puts a store's history together again, after this cloud's database was put back (*rebuild*): in one commit under the link row's
 * lock, before anything goes down. The log follows by batches from where the cloud stands.
 */
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import type { InboxRun } from "@crema/sync/protocol/hand-back";
import type { JoinRequest } from "@crema/sync/protocol/join";
import type { UnitOfWork } from "../../db/unit-of-work.ts";
import { type CameBack, noteCameBack } from "../../freeze/came-back.ts";
import { applyForgotten } from "./effects.ts";
import { type BoxPlace, replaceInbox } from "./replace-inbox.ts";
import { republish } from "./republish.ts";

export type Rebuilt = { readonly kind: "rebuilt"; readonly back: CameBack } | { readonly kind: "earlier"; readonly after_seq: number };

/** The link row must be locked, the provider read. Refuses with request.invalid. */
export async function rebuildStore(
  unit: UnitOfWork,
  storeId: string,
  run: InboxRun,
  { documents, ...box }: BoxPlace & Pick<JoinRequest, "documents">,
): Promise<Result<Rebuilt>> {
  const replaced = await replaceInbox(unit, run, box);
  if (!replaced.ok) return replaced;
  if (replaced.value.kind === "earlier") return ok(replaced.value);
  const { forgotten } = replaced.value;
  const back: CameBack = {
    inbox_entries: forgotten.length,
    orders: await applyForgotten(unit, storeId, forgotten),
    lost_publications: await republish(unit, storeId, documents),
  };
  // Places in both shapes are of the history before.
  await unit.client.query("UPDATE store_links SET inbox_handle = $2, documents_handle = $3 WHERE store_id = $1", [
    storeId,
    unit.newId(),
    unit.newId(),
  ]);
  await noteCameBack(unit, back);
  return ok({ kind: "rebuilt", back });
}
