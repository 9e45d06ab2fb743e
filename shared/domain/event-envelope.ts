/** What every event has, whatever has happened. */
import { z } from "zod";
import { Timestamp } from "./kernel/clock.ts";
import { Id, StoreId } from "./kernel/ids.ts";
import { Actor } from "./staff/actor.ts";

/** The request that made an event: its caller, its Idempotency-Key and the hash of its body. */
export const EventRequest = z.object({
  principal: z.string().max(80),
  key: z.string().min(1).max(255),
  request_hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type EventRequest = z.infer<typeof EventRequest>;

/**
 * Where an event comes from that was entered into a log from the disk of another box (U8). `is_applied`: it fitted the order as the
 * store's present box has it; what did not is for a person, and changes nothing.
 */
export const Relogged = z.object({
  epoch: z.number().int().min(1),
  seq: z.number().int().min(1),
  is_applied: z.boolean(),
  /** In place of the event's own, of another box: the till's session here whose Z covers it. */
  till_session_id: Id.optional(),
});
export type Relogged = z.infer<typeof Relogged>;

/** The members that every event has. `at` is by the clock of the node that decided. */
export const envelope = {
  event_id: Id,
  store_id: StoreId,
  at: Timestamp,
  actor: Actor,
  /** On a store's events since version 4: the machine's clock when `at` was taken, and the correction that was added to it. */
  raw_at: Timestamp.optional(),
  clock_offset_ms: z.number().int().nullable().optional(),
  /** On a store's events since version 5, where a request with a key made them: what answers the same key on the store's next box. */
  request: EventRequest.optional(),
  /** Since version 5, on an event that was re-logged. */
  relogged: Relogged.optional(),
  /** Since version 6, on a fact that reports count: the session of a till's own drawer, whose Z report covers it. Absent: it is the store's. */
  till_session_id: Id.optional(),
};

/** The till's session whose Z report covers what the event tells; null: it is the store's. */
export const tillSessionOf = (event: {
  readonly till_session_id?: string | undefined;
  readonly relogged?: Relogged | undefined;
}): string | null => (event.relogged ? event.relogged.till_session_id : event.till_session_id) ?? null;
