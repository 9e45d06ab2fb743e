/** Events that the domain refused, for a person to look at, and those that a person has set aside. Nothing of it is ever dropped. */

import type { listQuarantine, QuarantinedEvent } from "@crema/shared/contract/quarantine";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { Actor } from "@crema/shared/domain/staff/actor";
import type { Pool } from "pg";
import type { z } from "zod";
import { QUARANTINE_COLUMNS, type StoredQuarantinedEvent } from "../db/quarantine.ts";
import { unknownStore } from "../queries/unknown-store.ts";

type Query = z.infer<typeof listQuarantine.request.query>;

export async function quarantinedEvents(
  pool: Pool,
  storeId: string,
  { state, after, limit }: Query,
): Promise<Result<{ events: QuarantinedEvent[]; next_after: string | null }>> {
  const unknown = await unknownStore(pool, storeId);
  if (unknown) return { ok: false, refusal: unknown };
  const [epoch = "-1", seq = "-1"] = after?.split("-") ?? [];
  const found = await pool.query<StoredQuarantinedEvent>(
    `SELECT ${QUARANTINE_COLUMNS} FROM quarantine
     WHERE store_id = $1 AND (epoch, seq) > ($3::int, $4::bigint)
       AND CASE WHEN $2 THEN resolved_at IS NULL ELSE set_aside_by IS NOT NULL END
     ORDER BY epoch, seq LIMIT $5`,
    [storeId, state === "WAITING", epoch, seq, limit],
  );
  const last = found.rows.at(-1);
  return ok({
    events: found.rows.map(quarantinedEventOf),
    next_after: last && found.rows.length === limit ? `${last.epoch}-${last.seq}` : null,
  });
}

export function quarantinedEventOf(row: StoredQuarantinedEvent): QuarantinedEvent {
  const { received_at, resolved_at, set_aside_by, set_aside_reason, ...event } = row;
  const set_aside =
    set_aside_by === null || !resolved_at
      ? null
      : { at: iso(resolved_at.getTime()), by: Actor.parse(JSON.parse(set_aside_by)), reason: set_aside_reason ?? "" };
  return { ...event, received_at: iso(received_at.getTime()), set_aside };
}
