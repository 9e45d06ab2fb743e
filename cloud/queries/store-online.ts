/**
 * L3: a store is online while its heartbeat is under 15 s old and its oldest unapplied inbox entry under 10 s. A box that
 * talks but does not listen is offline, and so is one whose log does not match.
 */
import { type Clock, iso } from "@crema/shared/domain/kernel/clock";
import type { Asks } from "../db/batch.ts";
import type { Database } from "../db/database.ts";

export const HEARTBEAT_MAX_AGE_MS = 15_000;
export const UNAPPLIED_MAX_AGE_MS = 10_000;

export interface LinkFacts {
  readonly last_seen_at: Date | null;
  readonly oldest_unapplied_at: Date | null;
  readonly conflict: string | null;
  readonly frozen_by: string | null;
}

export interface StoreReach {
  /** AWAY: it has a box that is not there now. */
  readonly reach: "ONLINE" | "AWAY" | "NO_BOX";
  /** How long what is ordered now waits, in seconds, as a store says that is there; null: it does not say. */
  readonly asapWaitS: number | null;
}

export const isOnline = async (database: Database, clock: Clock, storeId: string): Promise<boolean> =>
  (await reachOf(database, clock, storeId)).reach === "ONLINE";

export async function reachOf({ pool }: { readonly pool: Asks }, clock: Clock, storeId: string): Promise<StoreReach> {
  const found = await pool.query<LinkFactsRow>({
    name: "link_facts",
    text: `SELECT ${LINK_FACTS} FROM store_links l JOIN store_link_seen n USING (store_id) WHERE l.store_id = $1`,
    values: [storeId],
  });
  return reachFrom(found.rows[0], clock.now());
}

/** Of a link row `l` and what was heard of it, `n`. */
export const LINK_FACTS = `n.last_seen_at, l.conflict, l.frozen_by, l.node_id, (n.heartbeat ->> 'asap_wait_s')::int AS asap_wait_s,
  (SELECT i.created_at FROM store_inbox i WHERE i.store_id = l.store_id AND i.seq > n.inbox_seq ORDER BY i.seq LIMIT 1) AS oldest_unapplied_at`;

export interface LinkFactsRow extends LinkFacts {
  readonly node_id: string | null;
  readonly asap_wait_s: number | null;
}

/** undefined: there is no link, or nothing was heard on it. */
export function reachFrom(facts: LinkFactsRow | undefined, nowMs: number): StoreReach {
  if (facts && isLinkUp(facts, nowMs)) return { reach: "ONLINE", asapWaitS: facts.asap_wait_s };
  return { reach: facts?.last_seen_at == null || facts.node_id === null ? "NO_BOX" : "AWAY", asapWaitS: null };
}

export function isHeard({ last_seen_at }: Pick<LinkFacts, "last_seen_at">, now: number): boolean {
  return last_seen_at !== null && now - last_seen_at.getTime() < HEARTBEAT_MAX_AGE_MS;
}

export function isLinkUp(facts: LinkFacts, now: number): boolean {
  if (facts.conflict !== null || facts.frozen_by !== null || !isHeard(facts, now)) return false;
  return facts.oldest_unapplied_at === null || now - facts.oldest_unapplied_at.getTime() < UNAPPLIED_MAX_AGE_MS;
}

export interface StoreWord {
  /** Closed for good: out of the app. */
  readonly isRetired: boolean;
  /** Until when it takes no app orders for now, by its staff's word; null: it takes them. */
  readonly pausedUntil: string | null;
}

/** What headquarters and the store itself say of whether it takes app orders. */
export async function storeWord({ pool }: { readonly pool: Asks }, clock: Clock, storeId: string): Promise<StoreWord> {
  const found = await pool.query<{ is_retired: boolean; app_orders_paused_until: Date | null }>({
    name: "store_word",
    text: "SELECT retired_at IS NOT NULL AS is_retired, app_orders_paused_until FROM stores WHERE store_id = $1",
    values: [storeId],
  });
  const row = found.rows[0];
  return { isRetired: row?.is_retired ?? false, pausedUntil: pausedUntil(row?.app_orders_paused_until ?? null, clock.now()) };
}

/** A pause whose time has passed is over, with the line down as well. */
export const pausedUntil = (until: Date | null, nowMs: number): string | null =>
  until !== null && until.getTime() > nowMs ? iso(until.getTime()) : null;
