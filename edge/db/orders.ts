/**
 * Orders as rows: header, lines, and the JSON of what no query needs. A field that is a column must not be in `state` as
 * well, or the two could disagree; reading lays the columns over the state.
 */
import type { AllDayCount } from "@crema/shared/contract/streams";
import { type Order, type OrderLine, type OrderStatus, storedOrder } from "@crema/shared/domain/order/order";
import { byPlaceOnQueue } from "@crema/shared/domain/order/place-on-queue";
import type { Sellable } from "../ports.ts";
import type { Db } from "./database.ts";
import { prepareInsert } from "./insert.ts";
import { nameKey } from "./order-search.ts";
import { orderLines, orders } from "./schema.ts";

type OrderRow = typeof orders.$inferSelect;
type LineRow = typeof orderLines.$inferSelect;

/** The first response to the request that made an order, and the hash that recognises the request. */
export interface RememberedResponse {
  readonly request_hash: string;
  readonly answer: string;
}

export interface RememberedOrder extends RememberedResponse {
  readonly order_id: string;
}

export interface OrderTable {
  insert(order: Order, cursor: number, remembered: RememberedResponse | null): void;
  /**
   * Writes what changes in an order's life; lines and prices change by `reprice` and `amend` alone, the remembered
   * response never.
   */
  update(order: Order, cursor: number): void;
  /** A discount: writes the new prices of header and lines. Call it together with `update`. */
  reprice(order: Order): void;
  /** Replaces the lines and the header's price. Call it together with `update`. */
  amend(order: Order): void;
  read(orderId: string): { order: Order; cursor: number } | null;
  byKey(storeId: string, principal: string, key: string): RememberedOrder | null;
  /** Open orders in their order on the queue (place-on-queue.ts): promised at `since` or later, or before it. */
  open(range: OpenRange, statuses: readonly OrderStatus[], limit: number): Order[];
  /** Of open orders promised at `since` or later. */
  openCount(since: string): number;
  openCountIn(range: OpenRange, statuses: readonly OrderStatus[]): number;
  /** How many of those still have to be made, so without READY. */
  toMakeCount(since: string): number;
  /** How many of each item they still have, without lines that are made, orders not confirmed yet, and those for later; largest first. */
  toMake(since: string): AllDayCount[];
  /** Those that nobody has started, with the item or the choice in one of their lines. */
  unstartedWith(what: Sellable): Order[];
  /** Open orders of which a question is open. */
  asked(): Order[];
  /** The orders changed last, latest first. */
  latest(limit: number): Order[];
  /** In the order of their last change. */
  changedAfter(cursor: number, limit: number): { order: Order; cursor: number }[];
}

export type OpenRange = { readonly since: string } | { readonly before: string };

/** Sorts after every time in ISO 8601. */
const LAST = "~";
const boundsOf = (range: OpenRange): [string, string] => ("since" in range ? [range.since, LAST] : ["", range.before]);

const OPEN = "status IN ('PLACED', 'PAID', 'IN_PROGRESS', 'READY')";
/** As in the index orders_rushed; what people typed has its quotes escaped. */
const RUSHED = `instr(state, '"is_rush":true')`;
const ASKED = `instr(state, '"question":{') > 0`;
/** As in the index orders_moved: it stands where its first promise was. */
const MOVED = `instr(state, '"first_promised_at":"')`;
/** For its time to come onto the queue. */
const WAITS = "EXISTS (SELECT 1 FROM releases WHERE releases.order_id = orders.order_id AND released_at IS NULL)";
const COLUMNS = `order_id, store_id, origin, status, handoff, authority, order_seq, pay_mode, promised_at, business_day, ticket_number,
  created_at, updated_at, currency, subtotal_cents, discount_cents, tax_cents, total_cents, paid_cents, refunded_cents, cursor,
  principal, idempotency_key, state`;
type ReadRow = Omit<OrderRow, "request_hash" | "answer" | "name_key" | "without_person">;

export function prepareOrders(db: Db): OrderTable {
  const insertOrder = prepareInsert(db, orders);
  const insertLine = prepareInsert(db, orderLines);
  const update = db.prepare<(string | number | null)[]>(
    `UPDATE orders SET status = ?, handoff = ?, authority = ?, order_seq = ?, business_day = ?, ticket_number = ?, promised_at = ?, updated_at = ?,
       paid_cents = ?, refunded_cents = ?, cursor = ?, state = ? WHERE order_id = ?`,
  );
  const repriceOrder = db.prepare<[number, number, number, number, string]>(
    "UPDATE orders SET subtotal_cents = ?, discount_cents = ?, tax_cents = ?, total_cents = ? WHERE order_id = ?",
  );
  const repriceLine = db.prepare<[number, number, number, number | null, string | null, string, number]>(
    "UPDATE order_lines SET discount_cents = ?, tax_cents = ?, line_total_cents = ?, tax_rate_ppm = ?, taxes = ? WHERE order_id = ? AND position = ?",
  );
  const byId = db.prepare<[string], ReadRow>(`SELECT ${COLUMNS} FROM orders WHERE order_id = ?`);
  const key = db.prepare<[string, string, string], RememberedOrder>(
    "SELECT order_id, request_hash, answer FROM orders WHERE store_id = ? AND principal = ? AND idempotency_key = ? AND request_hash IS NOT NULL",
  );
  const open = `FROM orders WHERE ${OPEN} AND promised_at >= ? AND promised_at < ? AND status IN (SELECT value FROM json_each(?))`;
  const inOrder = "ORDER BY promised_at, order_id LIMIT ?";
  const rushedRows = db.prepare<[string, string, string, number], ReadRow>(`SELECT ${COLUMNS} ${open} AND ${RUSHED} > 0 ${inOrder}`);
  const movedRows = db.prepare<[string, string, string, number], ReadRow>(
    `SELECT ${COLUMNS} ${open} AND ${RUSHED} = 0 AND ${MOVED} > 0 ${inOrder}`,
  );
  const otherRows = db.prepare<[string, string, string, number], ReadRow>(
    `SELECT ${COLUMNS} ${open} AND ${RUSHED} = 0 AND ${MOVED} = 0 ${inOrder}`,
  );
  const openCountIn = db.prepare<[string, string, string], { n: number }>(`SELECT COUNT(*) AS n ${open}`);
  const openCount = db.prepare<[string], { n: number }>(`SELECT COUNT(*) AS n FROM orders WHERE ${OPEN} AND promised_at >= ?`);
  // Contains OPEN, so that its small partial index is used and not the whole table.
  const toMakeCount = db.prepare<[string], { n: number }>(
    `SELECT COUNT(*) AS n FROM orders WHERE ${OPEN} AND promised_at >= ? AND status <> 'READY' AND NOT (status IN ('PLACED', 'PAID') AND ${WAITS})`,
  );
  // The first condition on the state spares most orders a look into their JSON.
  const toMake = db.prepare<[string], AllDayCount>(
    `SELECT l.item_id, MAX(l.name) AS name, MAX(l.station) AS station, SUM(l.qty) AS qty
     FROM orders JOIN order_lines l ON l.order_id = orders.order_id
     WHERE ${OPEN} AND promised_at >= ? AND (status = 'IN_PROGRESS' OR (status IN ('PLACED', 'PAID') AND authority = 'edge' AND NOT ${WAITS}))
       AND (instr(state, '"made_line_ids":[]') > 0
         OR NOT EXISTS (SELECT 1 FROM json_each(orders.state, '$.made_line_ids') WHERE value = l.line_id))
     GROUP BY l.item_id ORDER BY qty DESC, l.item_id`,
  );
  // Contains OPEN for the sake of its index, as above.
  const unstarted = `SELECT ${COLUMNS} FROM orders WHERE ${OPEN} AND status IN ('PLACED', 'PAID') AND EXISTS (SELECT 1 FROM order_lines l
     WHERE l.order_id = orders.order_id AND`;
  const unstartedWith = {
    item: db.prepare<[string], ReadRow>(`${unstarted} l.item_id = ?) ORDER BY promised_at, order_id`),
    modifier: db.prepare<[string], ReadRow>(
      `${unstarted} EXISTS (SELECT 1 FROM json_each(l.modifiers) WHERE value ->> 'modifier_id' = ?)) ORDER BY promised_at, order_id`,
    ),
  };
  const askedRows = db.prepare<[], ReadRow>(`SELECT ${COLUMNS} FROM orders WHERE ${OPEN} AND ${ASKED} ORDER BY order_id`);
  const latest = db.prepare<[number], ReadRow>(`SELECT ${COLUMNS} FROM orders ORDER BY cursor DESC LIMIT ?`);
  const after = db.prepare<[number, number], ReadRow>(`SELECT ${COLUMNS} FROM orders WHERE cursor > ? ORDER BY cursor LIMIT ?`);
  const lines = db.prepare<[string], LineRow>("SELECT * FROM order_lines WHERE order_id = ? ORDER BY position");
  const removeLines = db.prepare<[string]>("DELETE FROM order_lines WHERE order_id = ?");
  const insertLines = (order: Order) => {
    for (const [index, line] of order.lines.entries()) {
      const modifiers = JSON.stringify(line.modifiers);
      const tax_exempt = line.tax_exempt ? 1 : null;
      insertLine({ ...line, order_id: order.order_id, position: index, modifiers, taxes: taxesText(line), tax_exempt });
    }
  };
  const whole = (row: ReadRow): Order => toOrder(row, lines.all(row.order_id));

  return {
    insert(order, cursor, remembered) {
      insertOrder({
        order_id: order.order_id,
        store_id: order.store_id,
        origin: order.origin,
        status: order.status,
        handoff: order.handoff,
        authority: order.authority,
        order_seq: order.order_seq,
        pay_mode: order.pay_mode,
        promised_at: order.promised_at,
        business_day: order.business_day,
        ticket_number: order.ticket_number,
        created_at: order.created_at,
        updated_at: order.updated_at,
        currency: order.currency,
        subtotal_cents: order.subtotal_cents,
        discount_cents: order.discount_cents,
        tax_cents: order.tax_cents,
        total_cents: order.total_cents,
        paid_cents: order.paid_cents,
        refunded_cents: order.refunded_cents,
        cursor,
        principal: order.principal,
        idempotency_key: order.idempotency_key,
        request_hash: remembered?.request_hash ?? null,
        answer: remembered?.answer ?? null,
        state: stateOf(order),
        name_key: nameKey(order.customer_name),
        without_person: 0,
      });
      insertLines(order);
    },
    update(order, cursor) {
      const { changes } = update.run(
        order.status,
        order.handoff,
        order.authority,
        order.order_seq,
        order.business_day,
        order.ticket_number,
        order.promised_at,
        order.updated_at,
        order.paid_cents,
        order.refunded_cents,
        cursor,
        stateOf(order),
        order.order_id,
      );
      if (changes !== 1) throw new Error(`order ${order.order_id} has no row to update`);
    },
    reprice(order) {
      repriceOrder.run(order.subtotal_cents, order.discount_cents, order.tax_cents, order.total_cents, order.order_id);
      for (const [index, line] of order.lines.entries()) {
        const { discount_cents, tax_cents, line_total_cents, tax_rate_ppm } = line;
        repriceLine.run(discount_cents, tax_cents, line_total_cents, tax_rate_ppm, taxesText(line), order.order_id, index);
      }
    },
    amend(order) {
      repriceOrder.run(order.subtotal_cents, order.discount_cents, order.tax_cents, order.total_cents, order.order_id);
      removeLines.run(order.order_id);
      insertLines(order);
    },
    read(orderId) {
      const row = byId.get(orderId);
      return row ? { order: whole(row), cursor: row.cursor } : null;
    },
    byKey: (storeId, principal, idempotencyKey) => key.get(storeId, principal, idempotencyKey) ?? null,
    open(range, statuses, limit) {
      const [from, to, among] = [...boundsOf(range), JSON.stringify(statuses)] as const;
      const rushed = rushedRows.all(from, to, among, limit);
      const moved = movedRows.all(from, to, among, limit);
      const others = otherRows.all(from, to, among, limit - rushed.length);
      return [...rushed, ...moved, ...others].map(whole).sort(byPlaceOnQueue).slice(0, limit);
    },
    openCountIn: (range, statuses) => openCountIn.get(...boundsOf(range), JSON.stringify(statuses))?.n ?? 0,
    openCount: (since) => openCount.get(since)?.n ?? 0,
    toMakeCount: (since) => toMakeCount.get(since)?.n ?? 0,
    toMake: (since) => toMake.all(since),
    unstartedWith: ({ kind, id }) => unstartedWith[kind].all(id).map(whole),
    asked: () => askedRows.all().map(whole),
    latest: (limit) => latest.all(limit).map(whole),
    changedAfter: (cursor, limit) => after.all(cursor, limit).map((row) => ({ order: whole(row), cursor: row.cursor })),
  };
}

/** The order's fields that are neither a column nor a line, as JSON. */
function stateOf(order: Order): string {
  const {
    order_id,
    store_id,
    origin,
    status,
    handoff,
    authority,
    order_seq,
    pay_mode,
    promised_at,
    business_day,
    ticket_number,
    created_at,
    updated_at,
    currency,
    subtotal_cents,
    discount_cents,
    tax_cents,
    total_cents,
    paid_cents,
    refunded_cents,
    principal,
    idempotency_key,
    lines,
    ...state
  } = order;
  return JSON.stringify(state);
}

function toOrder(row: ReadRow, lines: readonly LineRow[]): Order {
  const { state, cursor: _cursor, ...columns } = row;
  const whole: unknown = { ...(JSON.parse(state) as object), ...columns, lines: lines.map(toLine) };
  return storedOrder(whole as Order);
}

const taxesText = ({ taxes }: OrderLine): string | null => (taxes ? JSON.stringify(taxes) : null);

function toLine(row: LineRow): OrderLine {
  const { order_id: _order, position: _position, modifiers, taxes, tax_exempt, ...line } = row;
  const whole: unknown = {
    ...line,
    modifiers: JSON.parse(modifiers),
    ...(taxes === null ? {} : { taxes: JSON.parse(taxes) }),
    ...(tax_exempt === null ? {} : { tax_exempt: true }),
  };
  return whole as OrderLine;
}
