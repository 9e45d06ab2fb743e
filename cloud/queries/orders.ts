/**
 * Reads orders. One that its store decides is only as fresh as the last exchange with the store, and says so (`as_of`);
 * one that the cloud decides is always fresh.
 */
import type { QueueAge } from "@crema/shared/contract/queue";
import type { DomainEvent } from "@crema/shared/domain/events";
import { type Clock, iso } from "@crema/shared/domain/kernel/clock";
import { isOpenStatus, type Order, OrderStatus, storedOrder } from "@crema/shared/domain/order/order";
import { byPlaceOnQueue } from "@crema/shared/domain/order/place-on-queue";
import { QUEUE_LENGTH, queueSince } from "@crema/shared/domain/order/queue";
import type { Database } from "../db/database.ts";
import { statesOf } from "../db/orders.ts";
import type { OrderAt, OrderChange, OrderCursor, Queue } from "../ports.ts";

interface OrderRow {
  /** Of its customer, who may have adopted it. */
  user_id: string | null;
  cursor: number;
  cancel_request_id: string | null;
  state: Order;
  last_seen_at: Date | null;
}

const COLUMNS =
  "o.user_id, o.cursor, o.cancel_request_id, o.state, n.last_seen_at FROM orders o LEFT JOIN store_link_seen n USING (store_id)";

export async function orderById({ pool }: Database, clock: Clock, orderId: string): Promise<OrderAt | null> {
  const found = await pool.query<OrderRow>({ name: "order_by_id", text: `SELECT ${COLUMNS} WHERE o.order_id = $1`, values: [orderId] });
  const row = found.rows[0];
  return row ? orderAt(row, clock) : null;
}

/** Newest first, below `before`. */
export async function ordersOfUser(
  { pool }: Database,
  clock: Clock,
  userId: string,
  before: string | null,
  limit: number,
): Promise<OrderAt[]> {
  const found = await pool.query<OrderRow>({
    name: "orders_of_user",
    text: `SELECT ${COLUMNS} WHERE o.user_id = $1 AND ($2::uuid IS NULL OR o.order_id < $2) ORDER BY o.order_id DESC LIMIT $3`,
    values: [userId, before, limit],
  });
  return found.rows.map((row) => orderAt(row, clock));
}

/** As the index of open orders has it. */
const OPEN = "status NOT IN ('COMPLETED', 'CANCELLED')";
/** Read as text, as the columns of reports are; what people typed has its quotes escaped. */
const RUSHED = `state::text ~ '"is_rush"\\s*:\\s*true'`;
const IN_ORDER = `ORDER BY promised_at, order_id LIMIT ${QUEUE_LENGTH}`;
const OPEN_STATUSES = OrderStatus.options.filter(isOpenStatus);

/** Open orders that staff put first, then the oldest promise; QUEUE_LENGTH at most. Without statuses: every open one. Those that have ended have no age. */
export async function queueOf(
  { pool }: Database,
  clock: Clock,
  storeId: string,
  statuses: readonly OrderStatus[] | null,
  age: QueueAge,
): Promise<Queue> {
  const since = queueSince(clock.now());
  const wanted = statuses ?? OPEN_STATUSES;
  const onlyOpen = age === "LEFT_OPEN" || wanted.every(isOpenStatus);
  const promised = age === "LEFT_OPEN" ? "promised_at < $3" : onlyOpen ? "promised_at >= $3" : `(promised_at >= $3 OR NOT ${OPEN})`;
  const where = `store_id = $1 AND status = ANY($2) AND ${promised}${onlyOpen ? ` AND ${OPEN}` : ""}`;
  const values = [storeId, [...wanted], since];
  const found = await pool.query<{ state: Order }>(
    `(SELECT 0 AS part, promised_at, order_id, state FROM orders WHERE ${where} AND ${OPEN} AND ${RUSHED} ${IN_ORDER})
     UNION ALL (SELECT 1, promised_at, order_id, state FROM orders WHERE ${where} AND NOT (${OPEN} AND ${RUSHED}) ${IN_ORDER})
     ORDER BY part, promised_at, order_id LIMIT ${QUEUE_LENGTH}`,
    values,
  );
  const isShort = found.rows.length === QUEUE_LENGTH;
  const more = isShort ? (await countOf(pool, where, values)) - QUEUE_LENGTH : 0;
  const left_open = await countOf(pool, `store_id = $1 AND ${OPEN} AND promised_at < $2`, [storeId, since]);
  return { orders: found.rows.map((row) => storedOrder(row.state)).sort(byPlaceOnQueue), more, left_open };
}

async function countOf(pool: Database["pool"], where: string, values: unknown[]): Promise<number> {
  const counted = await pool.query<{ n: number }>(`SELECT count(*) AS n FROM orders WHERE ${where}`, values);
  return counted.rows[0]?.n ?? 0;
}

/** What happened to an order after a cursor, each with the order as it was after it. */
export async function changesOf({ pool }: Database, orderId: string, afterCursor: number): Promise<OrderChange[]> {
  const found = await pool.query<{ cursor: number; body: DomainEvent }>({
    name: "changes_of",
    text: `SELECT e.cursor, e.body FROM orders o JOIN order_events e USING (store_id, order_id)
           WHERE o.order_id = $1 AND o.cursor > $2 ORDER BY e.cursor`,
    values: [orderId, afterCursor],
  });
  return statesOf(found.rows.map(({ cursor, body }) => ({ cursor, event: body })))
    .filter(({ entry }) => entry.cursor > afterCursor)
    .map(({ entry, order }) => ({ order_id: orderId, cursor: entry.cursor, event: entry.event, order }));
}

/** `changesOf` for many orders at once: the events of those that have gone on are read whole, since their states are made of them. */
export async function changesSince(
  { pool }: Database,
  seen: readonly OrderCursor[],
): Promise<{ changes: OrderChange[]; unreadable: unknown[] }> {
  const found = await pool.query<{ order_id: string; cursor: number; body: DomainEvent }>({
    name: "changes_since",
    text: `SELECT e.order_id, e.cursor, e.body
           FROM unnest($1::text[], $2::uuid[], $3::int[]) AS seen (store_id, order_id, cursor)
           JOIN orders o ON o.store_id = seen.store_id AND o.order_id = seen.order_id AND o.cursor > seen.cursor
           JOIN order_events e ON e.store_id = o.store_id AND e.order_id = o.order_id ORDER BY e.order_id, e.cursor`,
    values: columnsOf(seen),
  });
  const byOrder = new Map<string, { cursor: number; event: DomainEvent }[]>();
  for (const { order_id, cursor, body } of found.rows) {
    const events = byOrder.get(order_id) ?? [];
    byOrder.set(order_id, events);
    events.push({ cursor, event: body });
  }
  const changes: OrderChange[] = [];
  const unreadable: unknown[] = [];
  for (const { order_id, cursor: after } of seen) {
    try {
      for (const { entry, order } of statesOf(byOrder.get(order_id) ?? []))
        if (entry.cursor > after) changes.push({ order_id, cursor: entry.cursor, event: entry.event, order });
    } catch (error) {
      unreadable.push(error);
    }
  }
  return { changes, unreadable };
}

export async function movedSince({ pool }: Database, seen: readonly OrderCursor[]): Promise<string[]> {
  const found = await pool.query<{ order_id: string }>({
    name: "orders_moved_since",
    text: `SELECT o.order_id FROM unnest($1::text[], $2::uuid[], $3::int[]) AS seen (store_id, order_id, cursor)
           JOIN orders o ON o.store_id = seen.store_id AND o.order_id = seen.order_id AND o.cursor > seen.cursor`,
    values: columnsOf(seen),
  });
  return found.rows.map((row) => row.order_id);
}

const columnsOf = (seen: readonly OrderCursor[]) => [
  seen.map((one) => one.store_id),
  seen.map((one) => one.order_id),
  seen.map((one) => one.cursor),
];

function orderAt(row: OrderRow, clock: Clock): OrderAt {
  const now = clock.now();
  const asOf = row.state.authority === "cloud" ? now : (row.last_seen_at?.getTime() ?? Date.parse(row.state.updated_at));
  const order = storedOrder(row.state);
  return {
    order: row.user_id === order.user_id ? order : { ...order, user_id: row.user_id },
    cursor: row.cursor,
    cancel_request_id: row.cancel_request_id,
    as_of: iso(asOf),
  };
}
