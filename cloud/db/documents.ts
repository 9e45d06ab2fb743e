/**
 * Reads and replaces the documents in force. The version history is never rewritten. The row that the shape serves
 * changes under the link row's lock and gets a new lsn, so that stores see whole documents in commit order.
 */
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { MenuDocument } from "@crema/shared/domain/menu/menu";
import { needsOf } from "@crema/shared/domain/store/document-needs";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { DocumentKind } from "@crema/sync/protocol/down";
import type pg from "pg";
import { boxVersion } from "./box-version.ts";
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

/**
 * Puts a document in force, and says in it what it needs (L8). The link row must be locked. Refuses with document.box_too_old: whoever
 * publishes changes nothing then.
 */
export async function publishDocument(
  unit: UnitOfWork,
  kind: DocumentKind,
  published: MenuDocument | ProfileDocument,
): Promise<Result<null>> {
  const document = { ...published, needs: needsOf(published) };
  const version = await boxVersion(unit, document.store_id);
  if (version > 0 && version < document.needs)
    return refuse("document.box_too_old", tooOld(kind, document.store_id, unit.link?.node_id ?? null));
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
  return ok(null);
}

const tooOld = (kind: DocumentKind, storeId: string, nodeId: string | null): string =>
  `The ${kind === "menu" ? "menu" : "profile"} has something that the box of ${storeId} (${nodeId}) would misread: its release is older. Nothing was published. Upgrade that box, then publish again.`;
