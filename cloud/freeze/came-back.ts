/** What a box has handed back during a freeze, for the report at its end. */
import type { UnitOfWork } from "../db/unit-of-work.ts";

export interface CameBack {
  readonly inbox_entries: number;
  readonly orders: readonly string[];
  /** Documents that had been published and are not in force here any more, in words. */
  readonly lost_publications: readonly string[];
}

/** The link row must be locked. Nothing is noted of a store that is not frozen. */
export async function noteCameBack({ client, link }: UnitOfWork, back: CameBack): Promise<void> {
  await client.query("UPDATE store_freezes SET report = $3 WHERE store_id = $1 AND incarnation_id = $2", [
    link?.store_id,
    link?.frozen_by,
    JSON.stringify(back),
  ]);
}
