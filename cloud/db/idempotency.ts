/** Remembered responses of placing an order: the same key and body get the same order again. They are written with the order (flush.ts). */
import type { Asks } from "./batch.ts";
import { stripNul } from "./insert.ts";

export interface StoredResponse {
  readonly order_id: string;
  readonly request_hash: string | null;
  readonly exact_hash: string | null;
  readonly answer: string | null;
}

export async function findStoredResponse(client: Asks, storeId: string, principal: string, key: string): Promise<StoredResponse | null> {
  const found = await client.query<StoredResponse>({
    name: "stored_response",
    text: "SELECT order_id, request_hash, exact_hash, answer FROM order_keys WHERE store_id = $1 AND principal = $2 AND idempotency_key = $3",
    values: [storeId, stripNul(principal), stripNul(key)],
  });
  return found.rows[0] ?? null;
}
