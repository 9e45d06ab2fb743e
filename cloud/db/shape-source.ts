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
  readonly changeNotifier: Pick<ChangeNotifier, "subscribeInbox" | "subscribeDocuments">;
  readonly timers: Timers;
  readonly newId: IdSource;
}

interface TableSql {
  readonly handle: "inbox_handle" | "documents_handle";
  readonly read: string;
  readonly key: (value: Record<string, string | null>) => string[];
}

/** Head and rows in one statement, so that both are of one moment: a handle or a join that changes in between would be another log's. */
const readText = (handle: TableSql["handle"], head: "inbox_head" | "documents_lsn", columns: string, rows: string): string =>
  `SELECT l.${handle} AS head_handle, l.${head} AS head_lsn, l.node_id AS head_node_id, l.epoch AS head_epoch, l.join_number AS head_join_number,
     l.frozen_by AS head_frozen_by, r.* FROM store_links l
   LEFT JOIN LATERAL (SELECT ${columns} FROM ${rows} LIMIT $3) r ON true WHERE l.store_id = $1 ORDER BY r.lsn`;

const TABLES: Readonly<Record<ShapeTable, TableSql>> = {
  store_inbox: {
    handle: "inbox_handle",
    read: readText(
      "inbox_handle",
      "inbox_head",
      "i.seq AS lsn, i.store_id, i.seq::text AS seq, i.id::text AS id, i.command::text AS command",
      "store_inbox i WHERE i.store_id = $1 AND i.seq > $2 AND i.command::text <> 'null' ORDER BY i.seq",
    ),
    key: (value) => [value.store_id ?? "", value.seq ?? ""],
  },
  store_documents: {
    handle: "documents_handle",
    read: readText(
      "documents_handle",
      "documents_lsn",
      "d.lsn, d.store_id, d.kind, d.version::text AS version, d.document::text AS document",
      "store_documents d WHERE d.store_id = $1 AND d.lsn > $2 ORDER BY d.lsn",
    ),
    key: (value) => [value.store_id ?? "", value.kind ?? ""],
  },
};

interface ReadRow {
  readonly head_handle: string;
  readonly head_lsn: number;
  readonly head_node_id: string | null;
  readonly head_epoch: number;
  readonly head_join_number: number;
  readonly head_frozen_by: string | null;
  /** null: there is no row, and this is the head alone. */
  readonly lsn: number | null;
}

export function createShapeSource({ database, changeNotifier, timers, newId }: ShapeSourceOptions): ShapeSource {
  const { pool } = database;
  return {
    async read(table, storeId, after, limit) {
      const sql = TABLES[table];
      const found = await pool.query<ReadRow>({ name: `read_${table}`, text: sql.read, values: [storeId, after, limit] });
      const first = found.rows[0];
      if (!first) throw new Error(`store ${storeId} has no link row`);
      const head: ShapeHead = {
        handle: first.head_handle,
        lsn: first.head_lsn,
        store_id: storeId,
        node_id: first.head_node_id,
        epoch: first.head_epoch,
        join_number: first.head_join_number,
        frozen_by: first.head_frozen_by,
      };
      return { head, rows: found.rows.flatMap((row) => rowOf(sql, row)) };
    },
    async rotate(table, storeId) {
      const handle = newId();
      await pool.query(`UPDATE store_links SET ${TABLES[table].handle} = $2 WHERE store_id = $1`, [storeId, handle]);
      return handle;
    },
    follow(table, storeId) {
      let wake: () => void = () => undefined;
      let hasMoved = false;
      const woken = () => {
        hasMoved = true;
        wake();
      };
      let seen: ShapeHead | null = null;
      const at = () => seen;
      const end =
        table === "store_inbox" ? changeNotifier.subscribeInbox(storeId, woken, at) : changeNotifier.subscribeDocuments(storeId, woken, at);
      return {
        saw(head) {
          seen = head;
        },
        async next(timeoutMs, signal) {
          if (!hasMoved && !signal.aborted) {
            await new Promise<void>((resolve) => {
              const limit = timers.after(timeoutMs, () => wake());
              wake = () => {
                limit.cancel();
                signal.removeEventListener("abort", wake);
                resolve();
              };
              signal.addEventListener("abort", wake, { once: true });
            });
            wake = () => undefined;
          }
          hasMoved = false;
        },
        end,
      };
    },
  };
}

function rowOf({ key }: TableSql, row: ReadRow): ShapeRow[] {
  const { lsn, head_handle: _h, head_lsn: _l, head_node_id: _n, head_epoch: _e, head_join_number: _j, head_frozen_by: _f, ...value } = row;
  return lsn === null ? [] : [{ lsn, key: key(value as Record<string, string | null>), value: value as Record<string, string | null> }];
}
