/** What headquarters is told when box and cloud disagree about their history: one at a time per store. The link row must be locked. */
import type { UnitOfWork } from "../db/unit-of-work.ts";

const CONFLICT_ADVICE =
  "The box's disk was cloned or restored from a backup. Its new events wait on it, nothing was overwritten. Find out which box is the store's and stop the other. Is it the store's own that does not go on, make a code on the store's page and enrol it again; that ends this.";

/** The box's history does not fit, or has ended (U5, J2). */
export function raiseConflict(unit: UnitOfWork, storeId: string, detail: string): void {
  if (!unit.link) throw new Error("the link row is not locked");
  if (unit.link.conflict === null) {
    unit.link.conflict = detail;
    unit.pending.linkChanged = true;
  }
  unit.raise({ store_id: storeId, order_id: null, kind: "sync.conflict", detail, what_to_do: CONFLICT_ADVICE });
}
