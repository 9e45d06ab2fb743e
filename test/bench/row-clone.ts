/**
 * Makes new rows of the shape of given ones: same columns, same sizes, other keys. The bare loops write clones of rows
 * that Crema itself has written, so both sides fill the same tables and indexes with the same bytes.
 */
import { randomUUID } from "node:crypto";

export type Row = Record<string, unknown>;

const IDENTIFIERS = new Set(["order_id", "line_id", "event_id", "payment_id", "refund_id", "idempotency_key"]);
const COUNTERS = new Set(["seq", "cursor"]);

/** One clone of a set of rows that belong together: equal identifiers stay equal among them. */
export class RowCloner {
  #counter: number;

  constructor(firstCounter: number) {
    this.#counter = firstCounter;
  }

  clone(rows: readonly { table: string; row: Row }[]): { table: string; row: Row }[] {
    const renamed = new Map<unknown, string>();
    this.#counter++;
    return rows.map(({ table, row }) => ({ table, row: this.#cloneRow(row, renamed) }));
  }

  #cloneRow(row: Row, renamed: Map<unknown, string>): Row {
    const copy: Row = { ...row };
    for (const column of Object.keys(row)) {
      const value = row[column];
      if (value === null) continue;
      if (COUNTERS.has(column)) copy[column] = this.#counter;
      if (IDENTIFIERS.has(column)) {
        const known = renamed.get(value) ?? randomUUID();
        renamed.set(value, known);
        copy[column] = known;
      }
    }
    return copy;
  }
}
