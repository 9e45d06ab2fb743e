/**
 * Whether a database is still the one that this node has worked on, or was put back to an earlier state. Pure. Doubt counts as put
 * back: the price is a freeze of seconds, until the boxes have joined.
 */

/** Of the server and its write-ahead log. */
export interface DatabaseIdentity {
  readonly system_identifier: string;
  readonly timeline: number;
}

/** What a node remembers of its database. `position`: how far the write-ahead log was flushed, in bytes. */
export interface Remembered extends DatabaseIdentity {
  readonly incarnation_id: string;
  readonly position: number;
}

export interface Observed extends DatabaseIdentity {
  readonly position: number;
  /** The latest incarnation in the database; null: none yet. */
  readonly newest: (DatabaseIdentity & { readonly incarnation_id: string; readonly succeeds: string | null }) | null;
  /** Whether the incarnation that the node remembers is in the database. */
  readonly knowsRemembered: boolean;
}

export type Verdict =
  | { readonly is: "present"; readonly incarnation_id: string }
  /** The first of a database that no node has worked on: nothing can be missing. */
  | { readonly is: "first" }
  | { readonly is: "set_back"; readonly detail: string };

export function judgeDatabase(remembered: Remembered | null, observed: Observed): Verdict {
  const { newest } = observed;
  if (newest === null) return remembered === null ? { is: "first" } : setBack("It does not know the incarnation that this node worked on.");
  if (newest.system_identifier !== observed.system_identifier) return setBack("It is on another Postgres server than before.");
  if (newest.timeline !== observed.timeline) {
    return setBack(`Its log is on timeline ${observed.timeline}, and was on ${newest.timeline}: a failover, or a restore.`);
  }
  const present = { is: "present", incarnation_id: newest.incarnation_id } as const;
  if (remembered === null) return present;
  if (remembered.incarnation_id === newest.incarnation_id) {
    return observed.position < remembered.position ? setBack("Its log ends before what this node has seen of it.") : present;
  }
  // Another node was quicker, or this one was off meanwhile.
  if (observed.knowsRemembered || newest.succeeds === remembered.incarnation_id) return present;
  return setBack("It does not know the incarnation that this node worked on.");
}

const setBack = (detail: string): Verdict => ({ is: "set_back", detail });
