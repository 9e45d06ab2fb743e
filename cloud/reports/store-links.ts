/** The stores with their boxes and links, for IT: what the cloud knows beside what the box last said about itself. */

import type { StoreLink } from "@crema/shared/contract/store-links";
import { businessDay } from "@crema/shared/domain/kernel/business-day";
import { type Clock, iso } from "@crema/shared/domain/kernel/clock";
import { ProfileDocument } from "@crema/shared/domain/store/profile";
import { Heartbeat } from "@crema/sync/protocol/up";
import type { Pool } from "pg";
import { isHeard, isLinkUp, type LinkFacts } from "../queries/store-online.ts";
import { healthOf } from "./store-health.ts";

const Stored = ProfileDocument.pick({ time_zone: true, business_day_cutoff_hour: true });

interface Row extends LinkFacts {
  store_id: string;
  name: string;
  profile: unknown;
  node_id: string | null;
  epoch: number;
  last_seq: number;
  inbox_head: number;
  inbox_seq: number | null;
  seen_menu: number | null;
  seen_profile: number | null;
  heartbeat: unknown;
  menu_version: number | null;
  profile_version: number | null;
  quarantined: number;
  open_exceptions: number;
  open_orders: number;
  held_orders: number;
  held_first: Date | null;
  frozen_since: Date | null;
  paused_until: Date | null;
}

/** `storeIds`: the operator's scope; null is every store. */
export async function storeLinks(deps: { pool: Pool; clock: Clock }, storeIds: readonly string[] | null): Promise<StoreLink[]> {
  const found = await deps.pool.query<Row>(
    `SELECT s.store_id, s.name, s.profile, s.app_orders_paused_until AS paused_until, l.node_id, l.epoch, l.last_seq, l.inbox_head, l.conflict, l.frozen_by, (SELECT f.begun_at FROM store_freezes f WHERE f.store_id = s.store_id AND f.ended_at IS NULL) AS frozen_since,
            n.last_seen_at, n.inbox_seq,
            (SELECT i.created_at FROM store_inbox i WHERE i.store_id = s.store_id AND i.seq > n.inbox_seq ORDER BY i.seq LIMIT 1) AS oldest_unapplied_at,
            n.menu_version AS seen_menu, n.profile_version AS seen_profile, n.heartbeat,
            (SELECT version FROM store_documents d WHERE d.store_id = s.store_id AND d.kind = 'menu') AS menu_version,
            (SELECT version FROM store_documents d WHERE d.store_id = s.store_id AND d.kind = 'profile') AS profile_version,
            (SELECT count(*) FROM quarantine q WHERE q.store_id = s.store_id AND q.resolved_at IS NULL) AS quarantined,
            (SELECT count(*) FROM exceptions e WHERE e.store_id = s.store_id AND e.resolved_at IS NULL) AS open_exceptions,
            (SELECT count(*) FROM orders o WHERE o.store_id = s.store_id AND o.status NOT IN ('COMPLETED', 'CANCELLED')) AS open_orders,
            (SELECT count(*) FROM orders o WHERE o.store_id = s.store_id AND o.handoff = 'HELD') AS held_orders,
            (SELECT min(o.promised_at) FROM orders o WHERE o.store_id = s.store_id AND o.handoff = 'HELD') AS held_first
     FROM stores s JOIN store_links l USING (store_id) LEFT JOIN store_link_seen n USING (store_id)
     WHERE $1::text[] IS NULL OR s.store_id = ANY ($1) ORDER BY s.store_id`,
    [storeIds],
  );
  const now = deps.clock.now();
  return found.rows.map((row) => linkOf(row, now, isLinkUp(row, now), isHeard(row, now)));
}

function linkOf(row: Row, now: number, isOnline: boolean, isBoxHeard: boolean): StoreLink {
  const { time_zone, business_day_cutoff_hour } = Stored.parse(row.profile);
  const link = {
    store_id: row.store_id,
    name: row.name,
    time_zone,
    business_day: businessDay(now, time_zone, business_day_cutoff_hour),
    is_online: isOnline,
    node_id: row.node_id,
    epoch: row.node_id === null ? null : row.epoch,
    last_seq: row.last_seq,
    last_seen_at: row.last_seen_at ? iso(row.last_seen_at.getTime()) : null,
    reported: reportedBy(row),
    inbox_head: row.inbox_head,
    menu_version: row.menu_version,
    profile_version: row.profile_version,
    quarantined_events: row.quarantined,
    conflict: row.conflict,
    frozen_since: row.frozen_since ? iso(row.frozen_since.getTime()) : null,
    app_orders_paused_until: row.paused_until && row.paused_until.getTime() > now ? iso(row.paused_until.getTime()) : null,
    open_exceptions: row.open_exceptions,
    open_orders: row.open_orders,
    held: { orders: row.held_orders, first_at: row.held_first ? iso(row.held_first.getTime()) : null },
  };
  return { ...link, health: healthOf(link, isBoxHeard) };
}

function reportedBy(row: Row): StoreLink["reported"] {
  const heartbeat = Heartbeat.safeParse(row.heartbeat);
  if (!heartbeat.success || row.inbox_seq === null) return null;
  const { box_version, unsent_events, queue_length, disk_free_bytes, clock_offset_ms } = heartbeat.data;
  const { inbox_seq, seen_menu: menu_version, seen_profile: profile_version } = row;
  return { box_version, unsent_events, queue_length, disk_free_bytes, clock_offset_ms, inbox_seq, menu_version, profile_version };
}
