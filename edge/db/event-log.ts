/**
 * The event log (U1): each event is serialised and hashed once, chained to the one before, and never touched again.
 * Numbers come from the commit group's own position, which a rolled back command resets, so the log has no holes.
 */

import type { EdgeEvent } from "@crema/shared/domain/events";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { hashEvent } from "@crema/sync/protocol/log-hash";
import { type LoggedEvent, MAX_EVENT_BYTES } from "@crema/sync/protocol/up";
import { type EventClock, withClock } from "@crema/sync/protocol/write-body";
import type { Position } from "./box-state.ts";
import type { Db } from "./database.ts";
import { prepareInsert } from "./insert.ts";
import { events } from "./schema.ts";

export interface LogTable {
  /** Appends the event with its bytes and moves the head. Refuses with request.too_large above MAX_EVENT_BYTES. */
  append(event: EdgeEvent, body: string, epoch: number, position: Position): Result<null>;
  /** Appends an event of another log with the bytes that it has there (U8). */
  appendVerbatim(event: EdgeEvent, body: string, epoch: number, position: Position): Result<null>;
  /** Events from `fromSeq` on, at most `maxEvents`; the first one always, the others while they fit into `maxBytes`. */
  read(epoch: number, fromSeq: number, maxEvents: number, maxBytes: number): LoggedEvent[];
  atOf(epoch: number, seq: number): string | null;
  /** The bodies of the order's money, in their order. Reads the whole log. */
  moneyOf(orderId: string): string[];
  /** Orders that have money in the log and are not here. Reads the whole log. */
  moneyWithoutOrder(): string[];
  /** The hash at a place, also where only the event after it is stored; null when neither is. */
  hashAt(epoch: number, seq: number): string | null;
  /** The first event that is stored; null when none is. */
  oldestSeq(epoch: number): number | null;
  /** Whether the order has an event of that type after `seq`, which the cloud cannot have heard of yet. */
  hasAfter(epoch: number, seq: number, type: EdgeEvent["type"], orderId: string): boolean;
  /** The same for an event of any type. */
  hasAnyAfter(epoch: number, seq: number, orderId: string): boolean;
}

/** `clock`: the clock that is written into each event. */
export function prepareLog(db: Db, clock: () => EventClock): LogTable {
  const insert = prepareInsert(db, events);
  const from = db.prepare<[number, number, number], LoggedEvent>(
    "SELECT seq, prev_hash, hash, body FROM events WHERE epoch = ? AND seq >= ? ORDER BY seq LIMIT ?",
  );
  const at = db.prepare<[number, number], { at: string }>("SELECT at FROM events WHERE epoch = ? AND seq = ?");
  const after = db.prepare<[number, number, string, string], { one: number }>(
    "SELECT 1 AS one FROM events WHERE epoch = ? AND seq > ? AND type = ? AND order_id = ? LIMIT 1",
  );
  const anyAfter = db.prepare<[number, number, string], { one: number }>(
    "SELECT 1 AS one FROM events WHERE epoch = ? AND seq > ? AND order_id = ? LIMIT 1",
  );
  const money = db.prepare<[string], { body: string }>(
    "SELECT body FROM events WHERE order_id = ? AND type IN ('payment.captured', 'refund.succeeded') ORDER BY epoch, seq",
  );
  const withoutOrder = db.prepare<[], { order_id: string }>(
    `SELECT DISTINCT order_id FROM events WHERE type IN ('payment.captured', 'refund.succeeded')
     AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.order_id = events.order_id)`,
  );
  const hashAt = db.prepare<[number, number], { hash: string }>("SELECT hash FROM events WHERE epoch = ? AND seq = ?");
  const hashBefore = db.prepare<[number, number], { hash: string }>("SELECT prev_hash AS hash FROM events WHERE epoch = ? AND seq = ?");
  const oldest = db.prepare<[number], { seq: number | null }>("SELECT min(seq) AS seq FROM events WHERE epoch = ?");
  function appendBytes(event: EdgeEvent, body: string, epoch: number, position: Position): Result<null> {
    const bytes = Buffer.byteLength(body);
    if (bytes > MAX_EVENT_BYTES)
      return refuse("request.too_large", `With its prices this takes ${bytes} bytes; at most ${MAX_EVENT_BYTES} can be stored.`);
    const hash = hashEvent(position.head_hash, body);
    const seq = position.head_seq + 1;
    insert({
      epoch,
      seq,
      event_id: event.event_id,
      type: event.type,
      order_id: "order_id" in event ? event.order_id : null,
      at: event.at,
      prev_hash: position.head_hash,
      hash,
      body,
    });
    position.head_seq = seq;
    position.head_hash = hash;
    return ok(null);
  }
  return {
    append: (event, made, epoch, position) => appendBytes(event, withClock(made, clock()), epoch, position),
    appendVerbatim: appendBytes,
    read(epoch, fromSeq, maxEvents, maxBytes) {
      const batch: LoggedEvent[] = [];
      let bytes = 0;
      for (const row of from.iterate(epoch, fromSeq, maxEvents)) {
        bytes += Buffer.byteLength(row.body);
        if (batch.length > 0 && bytes > maxBytes) break;
        batch.push(row);
      }
      return batch;
    },
    moneyOf: (orderId) => money.all(orderId).map((row) => row.body),
    moneyWithoutOrder: () => withoutOrder.all().map((row) => row.order_id),
    hasAfter: (epoch, seq, type, orderId) => after.get(epoch, seq, type, orderId) !== undefined,
    hasAnyAfter: (epoch, seq, orderId) => anyAfter.get(epoch, seq, orderId) !== undefined,
    hashAt: (epoch, seq) => (hashAt.get(epoch, seq) ?? hashBefore.get(epoch, seq + 1))?.hash ?? null,
    oldestSeq: (epoch) => oldest.get(epoch)?.seq ?? null,
    atOf: (epoch, seq) => at.get(epoch, seq)?.at ?? null,
  };
}
