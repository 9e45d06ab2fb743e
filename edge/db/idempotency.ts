/**
 * Remembered responses of writes other than placing an order (an order's row has its own): the same key and body get the
 * same bytes again.
 */
import type { Db } from "./database.ts";
import { prepareInsert } from "./insert.ts";
import { idempotency } from "./schema.ts";

type Row = typeof idempotency.$inferSelect;

export interface IdempotencyTable {
  find(storeId: string, principal: string, key: string): Pick<Row, "request_hash" | "status" | "body"> | null;
  remember(row: Row): void;
}

export function prepareIdempotency(db: Db): IdempotencyTable {
  const find = db.prepare<[string, string, string], Pick<Row, "request_hash" | "status" | "body">>(
    "SELECT request_hash, status, body FROM idempotency WHERE store_id = ? AND principal = ? AND key = ?",
  );
  const insert = prepareInsert(db, idempotency);
  return {
    find: (storeId, principal, key) => find.get(storeId, principal, key) ?? null,
    remember: (row) => void insert(row),
  };
}
