/**
 * Caches reads until the next group of writes begins. Between two groups nothing in the database changes, so the box's
 * identity and the menu in force need no statement per request.
 * Pitfall: a group runs in one piece, so a read after its begin is a read after its commit; the cache has to be cleared
 * when the group begins, before anybody is notified.
 */
export interface PerCommit {
  /** Returns a function that runs `read` at most once per commit. */
  remember<T>(read: () => T): () => T;
  /** Call when a group of writes begins. */
  groupBegins(): void;
}

export function createPerCommit(): PerCommit {
  let group = 0;
  return {
    remember(read) {
      let at = -1;
      let value: ReturnType<typeof read>;
      return () => {
        if (at !== group) {
          value = read();
          at = group;
        }
        return value;
      };
    },
    groupBegins() {
      group++;
    },
  };
}
