/**
 * Turns the messages of one stream into rows to apply and the shape's position after them.
 * Pitfall: the position is that of the messages in hand, never the client's own, which may be ahead of them (trap 4); and
 * a new snapshot counts only when it is complete, so that an outage in its middle leaves the old rows in force (D5).
 */
import type { Message } from "@electric-sql/client";
import type { ShapePosition } from "../ports.ts";
import { logOffset } from "../protocol/shape-offset.ts";

export interface BufferedRows<T> {
  readonly rows: readonly T[];
  /** The shape's position when the rows are applied; null when the messages do not say. */
  readonly position: ShapePosition | null;
  readonly upToDate: boolean;
  /** A row that this box cannot read: `rows` end before it, and nothing after it may be applied. */
  readonly unreadable: Error | null;
}

/** Parses a row's columns as Postgres text; throws when it cannot. */
export type ReadRow<T> = (columns: Readonly<Record<string, unknown>>) => T;

export class SnapshotBuffer<T> {
  /** The snapshot that is coming in, by key; null in the log. */
  #incoming: Map<string, T> | null;
  #refetches = 0;

  constructor(
    private readonly read: ReadRow<T>,
    fromStart: boolean,
  ) {
    this.#incoming = fromStart ? new Map() : null;
  }

  /** How often the cloud has said must-refetch since something was complete. */
  get refetches(): number {
    return this.#refetches;
  }

  /** Null while a snapshot is incomplete. `handle` is that of the response that the messages came in. */
  take(messages: readonly Message[], handle: string | undefined): BufferedRows<T> | null {
    const log: T[] = [];
    let reached: Reached | null = null;
    let upToDate = false;
    let unreadable: Error | null = null;

    for (const message of messages) {
      const { headers } = message;
      if (headers.control === "must-refetch") {
        this.#refetches += 1;
        this.#incoming = new Map();
        log.length = 0;
        reached = null;
        continue;
      }
      if (headers.control === "up-to-date") {
        upToDate = true;
        reached = further(reached, headers.global_last_seen_lsn, 0);
        continue;
      }
      if (!("key" in message)) continue;
      // Documents are replaced and entries pruned, so a delete removes nothing from a store (D6).
      if (headers.operation !== "delete") {
        try {
          const row = this.read(message.value);
          if (this.#incoming) this.#incoming.set(message.key, row);
          else log.push(row);
        } catch (error) {
          unreadable = new Error(`${message.key} cannot be read by this box`, { cause: error });
          break;
        }
      }
      reached = further(reached, headers.lsn, headers.op_position);
    }

    const position = reached && handle ? { handle, offset: offsetOf(reached) } : null;
    if (!this.#incoming) return { rows: log, position, upToDate: upToDate && !unreadable, unreadable };
    if (unreadable) return { rows: [], position: null, upToDate: false, unreadable };
    if (!upToDate) return null;
    const rows = [...this.#incoming.values()];
    this.#incoming = null;
    this.#refetches = 0;
    return { rows, position, upToDate, unreadable: null };
  }
}

interface Reached {
  readonly lsn: bigint;
  readonly op: bigint;
}

function further(from: Reached | null, lsn: unknown, op: unknown): Reached | null {
  const here = { lsn: decimal(lsn), op: decimal(op) ?? 0n };
  if (here.lsn === null) return from;
  if (from && (from.lsn > here.lsn || (from.lsn === here.lsn && from.op >= here.op))) return from;
  return { lsn: here.lsn, op: here.op };
}

function decimal(value: unknown): bigint | null {
  return /^\d+$/.test(`${value}`) ? BigInt(`${value}`) : null;
}

function offsetOf({ lsn, op }: Reached): string {
  return op === 0n ? logOffset(lsn) : `${lsn}_${op}`;
}
