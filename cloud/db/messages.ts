/**
 * Messages that wait to be sent, as rows, and what became of them. A row's id is made of the fact, the channel and the recipient, so that
 * nobody is told the same twice. Taking a message moves its next try into the future: two nodes never send one at the same time, and one
 * that dies with a message in its hand leaves it to the others.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import type pg from "pg";
import type { ChannelName, MessageKind } from "../messages/channel.ts";
import { inTransaction } from "./in-transaction.ts";
import { insertInto, insertRows, text, timestamptz, uuid } from "./insert.ts";
import { lockUndeliverable, raiseUndeliverable } from "./undeliverable.ts";

export interface NewMessage {
  readonly message_id: string;
  readonly store_id: string;
  readonly order_id: string;
  readonly kind: MessageKind;
  readonly channel: ChannelName;
  readonly contact_index: string | null;
  readonly subscription_id: string | null;
  readonly sealed: string;
  readonly created_at: string;
  readonly expires_at: string;
}

const INSERT_MESSAGES = insertInto<NewMessage>(
  "messages",
  {
    message_id: uuid((row) => row.message_id),
    store_id: text((row) => row.store_id),
    order_id: uuid((row) => row.order_id),
    kind: text((row) => row.kind),
    channel: text((row) => row.channel),
    contact_index: text((row) => row.contact_index),
    subscription_id: uuid((row) => row.subscription_id),
    sealed: text((row) => row.sealed),
    state: text(() => "WAITING"),
    due_at: timestamptz((row) => row.created_at),
    created_at: timestamptz((row) => row.created_at),
    expires_at: timestamptz((row) => row.expires_at),
  },
  "ON CONFLICT DO NOTHING RETURNING message_id",
);

/** How many were not there yet. */
export async function insertMessages(client: pg.ClientBase, rows: readonly NewMessage[]): Promise<number> {
  return (await insertRows(client, INSERT_MESSAGES, rows)).length;
}

/** A message in a sender's hand. `tries` counts the one that is to be made. */
export interface TakenMessage {
  readonly message_id: string;
  readonly store_id: string;
  readonly order_id: string;
  readonly kind: MessageKind;
  readonly channel: ChannelName;
  readonly contact_index: string | null;
  readonly subscription_id: string | null;
  readonly sealed: string;
  readonly tries: number;
  readonly expires_at: Date;
}

const TAKEN = "message_id, store_id, order_id, kind, channel, contact_index, subscription_id, sealed, tries, expires_at";
const taken = TAKEN.split(", ")
  .map((column) => `messages.${column}`)
  .join(", ");

/** Messages per taking. */
export const MESSAGES_AT_ONCE = 20;

/** Those that are due, for this caller until `untilMs`. */
export async function takeDue(pool: pg.Pool, channel: ChannelName, nowMs: number, untilMs: number): Promise<TakenMessage[]> {
  const found = await pool.query<TakenMessage>(
    `WITH due AS MATERIALIZED
       (SELECT message_id FROM messages WHERE channel = $1 AND state = 'WAITING' AND due_at <= $2 AND expires_at > $2
        ORDER BY due_at LIMIT ${MESSAGES_AT_ONCE} FOR UPDATE SKIP LOCKED)
     UPDATE messages SET tries = tries + 1, due_at = $3 FROM due WHERE messages.message_id = due.message_id RETURNING ${taken}`,
    [channel, iso(nowMs), iso(untilMs)],
  );
  return found.rows;
}

/** Those whose time is over and that nobody has in hand. */
export async function overdue(pool: pg.Pool, channel: ChannelName, nowMs: number): Promise<TakenMessage[]> {
  const found = await pool.query<TakenMessage>(
    `SELECT ${TAKEN} FROM messages WHERE channel = $1 AND state = 'WAITING' AND expires_at <= $2 AND due_at <= $2 LIMIT 200`,
    [channel, iso(nowMs)],
  );
  return found.rows;
}

/** What waited when the database was put back may have been sent before. */
export async function dropOfBefore(pool: pg.Pool, channel: ChannelName, setBackMs: number, now: string): Promise<void> {
  if (!Number.isFinite(setBackMs)) return;
  await pool.query(
    `UPDATE messages SET state = 'DROPPED', sealed = NULL, settled_at = $3, failure = 'the database was put back, and it may have been sent before'
     WHERE channel = $1 AND state = 'WAITING' AND created_at <= $2`,
    [channel, iso(setBackMs), now],
  );
}

export async function markSent(pool: pg.Pool, messageId: string, now: string): Promise<void> {
  await pool.query("UPDATE messages SET state = 'SENT', sealed = NULL, settled_at = $2 WHERE message_id = $1 AND state = 'WAITING'", [
    messageId,
    now,
  ]);
}

/** Nobody needs it any more. */
export async function markDropped(pool: pg.Pool, messageIds: readonly string[], failure: string, now: string): Promise<void> {
  if (messageIds.length === 0) return;
  await pool.query(
    "UPDATE messages SET state = 'DROPPED', sealed = NULL, settled_at = $2, failure = $3 WHERE message_id = ANY ($1::uuid[]) AND state = 'WAITING'",
    [messageIds, now, failure],
  );
}

export async function tryAgainAt(pool: pg.Pool, messageId: string, dueMs: number, failure: string): Promise<void> {
  await pool.query("UPDATE messages SET due_at = $2, failure = $3 WHERE message_id = $1 AND state = 'WAITING'", [
    messageId,
    iso(dueMs),
    failure,
  ]);
}

export interface Suppression {
  readonly channel: ChannelName;
  readonly contactIndex: string;
  readonly why: "UNSUBSCRIBED" | "BOUNCED" | "STOPPED";
}

export async function suppress(client: pg.ClientBase | pg.Pool, { channel, contactIndex, why }: Suppression, now: string): Promise<void> {
  await client.query("INSERT INTO suppressions (channel, contact_index, why, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", [
    channel,
    contactIndex,
    why,
    now,
  ]);
}

/** `channel index` of those among the contacts that nothing is sent to, with the reason. */
export async function suppressedAmong(
  client: pg.ClientBase | pg.Pool,
  contactIndexes: readonly string[],
): Promise<ReadonlyMap<string, Suppression["why"]>> {
  if (contactIndexes.length === 0) return new Map();
  const found = await client.query<{ channel: string; contact_index: string; why: Suppression["why"] }>(
    "SELECT channel, contact_index, why FROM suppressions WHERE contact_index = ANY ($1::text[])",
    [[...new Set(contactIndexes)]],
  );
  return new Map(found.rows.map(({ channel, contact_index, why }) => [`${channel} ${contact_index}`, why]));
}

export interface Dead {
  readonly message: Pick<TakenMessage, "message_id" | "store_id" | "channel">;
  readonly failure: string;
  readonly exceptionId: string;
  /** Nothing goes to this recipient from now on. */
  readonly suppression: Suppression | null;
}

/**
 * A message that will not be sent, for headquarters' list. While somebody has not dealt with the exception of a store and channel no other
 * one is raised: a provider that is away for a day is one thing to look at.
 */
export async function markDead(pool: pg.Pool, { message, failure, exceptionId, suppression }: Dead, now: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    const marked = await client.query(
      "UPDATE messages SET state = 'DEAD', settled_at = $2, failure = $3 WHERE message_id = $1 AND state = 'WAITING'",
      [message.message_id, now, failure.slice(0, 200)],
    );
    if (marked.rowCount !== 1) return;
    if (suppression) await suppress(client, suppression, now);
    await lockUndeliverable(client, message.store_id);
    await raiseUndeliverable(client, { exceptionId, storeId: message.store_id, orderId: null, channel: message.channel }, now);
  });
}

/** What waits, by channel; those without a message too. */
export async function messageBacklog(pool: pg.Pool, channels: ReadonlySet<ChannelName>, nowMs: number) {
  const found = await pool.query<{ channel: ChannelName; waiting: number; oldest: Date }>(
    "SELECT channel, count(*) AS waiting, min(created_at) AS oldest FROM messages WHERE state = 'WAITING' GROUP BY channel",
  );
  return [...channels].map((channel) => {
    const row = found.rows.find((one) => one.channel === channel);
    return { channel, waiting: row?.waiting ?? 0, oldest_s: row ? Math.max(0, (nowMs - row.oldest.getTime()) / 1000) : 0 };
  });
}
