/**
 * What the database knows of boxes and the register does not: those of a release without a register, and one whose node died between
 * the commit and its last word to the register.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import type { Pool } from "pg";
import type { EpochRegister, RegisterEntry } from "./register.ts";

type Known = Omit<RegisterEntry, "in_force"> & { readonly store_id: string };

/** Returns how many numbers came into force. */
export async function importEpochs(pool: Pool, register: EpochRegister): Promise<number> {
  const found = await pool.query<Omit<Known, "at"> & { at: Date }>(
    `SELECT store_id, epoch AS number, 'ENROLLED' AS kind, node_id, enrolled_at AS at FROM edge_nodes
     UNION ALL
     SELECT l.store_id, l.epoch, 'REVOKED', n.node_id, n.revoked_at FROM store_links l
       JOIN LATERAL (SELECT node_id, revoked_at FROM edge_nodes e WHERE e.store_id = l.store_id ORDER BY epoch DESC LIMIT 1) n ON true
       WHERE l.node_id IS NULL AND n.revoked_at IS NOT NULL
     ORDER BY store_id, number`,
  );
  let entered = 0;
  const inForce = new Map<string, ReadonlySet<number>>();
  for (const { store_id, at, ...rest } of found.rows) {
    const known = inForce.get(store_id) ?? (await numbersInForce(register, store_id));
    inForce.set(store_id, known);
    if (known.has(rest.number)) continue;
    const entry = { ...rest, at: iso(at.getTime()) };
    await register.reserve(store_id, entry);
    await register.putInForce(store_id, entry);
    entered += 1;
  }
  return entered;
}

async function numbersInForce(register: EpochRegister, storeId: string): Promise<ReadonlySet<number>> {
  const entries = await register.entriesOf(storeId);
  return new Set(entries.flatMap((entry) => (entry.in_force ? [entry.number] : [])));
}
