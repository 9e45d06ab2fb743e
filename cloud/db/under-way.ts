/**
 * What of a store's money is under way, in words: open orders of any kind, an open drawer, facts of the counter that are in no
 * Z report, a box that has not said all. The link row is locked, so nothing that the cloud takes comes in between.
 */
import { Heartbeat } from "@crema/sync/protocol/up";
import type pg from "pg";

interface Row {
  readonly node_id: string | null;
  readonly last_seen_at: Date | null;
  readonly heartbeat: unknown;
  readonly open_orders: string;
  readonly open_drawers: string;
  readonly since_close: string;
}

/** As for L3. */
const HEARD_WITHIN_MS = 15_000;

const SQL = `
  WITH closed AS (SELECT coalesce(max(at), '-infinity') AS at FROM drawer_events
    WHERE store_id = $1 AND type IN ('drawer.closed', 'day.closed'))
  SELECT l.node_id, n.last_seen_at, n.heartbeat,
    (SELECT count(*) FROM orders o WHERE o.store_id = $1 AND o.status NOT IN ('COMPLETED', 'CANCELLED')) AS open_orders,
    (SELECT count(*) FROM drawer_events d WHERE d.store_id = $1 AND d.type = 'drawer.opened' AND NOT EXISTS
       (SELECT 1 FROM drawer_events e WHERE e.store_id = $1 AND e.type = 'drawer.closed' AND e.session_id = d.session_id)) AS open_drawers,
    (SELECT count(*) FROM payments p, closed WHERE p.store_id = $1 AND p.provider = 'in_store' AND p.status = 'CAPTURED' AND p.captured_at > closed.at)
      + (SELECT count(*) FROM refunds r, closed WHERE r.store_id = $1 AND r.provider = 'in_store' AND r.refunded_at > closed.at)
      + (SELECT count(*) FROM orders o, closed WHERE o.store_id = $1 AND o.status = 'COMPLETED' AND coalesce(o.counts_on, o.business_day) >= $2
         AND substring(o.state::text from '"completed_at"\\s*:\\s*"([^"]*)"')::timestamptz > closed.at) AS since_close
  FROM store_links l LEFT JOIN store_link_seen n USING (store_id) WHERE l.store_id = $1`;

/** A Z report names at most so many days. */
const DAYS_MS = 14 * 24 * 3_600_000;

/** Sentences; none when nothing is. */
export async function underWay(client: pg.ClientBase, storeId: string, nowMs: number): Promise<string[]> {
  const since = new Date(nowMs - DAYS_MS).toISOString().slice(0, 10);
  const row = (await client.query<Row>(SQL, [storeId, since])).rows[0];
  if (!row) return [];
  const heartbeat = Heartbeat.safeParse(row.heartbeat);
  const unsent = heartbeat.success ? heartbeat.data.unsent_events : 0;
  const isHeard = row.last_seen_at !== null && nowMs - row.last_seen_at.getTime() < HEARD_WITHIN_MS;
  const [orders, drawers, facts] = [Number(row.open_orders), Number(row.open_drawers), Number(row.since_close)];
  return [
    ...(row.node_id !== null && !isHeard ? ["The store's box is not heard just now."] : []),
    ...(unsent > 0 ? [`Its box has ${unsent} ${unsent === 1 ? "event" : "events"} that it has not sent yet.`] : []),
    ...(orders > 0 ? [`${orders} ${orders === 1 ? "order is" : "orders are"} open.`] : []),
    ...(drawers > 0 ? [drawers === 1 ? "The drawer is open." : `${drawers} drawers are open.`] : []),
    ...(facts > 0 && drawers === 0
      ? [`${facts === 1 ? "One sale, payment or refund is" : `${facts} sales, payments or refunds are`} in no Z report yet.`]
      : []),
  ];
}
