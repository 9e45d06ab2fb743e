/**
 * Limits how many transactions of this process go for one store's row. A transaction that waits for a row holds its
 * connection, so sixteen that wait for one store would leave none for the others. Beyond a few, they wait here without
 * one.
 */

/** One has the row, and the next stands behind it in Postgres, so that it goes on at once. */
const AT_ONCE = 2;
const WAITING = 200;

/** The unit of work has to be begun again once it is its turn. */
export class NotYourTurn extends Error {
  constructor(readonly storeId: string) {
    super(`too many transactions of this process are at store ${storeId}`);
  }
}

/** To the HTTP layer like a server that has no connection left (SQLSTATE 53300). */
class TooManyWaiting extends Error {
  readonly code = "53300";
}

interface Turn {
  readonly go: () => void;
  readonly giveUp: (error: unknown) => void;
}

export class StoreTurns {
  readonly #stores = new Map<string, { taken: number; readonly waiting: Turn[] }>();

  /** True when there is a place; it is kept until `leave`. */
  enter(storeId: string): boolean {
    const store = this.#store(storeId);
    if (store.taken >= AT_ONCE) return false;
    store.taken += 1;
    return true;
  }

  /** Resolves with a place, in the order of asking. Rejects when too many wait, or when nobody gets the row. */
  async wait(storeId: string): Promise<void> {
    if (this.enter(storeId)) return;
    const { waiting } = this.#store(storeId);
    if (waiting.length >= WAITING) throw new TooManyWaiting(`${WAITING} transactions wait for store ${storeId} already`);
    await new Promise<void>((go, giveUp) => waiting.push({ go, giveUp }));
  }

  leave(storeId: string): void {
    const store = this.#store(storeId);
    const next = store.waiting.shift();
    // The place goes on to whoever waited longest.
    if (next) next.go();
    else store.taken -= 1;
    if (store.taken === 0) this.#stores.delete(storeId);
  }

  /** The row could not be had within a statement's time: those who wait here would learn that one after the other. */
  giveUp(storeId: string, error: unknown): void {
    for (const turn of this.#store(storeId).waiting.splice(0)) turn.giveUp(error);
  }

  #store(storeId: string): { taken: number; readonly waiting: Turn[] } {
    let store = this.#stores.get(storeId);
    if (!store) {
      store = { taken: 0, waiting: [] };
      this.#stores.set(storeId, store);
    }
    return store;
  }
}
