/**
 * Which box each store has had, outside Postgres: enrolments and revocations take their numbers here, in an order that no restore of
 * the database undoes. Epochs are these numbers, so no letter of tickets and receipts is given twice, and a replaced box stays replaced.
 * The order: reserve the number, commit, put it in force, respond.
 */

export interface RegisterEntry {
  readonly number: number;
  readonly kind: "ENROLLED" | "REVOKED";
  /** The box that it is about. */
  readonly node_id: string;
  readonly at: string;
  /** Its commit is known to have happened; otherwise the number alone is used up. */
  readonly in_force: boolean;
}

/** Rejects with RegisterUnavailable when it cannot be read or written. */
export interface EpochRegister {
  /** Every number that was ever taken for the store, lowest first. */
  entriesOf(storeId: string): Promise<RegisterEntry[]>;
  /** Takes a number for good; false when it is taken already. */
  reserve(storeId: string, entry: Omit<RegisterEntry, "in_force">): Promise<boolean>;
  /** After the commit; again does nothing. */
  putInForce(storeId: string, entry: Omit<RegisterEntry, "in_force">): Promise<void>;
}

export class RegisterUnavailable extends Error {}

/** Takes the store's next number above `epoch`, which is what the database says. */
export async function reserveNext(
  register: EpochRegister,
  storeId: string,
  epoch: number,
  entry: Omit<RegisterEntry, "in_force" | "number">,
): Promise<Omit<RegisterEntry, "in_force">> {
  const taken = await register.entriesOf(storeId);
  let number = Math.max(epoch, taken.at(-1)?.number ?? 0);
  for (;;) {
    number += 1;
    if (await register.reserve(storeId, { ...entry, number })) return { ...entry, number };
  }
}
