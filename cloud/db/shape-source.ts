/**
 * What the shape server reads: a store's documents and its inbox. The lsn of an inbox entry is its number, the lsn of a
 * document comes from the store's own counter; both are taken under the link row's lock, so they are in commit order. A
 * handle is never reused: it is derived from an id and stored in the link row.
 */
import type { Timers } from "@crema/shared/domain/kernel/clock";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import type { ShapeHead, ShapeRow, ShapeSource } from "@crema/sync/ports";
import type { ShapeTable } from "@crema/sync/protocol/down";
import type { ChangeNotifier } from "../ports.ts";
import type { Database } from "./database.ts";

export interface ShapeSourceOptions {
  readonly database: Database;
  readonly changeNotifier: Pick<ChangeNotifier, "subscribeDown">;
  readonly timers: Timers;
  readonly newId: IdSource;
}

interface TableSql {
  readonly handle: "inbox_handle" | "documents_handle";
  readonly head: "inbox_head" | "documents_lsn";
  readonly rows: string;
  readonly key: (value: Record<string, string | null>) => string[];
}

const TABLES: Readonly<Record<ShapeTable, TableSql>> = {
  store_inbox: {
    handle: "inbox_handle",
    head: "inbox_head",
    rows: `SELECT seq AS lsn, store_id, seq::text AS seq, id::text AS id, command::text AS command FROM store_inbox
           WHERE store_id = $1 AND seq > $2 AND command::text <> 'null' ORDER BY seq LIMIT $3`,
    key: (value) => [value.store_id ?? "", value.seq ?? ""],
  },
  store_documents: {
    handle: "documents_handle",
    head: "documents_lsn",
    rows: `SELECT lsn, store_id, kind, version::text AS version, document::text AS document FROM store_documents
           WHERE store_id = $1 AND lsn > $2 ORDER BY lsn LIMIT $3`,
    key: (value) => [value.store_id ?? "", value.kind ?? ""],
  },
};

export function createShapeSource({ database, changeNotifier, timers, newId }: ShapeSourceOptions): ShapeSource {
  const { pool } = database;
  const head = async (table: ShapeTable, storeId: string): Promise<ShapeHead> => {
    const sql = TABLES[table];
    const found = await pool.query<ShapeHead>({
      name: `head_${table}`,
      text: `SELECT ${sql.handle} AS handle, ${sql.head} AS lsn, store_id, node_id, epoch, join_number, frozen_by FROM store_links WHERE store_id = $1`,
      values: [storeId],
    });
    const row = found.rows[0];
    if (!row) throw new Error(`store ${storeId} has no link row`);
    return row;
  };
  return {
    head,
    async rowsAfter(table, storeId, after, limit) {
      const sql = TABLES[table];
      const found = await pool.query<{ lsn: number } & Record<string, string | null>>({
        name: `rows_${table}`,
        text: sql.rows,
        values: [storeId, after, limit],
      });
      return found.rows.map(({ lsn, ...value }): ShapeRow => ({ lsn, key: sql.key(value), value }));
    },
    async rotate(table, storeId) {
      const handle = newId();
      await pool.query(`UPDATE store_links SET ${TABLES[table].handle} = $2 WHERE store_id = $1`, [storeId, handle]);
      return handle;
    },
    async wait(table, storeId, seen, timeoutMs, signal) {
      let wake: () => void = () => undefined;
      let moved = false;
      const woken = () => {
        moved = true;
        wake();
      };
      // Subscribed before the first look, so that nothing falls between the two.
      const unsubscribe = changeNotifier.subscribeDown(storeId, woken);
      let over = false;
      const end = () => {
        over = true;
        wake();
      };
      const limit = timers.after(timeoutMs, end);
      signal.addEventListener("abort", end, { once: true });
      if (signal.aborted) over = true;
      try {
        while (!over && isAt(await head(table, storeId), seen)) {
          if (!moved && !over) await new Promise<void>((resolve) => (wake = resolve));
          moved = false;
        }
      } finally {
        unsubscribe();
        limit.cancel();
        signal.removeEventListener("abort", end);
      }
    },
  };
}

/** Nothing has come since, and nobody has joined. */
const isAt = (head: ShapeHead, seen: ShapeHead): boolean =>
  head.lsn <= seen.lsn && head.join_number === seen.join_number && head.epoch === seen.epoch && head.node_id === seen.node_id;
