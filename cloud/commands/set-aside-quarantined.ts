/** A person settles that an event in quarantine is never applied. It stays as it came, with the reason. */
import type { QuarantinedEvent } from "@crema/shared/api/admin";
import { iso } from "@crema/shared/clock";
import { ok, type Result, refuse } from "@crema/shared/errors";
import { plain } from "../db/insert.ts";
import type { By } from "../ports.ts";
import { QUARANTINE_COLUMNS, type QuarantineRow, quarantinedEventOf } from "../reports/quarantined-events.ts";
import type { CommandParts } from "./command-parts.ts";

export function setAsideQuarantined(
  { executor, clock }: CommandParts,
  storeId: string,
  { epoch, seq }: { epoch: number; seq: number },
  reason: string,
  by: By,
): Promise<Result<QuarantinedEvent>> {
  return executor.execute(async (unit) => {
    // The same lock as a retry: an event is applied or set aside, never both.
    if (!(await unit.lockLink(storeId))) return refuse("store.not_found", `There is no store ${storeId}.`);
    const set = await unit.client.query<QuarantineRow>(
      `UPDATE quarantine SET resolved_at = $4, set_aside_by = $5, set_aside_reason = $6
       WHERE store_id = $1 AND epoch = $2 AND seq = $3 AND resolved_at IS NULL RETURNING ${QUARANTINE_COLUMNS}`,
      [storeId, epoch, seq, iso(clock.now()), JSON.stringify(by.actor), plain(reason)],
    );
    const row = set.rows[0];
    if (row) return ok(quarantinedEventOf(row));
    return refuse("quarantine.not_found", `No event ${seq} of epoch ${epoch} waits in quarantine: it was applied or set aside already.`);
  });
}
