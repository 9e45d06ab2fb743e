/**
 * The box's two shapes: how a row is read, and how rows are applied. Rows arrive as Postgres text with the document as
 * JSON text. A row of another store must never be applied, whoever sent it.
 */
import type { DownStore, ShapePosition } from "../ports.ts";
import { DownDocument, InboxEntry, type ReceivedDocument, type ReceivedEntry, type ShapeTable } from "../protocol/down.ts";
import type { ReadRow } from "./snapshot-buffer.ts";

export interface ShapeSink<T> {
  readonly table: ShapeTable;
  readonly read: ReadRow<T>;
  /** Writes effect and position in one call. "hole": entries are missing before these (D4). Rejects when the disk does. */
  apply(rows: readonly T[], position: ShapePosition | null): Promise<"applied" | "hole">;
}

export function documentSink(store: DownStore, storeId: string): ShapeSink<ReceivedDocument> {
  return {
    table: "store_documents",
    read: (columns) => {
      ownRow(columns, storeId);
      const text = `${columns.document}`;
      const document = DownDocument.parse({ kind: columns.kind, version: Number(columns.version), document: JSON.parse(text) });
      return { ...document, text };
    },
    apply: async (documents, position) => {
      await store.applyDocuments(documents, position);
      return "applied";
    },
  };
}

export function inboxSink(store: DownStore, storeId: string): ShapeSink<ReceivedEntry> {
  return {
    table: "store_inbox",
    read: (columns) => {
      ownRow(columns, storeId);
      const text = `${columns.command}`;
      return { ...InboxEntry.parse({ seq: Number(columns.seq), id: columns.id, command: JSON.parse(text) }), text };
    },
    // Only `seq` orders them (D2); a snapshot may come in any order.
    apply: async (entries, position) => {
      const sorted = [...entries].sort((a, b) => a.seq - b.seq);
      const { hole } = await store.applyInbox(sorted, position);
      return hole ? "hole" : "applied";
    },
  };
}

function ownRow(columns: Readonly<Record<string, unknown>>, storeId: string): void {
  if (columns.store_id !== storeId) throw new Error(`a row of store ${columns.store_id} came to store ${storeId}`);
}
