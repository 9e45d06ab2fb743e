/** What the box, the cloud and the payment provider have of a store, each read from its own records. */
import { join } from "node:path";
import type { Chain } from "@crema/tools/dev/start-chain";
import Database from "better-sqlite3";
import type pg from "pg";
import type { OrderLine } from "./told.ts";

export interface BookedOrder extends OrderLine {
  readonly origin: string;
}

export type Book = ReadonlyMap<string, BookedOrder>;

/** The same question for SQLite and Postgres; of money only what the counter took. */
const QUESTION = `SELECT o.order_id, o.origin, o.status, o.total_cents,
    COALESCE(p.n, 0) AS tenders, COALESCE(p.cents, 0) AS captured_cents,
    COALESCE(r.n, 0) AS refunds, COALESCE(r.cents, 0) AS refunded_cents
  FROM orders o
  LEFT JOIN (SELECT store_id, order_id, count(*) AS n, sum(amount_cents) AS cents FROM payments
    WHERE provider = 'in_store' GROUP BY store_id, order_id) p ON p.order_id = o.order_id AND p.store_id = o.store_id
  LEFT JOIN (SELECT store_id, order_id, count(*) AS n, sum(amount_cents) AS cents FROM refunds
    WHERE provider = 'in_store' GROUP BY store_id, order_id) r ON r.order_id = o.order_id AND r.store_id = o.store_id`;

type Row = Record<string, string | number>;

function bookOf(rows: readonly Row[]): Book {
  return new Map(
    rows.map((row) => [
      String(row.order_id),
      {
        origin: String(row.origin),
        status: String(row.status),
        total_cents: Number(row.total_cents),
        tenders: Number(row.tenders),
        captured_cents: Number(row.captured_cents),
        refunds: Number(row.refunds),
        refunded_cents: Number(row.refunded_cents),
      },
    ]),
  );
}

export function boxBook(chain: Chain, storeId: string): Book {
  const db = new Database(join(chain.dir, "data", storeId, "crema.sqlite"), { readonly: true, fileMustExist: true });
  try {
    return bookOf(db.prepare<[], Row>(QUESTION).all());
  } finally {
    db.close();
  }
}

export async function cloudBook(database: pg.Pool, storeId: string): Promise<Book> {
  return bookOf((await database.query<Row>(`${QUESTION} WHERE o.store_id = $1`, [storeId])).rows);
}

export interface OnlineMoney {
  readonly captured_cents: number;
  readonly refunded_cents: number;
}

/** By order; only where money moved. */
export async function onlineInCloud(database: pg.Pool, storeId: string): Promise<Map<string, OnlineMoney>> {
  const { rows } = await database.query<Row>(
    `SELECT p.order_id, sum(p.amount_cents) AS captured, COALESCE(sum(r.cents), 0) AS refunded FROM payments p
      LEFT JOIN (SELECT payment_id, sum(amount_cents) AS cents FROM refunds WHERE status = 'SUCCEEDED' GROUP BY payment_id) r USING (payment_id)
      WHERE p.store_id = $1 AND p.provider = 'stripe' AND p.status = 'CAPTURED' GROUP BY p.order_id`,
    [storeId],
  );
  return new Map(rows.map((row) => [String(row.order_id), { captured_cents: Number(row.captured), refunded_cents: Number(row.refunded) }]));
}

export async function onlineAtProvider(chain: Chain, storeId: string): Promise<Map<string, OnlineMoney>> {
  const found = new Map<string, OnlineMoney>();
  for (const { metadata, captured_cents, refunded_cents } of await chain.provider.intents(storeId)) {
    if (captured_cents === 0) continue;
    const order = metadata.order_id ?? "without an order";
    if (found.has(order)) throw new Error(`The provider took money twice for ${order}.`);
    found.set(order, { captured_cents, refunded_cents });
  }
  return found;
}
