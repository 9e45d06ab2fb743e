/**
 * The documents in force. Stored are the bytes that came, with what this release does not know of them;
 * they are parsed when they are read. Parsed documents are cached per version and hash, so nothing has to be invalidated when
 * a commit fails. Menu and profile of one currency
 * belong together: until both have come, and while money of the older one is under way, the older pair is in force.
 */

import { createHash } from "node:crypto";
import type { Currency } from "@crema/shared/domain/kernel/money";
import { MenuDocument } from "@crema/shared/domain/menu/menu";
import { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { DocumentKind, ReceivedDocument } from "@crema/sync/protocol/down";
import type { DocumentPlace } from "@crema/sync/protocol/join";
import type { Db } from "./database.ts";
import { UNCOVERED } from "./journal.ts";

export interface DocumentTable {
  menu(): MenuDocument | null;
  profile(): ProfileDocument | null;
  /** Of the documents that have come and are not in force yet; null: none wait. */
  waitingCurrency(): Currency | null;
  /** The version and the hash of the newest document, in force or not. */
  place(kind: DocumentKind): DocumentPlace | null;
  /** Replaces the newest document; false, changing nothing, unless this one is newer (D1) or has other bytes in the same version. */
  replace(document: ReceivedDocument): boolean;
}

type Place = "documents" | "older_documents";
interface Pair {
  readonly menu: MenuDocument | null;
  readonly profile: ProfileDocument | null;
}

export function prepareDocuments(db: Db): DocumentTable {
  const place = db.prepare<[DocumentKind], DocumentPlace>("SELECT version, sha256 FROM documents WHERE kind = ?");
  const versions = db.prepare<[], DocumentPlace & { place: Place; kind: DocumentKind }>(
    `SELECT 'documents' AS place, kind, version, sha256 FROM documents
     UNION ALL SELECT 'older_documents', kind, version, sha256 FROM older_documents`,
  );
  const bodies = {
    documents: db.prepare<[DocumentKind], { document: string }>("SELECT document FROM documents WHERE kind = ?"),
    older_documents: db.prepare<[DocumentKind], { document: string }>("SELECT document FROM older_documents WHERE kind = ?"),
  };
  const upsert = db.prepare<[DocumentKind, number, string, string]>(
    `INSERT INTO documents (kind, version, document, sha256) VALUES (?, ?, ?, ?)
     ON CONFLICT (kind) DO UPDATE SET version = excluded.version, document = excluded.document, sha256 = excluded.sha256`,
  );
  const keepOlder = db.prepare<[DocumentKind]>("INSERT OR IGNORE INTO older_documents SELECT * FROM documents WHERE kind = ?");
  const forgetOlder = db.prepare("DELETE FROM older_documents");
  const openOrder = db.prepare<[string, number | null]>(
    `SELECT 1 FROM orders WHERE status IN ('PLACED', 'PAID', 'IN_PROGRESS', 'READY') AND currency = ? AND json_extract(state, '$.minor_digits') IS ? LIMIT 1`,
  );
  const openDrawer = db.prepare<[string]>(
    "SELECT 1 FROM drawer_sessions WHERE status <> 'CLOSED' AND json_extract(state, '$.currency') = ? LIMIT 1",
  );
  // A Z report adds up one currency: what none covers yet would come into the first one of the other.
  const uncovered = db.prepare<{ currency: string }>(
    `WITH open AS (SELECT kind AS fact, ref_id FROM ${UNCOVERED})
     SELECT 1 FROM open JOIN payments ON fact = 'PAYMENT' AND payment_id = ref_id WHERE currency = @currency
     UNION ALL SELECT 1 FROM open JOIN refunds ON fact = 'REFUND' AND refund_id = ref_id WHERE currency = @currency
     UNION ALL SELECT 1 FROM open JOIN drawer_movements ON fact = 'MOVEMENT' AND movement_id = ref_id
       WHERE currency = @currency AND amount_cents > 0 LIMIT 1`,
  );
  const parsed = new Map<string, DocumentPlace & { document: unknown }>();

  function read(from: Place, kind: DocumentKind, { version, sha256 }: DocumentPlace): unknown {
    const known = parsed.get(from + kind);
    if (known?.version === version && known.sha256 === sha256) return known.document;
    const document: unknown = SCHEMAS[kind].parse(JSON.parse(bodies[from].get(kind)?.document ?? "null"));
    parsed.set(from + kind, { version, sha256, document });
    return document;
  }

  function pairs(): { newest: Pair; older: Pair | null } {
    const rows = versions.all();
    const of = (from: Place, kind: DocumentKind): unknown => {
      const row = rows.find((one) => one.place === from && one.kind === kind);
      return row ? read(from, kind, row) : null;
    };
    const newest = { menu: of("documents", "menu") as MenuDocument | null, profile: of("documents", "profile") as ProfileDocument | null };
    if (rows.every((row) => row.place === "documents")) return { newest, older: null };
    const menu = (of("older_documents", "menu") as MenuDocument | null) ?? newest.menu;
    const profile = (of("older_documents", "profile") as ProfileDocument | null) ?? newest.profile;
    return { newest, older: { menu, profile } };
  }

  function inForce(): Pair {
    const { newest, older } = pairs();
    if (!older?.menu || older.menu.currency !== older.profile?.currency) return newest;
    return isWhole(newest) && !isUnderWay(older.menu, newest) ? newest : older;
  }

  /** Whether an open order was priced, a drawer was opened, or money moved that no Z report covers, in the older currency. */
  function isUnderWay({ currency, minor_digits }: MenuDocument, newest: Pair): boolean {
    if (openOrder.get(currency, minor_digits ?? null) !== undefined) return true;
    if (newest.menu?.currency === currency) return false;
    return openDrawer.get(currency) !== undefined || uncovered.get({ currency }) !== undefined;
  }

  return {
    menu: () => inForce().menu,
    profile: () => inForce().profile,
    waitingCurrency() {
      const { newest, older } = pairs();
      const now = inForce();
      if (!older || (now.menu === newest.menu && now.profile === newest.profile)) return null;
      return (older.profile?.currency === newest.profile?.currency ? newest.menu : newest.profile)?.currency ?? null;
    },
    place: (kind) => place.get(kind) ?? null,
    replace({ kind, version, document, text = JSON.stringify(document) }) {
      const sha256 = createHash("sha256").update(text).digest("hex");
      const stored = place.get(kind);
      if (stored && (stored.version > version || (stored.version === version && stored.sha256 === sha256))) return false;
      const { newest, older } = pairs();
      const present = newest[kind];
      if (older && inForce().menu === newest.menu) forgetOlder.run();
      if (present && unitOf(present) !== unitOf(document)) keepOlder.run(kind);
      return upsert.run(kind, version, text, sha256).changes > 0;
    },
  };
}

const SCHEMAS = { menu: MenuDocument, profile: ProfileDocument } as const;

const isWhole = ({ menu, profile }: Pair): boolean => menu !== null && menu.currency === profile?.currency;

const unitOf = (document: MenuDocument | ProfileDocument): string =>
  `${document.currency} ${"minor_digits" in document ? document.minor_digits : ""}`;
