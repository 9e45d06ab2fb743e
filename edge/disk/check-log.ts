/** Whether the log in a database is what was hashed as it was written (U5): every event, its place, and the end that the box knows. */
import { hashEvent } from "@crema/sync/protocol/log-hash";
import type { Db } from "../db/database.ts";

interface StoredEvent {
  readonly epoch: number;
  readonly seq: number;
  readonly prev_hash: string;
  readonly hash: string;
  readonly body: string;
}

/** Events between two pauses: a few milliseconds. */
const AT_ONCE = 200;

/** What is wrong, naming the place; null: nothing. In pieces, for a caller that has other things to do between them. */
export function* checkLog(db: Pick<Db, "prepare">): Generator<undefined, string | null> {
  const page = db.prepare<[number, number, number], StoredEvent>(
    "SELECT epoch, seq, prev_hash, hash, body FROM events WHERE (epoch, seq) > (?, ?) ORDER BY epoch, seq LIMIT ?",
  );
  let last: StoredEvent | null = null;
  for (;;) {
    const rows = page.all(last?.epoch ?? 0, last?.seq ?? 0, AT_ONCE);
    for (const row of rows) {
      const fault: string | null = faultOf(row, last);
      if (fault !== null) return fault;
      last = row;
    }
    if (rows.length < AT_ONCE) return endFault(db, last);
    yield;
  }
}

function faultOf(row: StoredEvent, before: StoredEvent | null): string | null {
  const place = `event ${row.seq} of epoch ${row.epoch}`;
  if (before?.epoch === row.epoch && (row.seq !== before.seq + 1 || row.prev_hash !== before.hash))
    return `${place} does not follow event ${before.seq}`;
  return hashEvent(row.prev_hash, row.body) === row.hash ? null : `${place} is not what was written`;
}

interface End {
  readonly epoch: number | null;
  readonly head_seq: number;
  readonly head_hash: string;
}

/** An end that was cut off leaves a log that holds together. */
function endFault(db: Pick<Db, "prepare">, last: StoredEvent | null): string | null {
  const end = db.prepare<[], End>("SELECT epoch, head_seq, head_hash FROM box, position").get();
  if (!end) return "the row of the box is missing";
  if (last === null || last.epoch !== end.epoch) return null;
  return last.seq === end.head_seq && last.hash === end.head_hash
    ? null
    : `the log ends with event ${last.seq}, and the box had written ${end.head_seq}`;
}

/** All of it at once. */
export function logFault(db: Pick<Db, "prepare">): string | null {
  const checking = checkLog(db);
  for (;;) {
    const piece = checking.next();
    if (piece.done) return piece.value;
  }
}
