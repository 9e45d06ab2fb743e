/**
 * The messages of a shape response in Electric's format. A row of the first snapshot has no lsn, and every lsn is a
 * decimal number in a string (the client makes a BigInt of it).
 */
import type { ShapeRow } from "../ports.ts";
import { SHAPE_COLUMNS, type ShapeTable } from "../protocol/down.ts";

interface Column {
  readonly type: "text" | "int8";
  readonly not_null: true;
  readonly pk_index?: number;
}

const SCHEMAS: { readonly [T in ShapeTable]: Readonly<Record<(typeof SHAPE_COLUMNS)[T][number], Column>> } = {
  store_documents: {
    store_id: { type: "text", not_null: true, pk_index: 0 },
    kind: { type: "text", not_null: true, pk_index: 1 },
    version: { type: "int8", not_null: true },
    document: { type: "text", not_null: true },
  },
  store_inbox: {
    store_id: { type: "text", not_null: true, pk_index: 0 },
    seq: { type: "int8", not_null: true, pk_index: 1 },
    id: { type: "text", not_null: true },
    command: { type: "text", not_null: true },
  },
};

/** The value of the `electric-schema` header. */
export function schemaHeader(table: ShapeTable): string {
  return JSON.stringify(SCHEMAS[table]);
}

/** `"public"."table"/"pk1"/"pk2"`; `/` and `.` are doubled, NULL is `_`. */
export function messageKey(table: ShapeTable, key: readonly (string | null)[]): string {
  const deps = key.map((part) => (part === null ? "_" : `"${part.replaceAll("/", "//").replaceAll(".", "..")}"`));
  return [`"public"."${table}"`, ...deps].join("/");
}

/**
 * One change as JSON. In the snapshot every row is an insert; in the log a document replaces the one before it (update),
 * while the inbox only grows (insert).
 */
export function changeMessage(table: ShapeTable, row: ShapeRow, inSnapshot: boolean): string {
  const value = Object.fromEntries(SHAPE_COLUMNS[table].map((column) => [column, row.value[column] ?? null]));
  const relation = ["public", table];
  const headers = inSnapshot
    ? { operation: "insert", relation }
    : {
        operation: table === "store_documents" ? "update" : "insert",
        relation,
        lsn: `${row.lsn}`,
        op_position: 0,
        last: true,
        txids: [row.lsn],
      };
  return JSON.stringify({ key: messageKey(table, row.key), value, headers });
}

/** Everything up to `lsn` is in the snapshot, nothing after it. */
export function snapshotEnd(lsn: number): string {
  const next = `${lsn + 1}`;
  return JSON.stringify({ headers: { control: "snapshot-end", xmin: next, xmax: next, xip_list: [] } });
}

export function upToDate(lsn: number): string {
  return JSON.stringify({ headers: { control: "up-to-date", global_last_seen_lsn: `${lsn}` } });
}

export const MUST_REFETCH = JSON.stringify([{ headers: { control: "must-refetch" } }]);
