/** What a box and the cloud have on their disks of one store, read past all code that is under test. */

import type pg from "pg";
import type { StoreBox } from "./store-box.ts";

/** How what is sold out came to be so, as both sides write it down. */
const OF_BOX = "coalesce(' until ' || until, '') || CASE WHEN balance IS NULL THEN '' ELSE ' by the count' END";
const OF_CLOUD = `coalesce(' until ' || to_char(until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), '')
  || CASE WHEN left_qty IS NULL THEN '' ELSE ' by the count' END`;

export interface OrderFacts {
  readonly order_id: string;
  readonly origin: string;
  readonly status: string;
  readonly handoff: string;
  readonly order_seq: number;
  readonly total_cents: number;
  readonly amendments: number;
  /** JSON, as the order has it. */
  readonly made_line_ids: string;
  /** 1: put before the others. */
  readonly promised_at: string;
  readonly first_promised_at: string | null;
  readonly is_rush: number;
  /** The one that is open. */
  readonly question: string | null;
  /** How many are not any more. */
  readonly settled: number;
  /** Id and price of each line's row, in their sequence. */
  readonly lines: string;
}

export interface LogRow {
  readonly seq: number;
  readonly event_id: string;
  readonly type: string;
  readonly order_id: string | null;
  readonly prev_hash: string;
  readonly hash: string;
  readonly body: string;
}

export interface Money {
  readonly id: string;
  readonly order_id: string;
  readonly amount_cents: number;
}

export interface StoreFacts {
  readonly orders: OrderFacts[];
  readonly payments: Money[];
  readonly refunds: Money[];
  readonly documents: { kind: string; version: number; document: unknown }[];
  readonly soldOut: string[];
  readonly inbox: { seq: number; id: string | null };
}

export interface BoxFacts extends StoreFacts {
  readonly log: LogRow[];
  readonly acked: number;
  readonly head: { seq: number; hash: string };
}

export interface CloudFacts extends StoreFacts {
  readonly link: { last_seq: number; last_hash: string; conflict: string | null };
  readonly hashes: { seq: number; hash: string }[];
  readonly events: { order_id: string; event_id: string; type: string; order_seq: number | null }[];
  readonly quarantined: number;
  /** Order and promotion: as they are counted against limits, and as the orders have them. */
  readonly promotions: { counted: string[]; inOrders: string[] };
}

const MONEY = (table: "payments" | "refunds", id: string) => `SELECT ${id} AS id, order_id, amount_cents FROM ${table}`;

export function boxFacts({ box }: StoreBox): BoxFacts {
  const { db } = box.store;
  const all = <T>(sql: string) => db.prepare<[], T>(sql).all();
  const position = box.store.tables.box.position();
  const documents = all<{ kind: string; version: number; document: string }>("SELECT kind, version, document FROM documents ORDER BY kind");
  return {
    orders: all(
      `SELECT order_id, origin, status, handoff, order_seq, total_cents, promised_at, json_extract(state, '$.first_promised_at') AS first_promised_at,
         json_extract(state, '$.amendments') AS amendments,
         json_extract(state, '$.made_line_ids') AS made_line_ids, json_extract(state, '$.is_rush') AS is_rush,
         json_extract(state, '$.question.question_id') AS question, coalesce(json_array_length(state, '$.settled_questions'), 0) AS settled,
         (SELECT group_concat(line_id || ' ' || line_total_cents, ', ' ORDER BY position) FROM order_lines l WHERE l.order_id = orders.order_id) AS lines
       FROM orders ORDER BY order_id`,
    ),
    payments: all(`${MONEY("payments", "payment_id")} ORDER BY 1`),
    refunds: all(`${MONEY("refunds", "refund_id")} ORDER BY 1`),
    documents: documents.map((row) => ({ ...row, document: JSON.parse(row.document) as unknown })),
    soldOut: all<{ id: string }>(
      `SELECT item_id || ${OF_BOX} AS id FROM availability WHERE sold_out = 1
       UNION ALL SELECT 'modifier ' || modifier_id || ${OF_BOX} FROM modifier_availability WHERE sold_out = 1`,
    )
      .map((row) => row.id)
      .sort(),
    inbox: { seq: position.inbox_seq, id: position.inbox_id },
    log: all("SELECT seq, event_id, type, order_id, prev_hash, hash, body FROM events ORDER BY epoch, seq"),
    acked: position.acked_seq,
    head: { seq: position.head_seq, hash: position.head_hash },
  };
}

export async function cloudFacts(pool: pg.Pool, storeId: string): Promise<CloudFacts> {
  const all = async <T extends pg.QueryResultRow>(sql: string) => (await pool.query<T>(sql, [storeId])).rows;
  const [link] = await all<CloudFacts["link"]>("SELECT last_seq::int, last_hash, conflict FROM store_links WHERE store_id = $1");
  const [inbox] = await all<{ seq: number; id: string | null }>(
    "SELECT seq::int, id FROM store_inbox WHERE store_id = $1 ORDER BY seq DESC LIMIT 1",
  );
  if (!link) throw new Error(`the cloud does not know ${storeId}`);
  const soldOut = await all<{ id: string }>(
    `SELECT item_id || ${OF_CLOUD} AS id FROM store_availability WHERE store_id = $1 AND sold_out
     UNION ALL SELECT 'modifier ' || modifier_id || ${OF_CLOUD} FROM store_modifier_availability WHERE store_id = $1 AND sold_out`,
  );
  const waiting = await all<{ count: number }>("SELECT count(*)::int AS count FROM quarantine WHERE store_id = $1 AND resolved_at IS NULL");
  const [promotions] = await all<CloudFacts["promotions"]>(
    `SELECT ARRAY(SELECT order_id || ' ' || promotion_id FROM promotion_uses WHERE store_id = $1 ORDER BY 1) AS counted,
       ARRAY(SELECT order_id || ' ' || (applied->>'promotion_id') FROM orders CROSS JOIN json_array_elements(state->'promotions') AS applied
             WHERE store_id = $1 AND origin = 'APP' AND status <> 'CANCELLED' AND applied->>'promotion_id' <> 'counter-discount' ORDER BY 1) AS "inOrders"`,
  );
  return {
    link,
    promotions: promotions ?? { counted: [], inOrders: [] },
    inbox: inbox ?? { seq: 0, id: null },
    orders: await all(
      `SELECT order_id, origin, status, handoff, (state->>'order_seq')::int AS order_seq, total_cents,
         state->>'promised_at' AS promised_at, state->>'first_promised_at' AS first_promised_at, (state->>'amendments')::int AS amendments, state->>'made_line_ids' AS made_line_ids,
         (state->>'is_rush')::boolean::int AS is_rush, state->'question'->>'question_id' AS question,
         coalesce(json_array_length((state->'settled_questions')::json), 0) AS settled,
         (SELECT string_agg(line_id::text || ' ' || line_total_cents, ', ' ORDER BY position) FROM order_lines l
          WHERE l.store_id = orders.store_id AND l.order_id = orders.order_id) AS lines
       FROM orders WHERE store_id = $1 ORDER BY order_id::text`,
    ),
    payments: await all(`${MONEY("payments", "payment_id")} WHERE store_id = $1 AND provider = 'in_store' ORDER BY payment_id::text`),
    refunds: await all(`${MONEY("refunds", "refund_id")} WHERE store_id = $1 AND provider = 'in_store' ORDER BY refund_id::text`),
    documents: await all("SELECT kind, version, document FROM store_documents WHERE store_id = $1 ORDER BY kind"),
    soldOut: soldOut.map((row) => row.id).sort(),
    hashes: await all("SELECT seq::int, hash FROM ingested_hashes WHERE store_id = $1 ORDER BY epoch, seq"),
    events: await all("SELECT order_id, event_id, type, order_seq FROM order_events WHERE store_id = $1 ORDER BY order_id::text, cursor"),
    quarantined: waiting[0]?.count ?? 0,
  };
}
