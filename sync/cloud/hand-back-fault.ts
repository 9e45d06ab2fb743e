/**
 * Whether what a box hands back can be taken: readable here, and about its own store alone, in everything inside. A disk that is not the
 * store's any more is somebody else's hands, so its word is checked as a batch's is. Pure; done before the link row is locked.
 */
import { InboxCommand } from "../protocol/down.ts";
import type { InboxRun } from "../protocol/hand-back.ts";
import { Snapshot } from "../protocol/snapshot.ts";

/** For the refusal; null: none. */
export function inboxFault({ entries }: Pick<InboxRun, "entries">, storeId: string): string | null {
  for (const { seq, command } of entries) {
    const parsed = InboxCommand.safeParse(parse(command));
    if (!parsed.success) return `Entry ${seq} of the inbox cannot be read here.`;
    const foreign = foreignStoreIn(parsed.data, storeId);
    if (foreign !== null) return `Entry ${seq} of the inbox is about store ${foreign}.`;
  }
  return null;
}

export function snapshotFault(snapshot: string | null, storeId: string): string | null {
  if (snapshot === null) return null;
  const parsed = Snapshot.safeParse(parse(snapshot));
  if (!parsed.success) return "The snapshot of the enrolment cannot be read here.";
  const foreign = foreignStoreIn(parsed.data, storeId);
  return foreign === null ? null : `The snapshot of the enrolment is about store ${foreign}.`;
}

/** The first other store that is named at any depth; null: none is. */
export function foreignStoreIn(value: unknown, storeId: string): string | null {
  if (typeof value !== "object" || value === null) return null;
  for (const [name, inside] of Object.entries(value)) {
    const foreign = name === "store_id" && inside !== storeId ? String(inside) : foreignStoreIn(inside, storeId);
    if (foreign !== null) return foreign;
  }
  return null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
