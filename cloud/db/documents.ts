/**
 * Reads and replaces the documents in force. The version history is never rewritten. The row that the shape serves
 * changes under the link row's lock and gets a new lsn, so that stores see whole documents in commit order.
 */
import type { Availability, MenuDocument } from "@crema/shared/domain/menu/menu";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { DocumentKind } from "@crema/sync/protocol/down";
import type pg from "pg";
import type { UnitOfWork } from "./unit-of-work.ts";

interface Documents {
  readonly menu: MenuDocument | null;
  readonly profile: ProfileDocument | null;
}

/** Null: there is no such store. */
export async function readDocuments(client: pg.ClientBase | pg.Pool, storeId: string): Promise<Documents | null> {
  const found = await client.query<{ kind: DocumentKind | null; document: MenuDocument | ProfileDocument }>({
    name: "read_documents",
    text: "SELECT kind, document FROM stores LEFT JOIN store_documents USING (store_id) WHERE store_id = $1",
    values: [storeId],
  });
  if (found.rows.length === 0) return null;
  const document = (kind: DocumentKind) => found.rows.find((row) => row.kind === kind)?.document ?? null;
  return { menu: document("menu") as MenuDocument | null, profile: document("profile") as ProfileDocument | null };
}

/** What the store has said to be sold out. */
export async function readAvailability(client: pg.ClientBase | pg.Pool, storeId: string): Promise<Availability> {
  const found = await client.query<{ item_id: string; sold_out: boolean; revision: number }>({
    name: "read_availability",
    text: "SELECT item_id, sold_out, revision FROM store_availability WHERE store_id = $1 ORDER BY item_id",
    values: [storeId],
  });
  return {
    revision: found.rows.reduce((highest, row) => Math.max(highest, row.revision), 0),
    sold_out_item_ids: found.rows.flatMap((row) => (row.sold_out ? [row.item_id] : [])),
  };
}

/** Puts a document in force. The link row must be locked. */
export async function publishDocument(unit: UnitOfWork, kind: DocumentKind, document: MenuDocument | ProfileDocument): Promise<void> {
  const lsn = unit.nextDocumentLsn();
  const values = [document.store_id, kind, document.version, JSON.stringify(document), document.published_at];
  await unit.client.query(
    "INSERT INTO store_document_versions (store_id, kind, version, document, published_at) VALUES ($1, $2, $3, $4, $5)",
    values,
  );
  await unit.client.query(
    `INSERT INTO store_documents (store_id, kind, version, document, published_at, lsn) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (store_id, kind) DO UPDATE SET version = excluded.version, document = excluded.document,
       published_at = excluded.published_at, lsn = excluded.lsn`,
    [...values, lsn],
  );
}
