/** What a report needs to know of each store: its clock, when its day begins, its name. As arrays, one entry per store. */
import { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { Pool } from "pg";

const Stored = ProfileDocument.pick({ name: true, time_zone: true, business_day_cutoff_hour: true });

export interface StoreCalendars {
  readonly ids: string[];
  readonly names: string[];
  readonly zones: string[];
  readonly cutoffs: number[];
}

/** `storeIds`: the operator's scope, null is every store; `only`: one store of it. */
export async function storeCalendars(pool: Pool, storeIds: readonly string[] | null, only: string | undefined): Promise<StoreCalendars> {
  const found = await pool.query<{ store_id: string; profile: unknown }>(
    `SELECT store_id, profile FROM stores
     WHERE ($1::text[] IS NULL OR store_id = ANY ($1)) AND ($2::text IS NULL OR store_id = $2) ORDER BY store_id`,
    [storeIds, only ?? null],
  );
  const stores = found.rows.map((row) => ({ store_id: row.store_id, ...Stored.parse(row.profile) }));
  return {
    ids: stores.map((store) => store.store_id),
    names: stores.map((store) => store.name),
    zones: stores.map((store) => store.time_zone),
    cutoffs: stores.map((store) => store.business_day_cutoff_hour),
  };
}

/** Rows of `store (store_id, name, time_zone, cutoff)` from $1 to $4. */
export const STORES = "unnest($1::text[], $2::text[], $3::text[], $4::int[]) AS store (store_id, name, time_zone, cutoff)";

/** The business day of an order `o` on which it counts in reports (counted-day.ts): of its hand-over, or else on which its store took it on. */
export const COUNTED_DAY = "coalesce(o.counts_on, o.business_day)";

/** The business day of an order `o` of `store` that no store has given one. */
export const DAY_OF_PLACING = "to_char((o.created_at AT TIME ZONE store.time_zone) - make_interval(hours => store.cutoff), 'YYYY-MM-DD')";

export const calendarValues = ({ ids, names, zones, cutoffs }: StoreCalendars): unknown[] => [ids, names, zones, cutoffs];
