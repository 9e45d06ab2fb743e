/**
 * Remembers what was read until the next group of writes begins. Between two groups nothing in the database changes, so who
 * the box is and which menu is in force need no statement per request.
 * Easy to get wrong: a group runs in one piece, so whoever reads after it has begun reads after its commit; the memory has to
 * be dropped as the group begins, before anybody is told of it.
 */
export interface PerCommit {
  /** The same question, asked of the database once per commit. */
  remember<T>(read: () => T): () => T;
  /** A group of writes begins. */
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
