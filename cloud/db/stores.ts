/** The stores of the chain, as headquarters last wrote them. What a store has been told is in documents.ts. */
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { ClientBase } from "pg";
import type { Asks } from "./batch.ts";

export type StoredProfile = Omit<ProfileDocument, "store_id" | "version" | "published_at">;

/** The row of its link, on which everything about a store is locked. */
export async function insertLink(
  client: ClientBase,
  link: { storeId: string; lastHash: string; inboxHandle: string; documentsHandle: string },
): Promise<void> {
  await client.query(
    "INSERT INTO store_links (store_id, last_hash, inbox_handle, documents_handle) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    [link.storeId, link.lastHash, link.inboxHandle, link.documentsHandle],
  );
}

export async function upsertStore(client: ClientBase, storeId: string, profile: StoredProfile, at: string): Promise<void> {
  await client.query(
    `INSERT INTO stores (store_id, name, profile, accept_timeout_s, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)
     ON CONFLICT (store_id) DO UPDATE SET name = excluded.name, profile = excluded.profile, accept_timeout_s = excluded.accept_timeout_s,
       updated_at = excluded.updated_at`,
    [storeId, profile.name, JSON.stringify(profile), profile.settings.accept_timeout_s, at],
  );
}

export async function setProfile(client: ClientBase, storeId: string, profile: StoredProfile, at: string): Promise<void> {
  await client.query("UPDATE stores SET profile = $2, updated_at = $3 WHERE store_id = $1", [storeId, JSON.stringify(profile), at]);
}

/** `until`: ISO 8601; null: app orders are taken again. */
export async function writePause(client: Asks, storeId: string, until: string | null): Promise<void> {
  await client.query({ text: "UPDATE stores SET app_orders_paused_until = $2 WHERE store_id = $1", values: [storeId, until] });
}

/** undefined: there is no such store; null: it is open. */
export async function setRetiredAt(client: ClientBase, storeId: string, retired: boolean, at: string): Promise<Date | null | undefined> {
  const set = await client.query<{ retired_at: Date | null }>(
    "UPDATE stores SET retired_at = CASE WHEN $2 THEN coalesce(retired_at, $3) END, updated_at = $3 WHERE store_id = $1 RETURNING retired_at",
    [storeId, retired, at],
  );
  return set.rows[0]?.retired_at;
}
