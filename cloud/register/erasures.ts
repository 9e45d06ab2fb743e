/**
 * Who was erased, outside Postgres: a database that is put back has them again, and erases them again by this. It holds ids alone. The
 * order: the tombstone is on the disk, then the commit. A node that dies between the two leaves one that the next sweep carries out.
 */
import { Timestamp } from "@crema/shared/domain/kernel/clock";
import { Id, StoreId } from "@crema/shared/domain/kernel/ids";
import { z } from "zod";

export const AskedBy = z.enum(["CUSTOMER", "OPERATOR", "AGE"]);

export const Tombstone = z.object({
  /** Whom it takes out of the orders: a customer; of a guest's order the order's own id, as a guest has no other. */
  user_id: Id,
  erased_at: Timestamp,
  asked_by: AskedBy,
  /** Every order of theirs that was known; of a guest that one. */
  orders: z.array(z.object({ store_id: StoreId, order_id: Id })),
});
export type Tombstone = z.infer<typeof Tombstone>;

/** Rejects with RegisterUnavailable when it cannot be read or written. */
export interface ErasureRegister {
  /** On the disk when it resolves; again for one user the latest counts. */
  write(tombstone: Tombstone): Promise<void>;
  userIds(): Promise<string[]>;
  /** null: there is nothing in it that can be read. */
  read(userId: string): Promise<Tombstone | null>;
}
