/**
 * How long orders stayed in each status, from their events. A recalled order was in a status twice, and its times are
 * added up before the median is taken; a box's clock that was set back makes a time negative, which counts as none.
 */
import { StatusTimes } from "@crema/shared/contract/sales";
import type { Pool } from "pg";
import { calendarValues, DAY_OF_PLACING, STORES, type StoreCalendars } from "./store-calendars.ts";

/** $5 ≤ business day < $6. Orders wanted for later wait on purpose. */
const TIMES = `
  WITH sold AS (
    SELECT o.store_id, o.order_id FROM ${STORES} JOIN orders o USING (store_id)
    WHERE o.status = 'COMPLETED' AND NOT o.for_later
      AND (o.business_day >= $5 AND o.business_day < $6
           OR o.business_day IS NULL AND ${DAY_OF_PLACING} >= $5 AND ${DAY_OF_PLACING} < $6)
  ), step AS (
    SELECT e.store_id, e.order_id, e.type, e.at, lead(e.at) OVER (PARTITION BY e.store_id, e.order_id ORDER BY e.cursor) AS until
    FROM sold JOIN order_events e USING (store_id, order_id)
    WHERE e.type IN ('order.placed', 'order.started', 'order.recalled', 'order.readied', 'order.completed')
  ), stood AS (
    SELECT store_id, order_id,
           CASE type WHEN 'order.placed' THEN 'PLACED' WHEN 'order.readied' THEN 'READY' ELSE 'IN_PROGRESS' END AS status,
           sum(greatest(extract(epoch FROM until - at), 0)) AS seconds
    FROM step WHERE until IS NOT NULL AND type <> 'order.completed'
    GROUP BY 1, 2, 3
  )
  SELECT store_id, status, count(*) AS orders,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds::float8) AS p50_s, percentile_cont(0.95) WITHIN GROUP (ORDER BY seconds::float8) AS p95_s
  FROM stood GROUP BY GROUPING SETS ((store_id, status), (status))
  ORDER BY store_id NULLS FIRST, array_position(ARRAY['PLACED', 'IN_PROGRESS', 'READY'], status)`;

export async function statusTimes(pool: Pool, calendars: StoreCalendars, { from, to }: { from: string; to: string }): Promise<StatusTimes> {
  const found = await pool.query<StatusTimes["rows"][number]>(TIMES, [...calendarValues(calendars), from, to]);
  return StatusTimes.parse({ rows: found.rows });
}
