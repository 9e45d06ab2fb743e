/**
 * Caches reads until the next group of writes begins. Between two groups nothing in the database changes, so the box's
 * identity and the menu in force need no statement per request.
 * Pitfall: a group runs in one piece, so a read after its begin is a read after its commit; the cache has to be cleared
 * when the group begins, before anybody is notified.
 */
export interface PerCommit {
  /** Returns a function that runs `read` at most once per commit, and again where what it read `holds` no longer, by the clock. */
  remember<T>(read: () => T, holds?: (value: T) => boolean): () => T;
  /** Call when a group of writes begins. */
  groupBegins(): void;
}

export function createPerCommit(): PerCommit {
  let group = 0;
  return {
    remember(read, holds = () => true) {
      let last: { readonly group: number; readonly value: ReturnType<typeof read> } | null = null;
      return () => {
        if (last?.group !== group || !holds(last.value)) last = { group, value: read() };
        return last.value;
      };
    },
    groupBegins() {
      group++;
    },
  };
}
