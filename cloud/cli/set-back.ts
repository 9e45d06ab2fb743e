/** `crema-cloud set-back`: a person says that the database was put back, where the service could not find it out. */
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import type { Database } from "../db/database.ts";
import { setBackByHand } from "../incarnation/begin.ts";

export interface SetBack {
  readonly incarnation_id: string;
  readonly frozen_stores: number;
  readonly lost_from: string | null;
}

export async function setBack({ pool }: Database, { newId }: { readonly newId: IdSource }, putBackTo: string | null): Promise<SetBack> {
  const client = await pool.connect();
  try {
    const time = await client.query<{ now: Date }>("SELECT clock_timestamp() AS now");
    const now = time.rows[0]?.now.toISOString();
    if (now === undefined) throw new Error("the database did not tell its time");
    const { incarnation_id, begun } = await setBackByHand(client, { newId, now: () => now }, putBackTo);
    return { incarnation_id, frozen_stores: begun?.frozen ?? 0, lost_from: begun?.lost_from ?? null };
  } finally {
    client.release();
  }
}

export function setBackText({ frozen_stores, lost_from }: SetBack): string {
  const stores =
    frozen_stores === 1
      ? "1 store is frozen until its box has joined; its counter sells on."
      : `${frozen_stores} stores are frozen until their boxes have joined; their counters sell on.`;
  const since = lost_from === null ? "" : ` What was done since ${lost_from} may be missing.`;
  return `${stores}${since} Look at the exceptions at headquarters.`;
}
