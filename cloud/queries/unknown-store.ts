/** Whether there is such a store at all: a list of a store that does not exist is no empty list. */
import type { Refusal } from "@crema/shared/domain/kernel/errors";
import type { Pool } from "pg";

/** null: the store exists. */
export async function unknownStore(pool: Pool, storeId: string): Promise<Refusal | null> {
  const known = await pool.query({ name: "store_exists", text: "SELECT 1 FROM stores WHERE store_id = $1", values: [storeId] });
  return known.rowCount === 0 ? { code: "store.not_found", detail: `There is no store ${storeId} here.` } : null;
}
