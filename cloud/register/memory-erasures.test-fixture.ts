/** Tombstones in memory, which survive whatever a test does to its database; `isAway`: the folder cannot be reached. */
import type { ErasureRegister, Tombstone } from "./erasures.ts";
import { RegisterUnavailable } from "./register.ts";

export class MemoryErasures implements ErasureRegister {
  isAway = false;
  /** After the next tombstone is on the disk, and before the commit. */
  diesAfterWrite = false;
  /** Files in which there is nothing that can be read. */
  readonly unreadable = new Set<string>();
  readonly tombstones = new Map<string, Tombstone>();

  #look(): Map<string, Tombstone> {
    if (this.isAway) throw new RegisterUnavailable("the register is away");
    return this.tombstones;
  }

  async write(tombstone: Tombstone): Promise<void> {
    this.#look().set(tombstone.user_id, tombstone);
    if (this.diesAfterWrite) throw new Error("the node dies");
  }

  async userIds(): Promise<string[]> {
    return [...this.unreadable, ...this.#look().keys()];
  }

  async read(userId: string): Promise<Tombstone | null> {
    return this.#look().get(userId) ?? null;
  }
}
