/** The boxes of a database that is older than the register: entered once, so that their epochs are known whatever is restored later. */
import { iso } from "@crema/shared/domain/kernel/clock";
import type { Pool } from "pg";
import type { EpochRegister } from "./register.ts";

/** Stores that the register knows are left as they are. Returns how many epochs were entered. */
export async function importEpochs(pool: Pool, register: EpochRegister): Promise<number> {
  const found = await pool.query<{ store_id: string; node_id: string; epoch: number; enrolled_at: Date }>(
    "SELECT store_id, node_id, epoch, enrolled_at FROM edge_nodes ORDER BY store_id, epoch",
  );
  const known = new Map<string, boolean>();
  let entered = 0;
  for (const { store_id, node_id, epoch, enrolled_at } of found.rows) {
    if (!known.has(store_id)) known.set(store_id, (await register.entriesOf(store_id)).length > 0);
    if (known.get(store_id)) continue;
    const entry = { number: epoch, kind: "ENROLLED", node_id, at: iso(enrolled_at.getTime()) } as const;
    await register.reserve(store_id, entry);
    await register.putInForce(store_id, entry);
    entered += 1;
  }
  return entered;
}
