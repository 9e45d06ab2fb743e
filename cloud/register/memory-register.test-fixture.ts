/** A register in memory, which survives whatever a test does to its database; `isAway`: the folder cannot be reached. */
import { type EpochRegister, type RegisterEntry, RegisterUnavailable } from "./register.ts";

export class MemoryRegister implements EpochRegister {
  isAway = false;
  /** Numbers are taken, and the node dies before it says that one counts. */
  diesBeforeInForce = false;
  readonly #stores = new Map<string, Map<number, RegisterEntry>>();

  #of(storeId: string): Map<number, RegisterEntry> {
    if (this.isAway) throw new RegisterUnavailable("the register is away");
    const entries = this.#stores.get(storeId) ?? new Map<number, RegisterEntry>();
    this.#stores.set(storeId, entries);
    return entries;
  }

  async entriesOf(storeId: string): Promise<RegisterEntry[]> {
    return [...this.#of(storeId).values()].sort((a, b) => a.number - b.number);
  }

  async reserve(storeId: string, entry: Omit<RegisterEntry, "in_force">): Promise<boolean> {
    const entries = this.#of(storeId);
    if (entries.has(entry.number)) return false;
    entries.set(entry.number, { ...entry, in_force: false });
    return true;
  }

  async putInForce(storeId: string, entry: Omit<RegisterEntry, "in_force">): Promise<void> {
    if (this.diesBeforeInForce) throw new RegisterUnavailable("the node dies");
    this.#of(storeId).set(entry.number, { ...entry, in_force: true });
  }
}
