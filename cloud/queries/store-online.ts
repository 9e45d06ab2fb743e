/**
 * L3: a store is online while its heartbeat is under 15 s old and its oldest unapplied inbox entry under 10 s. A box that
 * talks but does not listen is offline, and so is one whose log does not match.
 */
import type { Clock } from "@crema/shared/domain/kernel/clock";
import type { Database } from "../db/database.ts";

export const HEARTBEAT_MAX_AGE_MS = 15_000;
export const UNAPPLIED_MAX_AGE_MS = 10_000;

export interface LinkFacts {
  readonly last_seen_at: Date | null;
  readonly oldest_unapplied_at: Date | null;
  readonly conflict: string | null;
  readonly frozen_by: string | null;
}

/** AWAY: it has a box that is not there now. */
export type StoreReach = "ONLINE" | "AWAY" | "NO_BOX";

export const isOnline = async (database: Database, clock: Clock, storeId: string): Promise<boolean> =>
  (await reachOf(database, clock, storeId)) === "ONLINE";

export async function reachOf({ pool }: Database, clock: Clock, storeId: string): Promise<StoreReach> {
  const found = await pool.query<LinkFacts & { node_id: string | null }>({
    name: "link_facts",
    text: `SELECT n.last_seen_at, l.conflict, l.frozen_by, l.node_id,
             (SELECT i.created_at FROM store_inbox i WHERE i.store_id = l.store_id AND i.seq > n.inbox_seq ORDER BY i.seq LIMIT 1) AS oldest_unapplied_at
           FROM store_links l JOIN store_link_seen n USING (store_id) WHERE l.store_id = $1`,
    values: [storeId],
  });
  const facts = found.rows[0];
  if (facts && isLinkUp(facts, clock.now())) return "ONLINE";
  return facts?.node_id == null ? "NO_BOX" : "AWAY";
}

export function isHeard({ last_seen_at }: Pick<LinkFacts, "last_seen_at">, now: number): boolean {
  return last_seen_at !== null && now - last_seen_at.getTime() < HEARTBEAT_MAX_AGE_MS;
}

export function isLinkUp(facts: LinkFacts, now: number): boolean {
  if (facts.conflict !== null || facts.frozen_by !== null || !isHeard(facts, now)) return false;
  return facts.oldest_unapplied_at === null || now - facts.oldest_unapplied_at.getTime() < UNAPPLIED_MAX_AGE_MS;
}

/** Closed for good: out of the app. */
export async function isRetired({ pool }: Database, storeId: string): Promise<boolean> {
  const text = "SELECT FROM stores WHERE store_id = $1 AND retired_at IS NOT NULL";
  return (await pool.query({ name: "store_retired", text, values: [storeId] })).rowCount === 1;
}
