import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { Asks } from "./batch.ts";

/** The profile alone: a menu is many times as long. */
export async function askProfile(client: Asks, storeId: string): Promise<ProfileDocument | null> {
  const found = await client.query<{ document: ProfileDocument }>({
    name: "read_profile",
    text: "SELECT document FROM store_documents WHERE store_id = $1 AND kind = 'profile'",
    values: [storeId],
  });
  return found.rows[0]?.document ?? null;
}
