import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { Asks } from "./batch.ts";

/** store -> as it was read last. Nobody changes a document that they have read, so the same bytes are the same document. */
const parsed = new Map<string, { readonly text: string; readonly profile: ProfileDocument }>();

/** The profile alone: a menu is many times as long. */
export async function askProfile(client: Asks, storeId: string): Promise<ProfileDocument | null> {
  const found = await client.query<{ document: string }>({
    name: "read_profile",
    text: "SELECT document::text AS document FROM store_documents WHERE store_id = $1 AND kind = 'profile'",
    values: [storeId],
  });
  const text = found.rows[0]?.document;
  if (text === undefined) return null;
  const known = parsed.get(storeId);
  if (known?.text === text) return known.profile;
  const profile: ProfileDocument = JSON.parse(text);
  parsed.set(storeId, { text, profile });
  return profile;
}
