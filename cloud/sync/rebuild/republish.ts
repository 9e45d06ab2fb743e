/**
 * Documents of a cloud that was put back: what the store has may be newer, or another one of the same version. The present one is
 * numbered above it, so that the store takes it, and what was lost is named for whoever published it.
 */
import { createHash } from "node:crypto";
import { iso } from "@crema/shared/domain/kernel/clock";
import type { MenuDocument } from "@crema/shared/domain/menu/menu";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { DocumentKind } from "@crema/sync/protocol/down";
import type { DocumentPlace, JoinRequest } from "@crema/sync/protocol/join";
import { publishDocument } from "../../db/documents.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";

/** The link row must be locked. Returns what was lost, in words. */
export async function republish(unit: UnitOfWork, storeId: string, { menu, profile }: JoinRequest["documents"]): Promise<string[]> {
  return [...(await above(unit, storeId, "menu", menu)), ...(await above(unit, storeId, "profile", profile))];
}

async function above(unit: UnitOfWork, storeId: string, kind: DocumentKind, there: DocumentPlace | null): Promise<string[]> {
  if (there === null) return [];
  const found = await unit.client.query<{ version: number; text: string }>(
    "SELECT version, document::text AS text FROM store_documents WHERE store_id = $1 AND kind = $2",
    [storeId, kind],
  );
  const here = found.rows[0];
  const lost = `${NAMES[kind]} ${there.version}`;
  if (!here) return [lost];
  const isSame = there.version === here.version && (there.sha256 === null || there.sha256 === sha256(here.text));
  if (isSame || there.version < here.version) return [];
  const document = JSON.parse(here.text) as MenuDocument | ProfileDocument;
  const published = await publishDocument(unit, kind, { ...document, version: there.version + 1, published_at: iso(unit.clock.now()) });
  // A box that rebuilds is of a release that reads whatever was published.
  if (!published.ok) throw new Error(`${kind} of ${storeId} cannot be published again: ${published.refusal.code}`);
  return [`${lost} (version ${here.version} of here is in force again, as ${there.version + 1})`];
}

const NAMES: Readonly<Record<DocumentKind, string>> = { menu: "menu version", profile: "the store's settings and staff, version" };

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
