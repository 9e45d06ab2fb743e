/**
 * The documents in force and what is sold out. A parsed document is kept per version: a document is immutable, so the
 * version that the database names decides and nothing has to be thrown away when a commit fails.
 */
import type { Availability, MenuDocument } from "@crema/shared/menu/menu";
import type { ProfileDocument } from "@crema/shared/profile";
import type { DocumentKind, DownDocument } from "@crema/sync/protocol/down";
import type { Db } from "./database.ts";

export interface DocumentTable {
  menu(): MenuDocument | null;
  profile(): ProfileDocument | null;
  version(kind: DocumentKind): number | null;
  /** Replaces the one in force; false, changing nothing, unless this one is newer (D1). */
  replace(document: DownDocument): boolean;
}

export function prepareDocuments(db: Db): DocumentTable {
  const version = db.prepare<[DocumentKind], { version: number }>("SELECT version FROM documents WHERE kind = ?");
  const body = db.prepare<[DocumentKind], { document: string }>("SELECT document FROM documents WHERE kind = ?");
  const upsert = db.prepare<[DocumentKind, number, string]>(
    `INSERT INTO documents (kind, version, document) VALUES (?, ?, ?)
     ON CONFLICT (kind) DO UPDATE SET version = excluded.version, document = excluded.document WHERE excluded.version > version`,
  );
  const parsed = new Map<DocumentKind, { version: number; document: unknown }>();

  function inForce(kind: DocumentKind): unknown {
    const row = version.get(kind);
    if (!row) return null;
    const known = parsed.get(kind);
    if (known?.version === row.version) return known.document;
    const document: unknown = JSON.parse(body.get(kind)?.document ?? "null");
    parsed.set(kind, { version: row.version, document });
    return document;
  }

  return {
    menu: () => inForce("menu") as MenuDocument | null,
    profile: () => inForce("profile") as ProfileDocument | null,
    version: (kind) => version.get(kind)?.version ?? null,
    replace: ({ kind, version: newer, document }) => upsert.run(kind, newer, JSON.stringify(document)).changes > 0,
  };
}

export interface AvailabilityTable {
  /** `revision` stands in the box's position, with the rest of what counts up. */
  read(revision: number): Availability;
  isSoldOut(itemId: string): boolean;
  set(itemId: string, soldOut: boolean, at: string): void;
}

export function prepareAvailability(db: Db): AvailabilityTable {
  const all = db.prepare<[], { item_id: string }>("SELECT item_id FROM availability WHERE sold_out = 1 ORDER BY item_id");
  const one = db.prepare<[string], { sold_out: number }>("SELECT sold_out FROM availability WHERE item_id = ?");
  const upsert = db.prepare<[string, number, string]>(
    `INSERT INTO availability (item_id, sold_out, changed_at) VALUES (?, ?, ?)
     ON CONFLICT (item_id) DO UPDATE SET sold_out = excluded.sold_out, changed_at = excluded.changed_at`,
  );
  return {
    read: (revision) => ({ revision, sold_out_item_ids: all.all().map((row) => row.item_id) }),
    isSoldOut: (itemId) => one.get(itemId)?.sold_out === 1,
    set: (itemId, soldOut, at) => void upsert.run(itemId, soldOut ? 1 : 0, at),
  };
}
