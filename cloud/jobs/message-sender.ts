/**
 * Sends the messages of one channel that wait, so that a provider that is away delays its own messages and nothing else. Nothing is sent
 * inside a transaction. A sender that dies between the provider's reply and the mark sends once more: that is the only double.
 */
import { type Clock, iso, pause, type Timers } from "@crema/shared/domain/kernel/clock";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import { type Order, storedOrder } from "@crema/shared/domain/order/order";
import { createJob, type Job } from "@crema/shared/server/service";
import type pg from "pg";
import { MESSAGE_PURPOSE, type Sealer } from "../auth/contact-cipher.ts";
import type { Database } from "../db/database.ts";
import { inTransaction } from "../db/in-transaction.ts";
import { lastSetBack } from "../db/message-facts.ts";
import {
  dropOfBefore,
  MESSAGES_AT_ONCE,
  markDead,
  markDropped,
  markSent,
  overdue,
  type Suppression,
  suppressedAmong,
  type TakenMessage,
  takeDue,
  tryAgainAt,
} from "../db/messages.ts";
import { endUndeliverable, storesToldAgain } from "../db/undeliverable.ts";
import { type Channel, type ChannelName, type Outcome, RetryLater } from "../messages/channel.ts";
import { isStillSo } from "../messages/of-use.ts";
import { openedMessage } from "../messages/sealed-message.ts";

const EVERY_MS = 2_000;
/** What a provider has for one message; a stop waits for it. */
const DEADLINE_MS = 10_000;
/** Longer than the deadline and the marks around it. */
const TAKEN_FOR_MS = 60_000;
/** After the first failure; doubled by each further one. */
const AGAIN_MS = 2_000;
const AGAIN_MAX_MS = 5 * 60_000;

export interface MessageSenderOptions<To> {
  readonly name: ChannelName;
  readonly channel: Channel<To>;
  /** Whom it goes to; null: there is no such recipient any more. `sealedTo`: what the message itself has. */
  readonly targetOf: (message: TakenMessage, sealedTo: string | null) => Promise<To | null>;
  /** After GONE, of a recipient that the message itself does not have. */
  readonly forget?: (message: TakenMessage) => Promise<void>;
  readonly database: Database;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly newId: IdSource;
  readonly onError: (error: unknown) => void;
  /** Whether the time is known by which it judges. */
  readonly mayRun?: () => boolean;
}

export function createMessageSender<To>(options: MessageSenderOptions<To>): Job {
  const { timers, onError, mayRun = () => true } = options;
  return createJob({ timers, everyMs: EVERY_MS, onError, mayRun, run: async (isStopped) => void (await sendMessages(options, isStopped)) });
}

type Sending<To> = Omit<MessageSenderOptions<To>, "onError" | "mayRun">;

/** Returns how many a provider has taken. Rejects, after having tried all that are due, when one was not taken. */
export async function sendMessages<To>(options: Sending<To>, isStopped: () => boolean = () => false): Promise<number> {
  const {
    database: { pool },
    clock,
    name,
  } = options;
  await dropOfBefore(pool, name, await lastSetBack(pool), iso(clock.now()));
  const failures: unknown[] = [];
  let sent = 0;
  for (;;) {
    const now = clock.now();
    const taken = await takeDue(pool, name, now, now + TAKEN_FOR_MS);
    const { toSend, unreadable } = await stillToSend(options, taken);
    const outcomes = await Promise.allSettled([
      ...toSend.map((message) => sendOne(options, message)),
      ...unreadable.map((message) => sendLater(options, message, new Error("its order could not be read"))),
    ]);
    const rejected = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    failures.push(...rejected);
    sent += outcomes.filter((outcome) => outcome.status === "fulfilled" && outcome.value).length;
    // While nothing gets through the rest waits for the next run.
    if (taken.length < MESSAGES_AT_ONCE || isStopped() || (rejected.length > 0 && rejected.length === outcomes.length)) break;
  }
  if (!isStopped()) {
    await buryOverdue(options);
    await endExceptions(options);
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} messages (${name}) were not taken and are tried again`);
  return sent;
}

/** What has lost its use since it was planned is not sent: the order was handed over, the recipient wants nothing any more. */
async function stillToSend<To>(
  { database: { pool }, clock }: Sending<To>,
  taken: readonly TakenMessage[],
): Promise<{ readonly toSend: readonly TakenMessage[]; readonly unreadable: readonly TakenMessage[] }> {
  const now = iso(clock.now());
  const orders = await ordersOf(pool, taken);
  const suppressed = await suppressedAmong(
    pool,
    taken.flatMap(({ contact_index: index }) => (index === null ? [] : [index])),
  );
  const isUnwanted = ({ kind, channel, contact_index: index }: TakenMessage) => {
    const why = suppressed.get(`${channel} ${index}`);
    // A receipt was asked for, by whoever the address belongs to.
    return why !== undefined && !(kind === "RECEIPT" && why === "UNSUBSCRIBED");
  };
  const isUnreadable = ({ order_id }: TakenMessage) => orders.get(order_id) === null;
  const isOver = (message: TakenMessage) => {
    const order = orders.get(message.order_id);
    return !order || !isStillSo(message.kind, order);
  };
  const unwanted = taken.filter(isUnwanted);
  const wanted = taken.filter((message) => !isUnwanted(message));
  const unreadable = wanted.filter(isUnreadable);
  const over = wanted.filter((message) => !isUnreadable(message) && isOver(message));
  await markDropped(
    pool,
    unwanted.map((message) => message.message_id),
    "nothing is sent to this recipient",
    now,
  );
  await markDropped(
    pool,
    over.map((message) => message.message_id),
    "it was of no use any more",
    now,
  );
  return { toSend: wanted.filter((message) => !isOver(message)), unreadable };
}

/** null: its row cannot be read. */
async function ordersOf(pool: pg.Pool, messages: readonly TakenMessage[]): Promise<Map<string, Order | null>> {
  if (messages.length === 0) return new Map();
  const found = await pool.query<{ order_id: string; state: Order }>(
    "SELECT order_id, state FROM orders WHERE order_id = ANY ($1::uuid[])",
    [messages.map((message) => message.order_id)],
  );
  return new Map(found.rows.map((row) => [row.order_id, readableOrder(row.state)]));
}

function readableOrder(stored: Order): Order | null {
  try {
    return storedOrder(stored);
  } catch {
    return null;
  }
}

/** Whether a provider has it. Rejects where it is to be tried again. */
async function sendOne<To>(options: Sending<To>, message: TakenMessage): Promise<boolean> {
  const {
    database: { pool },
    clock,
    name,
  } = options;
  let outcome: Outcome | null;
  try {
    outcome = await handOver(options, message);
  } catch (error) {
    return sendLater(options, message, error);
  }
  const now = iso(clock.now());
  if (outcome === null || (outcome.outcome === "GONE" && name === "push")) {
    await options.forget?.(message);
    await markDropped(pool, [message.message_id], "there is no such recipient any more", now);
    return false;
  }
  if (outcome.outcome === "TAKEN") {
    await markSent(pool, message.message_id, now);
    return true;
  }
  await bury(options, message, outcome.why, outcome.outcome === "GONE" ? "BOUNCED" : null);
  return false;
}

async function sendLater<To>({ database: { pool }, clock, name }: Sending<To>, message: TakenMessage, error: unknown): Promise<never> {
  const afterMs = Math.max(
    Math.min(AGAIN_MS * 2 ** Math.min(message.tries - 1, 20), AGAIN_MAX_MS),
    error instanceof RetryLater ? error.afterMs : 0,
  );
  await tryAgainAt(pool, message.message_id, clock.now() + afterMs, failureOf(error));
  throw new Error(`a message by ${name} was not taken (${message.message_id})`, { cause: error });
}

/** null: there is no recipient. Ends at the deadline, whatever the channel does. */
async function handOver<To>({ channel, sealer, targetOf, timers }: Sending<To>, message: TakenMessage): Promise<Outcome | null> {
  const { to: sealedTo, title, text, url, unsubscribe_url } = openedMessage(sealer.open(MESSAGE_PURPOSE, message.sealed));
  const to = await targetOf(message, sealedTo);
  if (to === null) return null;
  const deadline = new AbortController();
  const done = new AbortController();
  const { message_id, kind, order_id } = message;
  const outgoing = {
    message_id,
    kind,
    to,
    title,
    text,
    url,
    tag: order_id,
    unsubscribe_url,
    expires_at: iso(message.expires_at.getTime()),
  };
  try {
    return await Promise.race([
      channel.send(outgoing, deadline.signal),
      pause(timers, DEADLINE_MS, done.signal).then(() => Promise.reject(new Error("there was no reply in time"))),
    ]);
  } finally {
    done.abort();
    deadline.abort();
  }
}

/** Those whose time is over: nobody was told, unless there is nothing to tell any more. */
async function buryOverdue<To>(options: Sending<To>): Promise<void> {
  const {
    database: { pool },
    clock,
    name,
  } = options;
  const over = await overdue(pool, name, clock.now());
  const { toSend, unreadable } = await stillToSend(options, over);
  for (const message of [...toSend, ...unreadable]) await bury(options, message, "it could not be sent while it was of use", null);
}

/** At a store of which nothing is left that failed by this channel, nobody has to look any more. */
async function endExceptions<To>({ database: { pool }, clock, name }: Sending<To>): Promise<void> {
  for (const storeId of await storesToldAgain(pool, name))
    await inTransaction(pool, (client) => endUndeliverable(client, storeId, name, iso(clock.now())));
}

async function bury<To>(
  { database: { pool }, clock, newId, name }: Sending<To>,
  message: TakenMessage,
  failure: string,
  why: Suppression["why"] | null,
): Promise<void> {
  const contactIndex = message.contact_index;
  const suppression = why !== null && contactIndex !== null ? { channel: name, contactIndex, why } : null;
  await markDead(pool, { message, failure, exceptionId: newId(), suppression }, iso(clock.now()));
}

/** Channels put no contact into what they throw. */
const failureOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 200);
