/** Events that the domain refused, for a person to look at. Nothing of it is ever dropped. */

import type { QuarantinedEvent } from "@crema/shared/api/admin";
import { iso } from "@crema/shared/clock";
import type { Pool } from "pg";
import type { z } from "zod";

/** A page of a screen; the rest comes when these are dealt with. */
const LIMIT = 500;

type WithDate<T, K extends keyof T> = Omit<T, K> & Record<K, Date>;

export async function quarantinedEvents(pool: Pool, storeId: string): Promise<z.infer<typeof QuarantinedEvent>[]> {
  const found = await pool.query<WithDate<z.infer<typeof QuarantinedEvent>, "received_at">>(
    `SELECT store_id, epoch, seq, event_id, event_type, order_id, code, detail, received_at FROM quarantine
     WHERE store_id = $1 AND resolved_at IS NULL ORDER BY epoch, seq LIMIT ${LIMIT}`,
    [storeId],
  );
  return found.rows.map((row) => ({ ...row, received_at: iso(row.received_at.getTime()) }));
}
