/**
 * Makes messages of facts: each fact is taken away in the transaction that its messages are written in. A fact that cannot be planned now
 * (this node lacks the key of an address, a row cannot be read) is set aside for a while and keeps no other waiting; after a day it is for a
 * person.
 */
import { type Clock, iso, type Timers } from "@crema/shared/domain/kernel/clock";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import { createJob, type Job } from "@crema/shared/server/service";
import type pg from "pg";
import type { Sealer } from "../auth/contact-cipher.ts";
import { Batch } from "../db/batch.ts";
import type { Database } from "../db/database.ts";
import { deleteFacts, FACTS_AT_ONCE, type FactRow, lastSetBack, pickFacts, tryFactAgainAt } from "../db/message-facts.ts";
import { insertMessages, type NewMessage, suppressedAmong } from "../db/messages.ts";
import { readToldOrders, type ToldOrder } from "../db/told-orders.ts";
import { raiseUndeliverable } from "../db/undeliverable.ts";
import type { ChannelName } from "../messages/channel.ts";
import type { MessageLinks } from "../messages/links.ts";
import { planFact } from "../messages/plan.ts";

/** Without a poke: facts that a node committed and then died. */
const EVERY_MS = 1_000;
/** After the first failure; doubled by each further one. */
const AGAIN_MS = 2_000;
const AGAIN_MAX_MS = 5 * 60_000;
/** Nothing is told of what is older. */
const DAY_MS = 86_400_000;

export interface MessagePlannerOptions {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly links: MessageLinks;
  /** By which this installation sends. */
  readonly channels: ReadonlySet<ChannelName>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly newId: IdSource;
  readonly onError: (error: unknown) => void;
  /** After messages were written. */
  readonly onPlanned: () => void;
  /** Whether the time is known by which it judges. */
  readonly mayRun?: () => boolean;
}

/** `poke()` after a commit that may have a fact in it. */
export function createMessagePlanner(options: MessagePlannerOptions): Job {
  return createJob({
    timers: options.timers,
    everyMs: EVERY_MS,
    onError: options.onError,
    mayRun: options.mayRun ?? (() => true),
    run: async (isStopped) => {
      const planned = await planMessages(options, isStopped).catch((error: unknown) => {
        // Others may have been planned all the same.
        options.onPlanned();
        throw error;
      });
      if (planned > 0) options.onPlanned();
    },
  });
}

type Planning = Pick<MessagePlannerOptions, "database" | "sealer" | "links" | "channels" | "clock" | "newId">;

/** Returns how many messages were written. Rejects, after having gone through all facts, when one could not be planned. */
export async function planMessages(options: Planning, isStopped: () => boolean = () => false): Promise<number> {
  const failures: unknown[] = [];
  let planned = 0;
  let after = 0;
  for (;;) {
    const piece = await planPiece(options, after, failures);
    planned += piece.planned;
    after = piece.last;
    if (piece.facts < FACTS_AT_ONCE || isStopped()) break;
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} facts could not be told yet`);
  return planned;
}

async function planPiece({ database: { pool }, ...options }: Planning, after: number, failures: unknown[]) {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const batch = new Batch(client);
    const [, facts] = await Promise.all([batch.query({ text: "BEGIN" }), pickFacts(batch, after, iso(options.clock.now())), batch.send()]);
    const { messages, done, failed } = facts.length > 0 ? await planAll(client, facts, options) : { messages: [], done: [], failed: [] };
    const planned = await insertMessages(client, messages);
    const over = await setAside(
      client,
      failed.map(({ fact }) => fact),
      options,
    );
    await deleteFacts(client, [...done, ...over]);
    await client.query("COMMIT");
    failures.push(...failed.map(({ error }) => error));
    return { planned, facts: facts.length, last: facts.at(-1)?.id ?? after };
  } catch (error) {
    // The connection goes with its transaction: the facts stay for the next run.
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Returns those that nothing can be told of any more: a person hears of them. */
async function setAside(
  client: pg.ClientBase,
  failed: readonly FactRow[],
  { clock, newId }: Omit<Planning, "database">,
): Promise<FactRow[]> {
  const nowMs = clock.now();
  const over = failed.filter(({ at, failed_at }) => Math.min(at.getTime(), failed_at?.getTime() ?? nowMs) + DAY_MS <= nowMs);
  for (const { store_id, order_id } of over)
    await raiseUndeliverable(client, { exceptionId: newId(), storeId: store_id, orderId: order_id, channel: null }, iso(nowMs));
  for (const fact of failed.filter((one) => !over.includes(one)))
    await tryFactAgainAt(client, fact, nowMs + Math.min(AGAIN_MS * 2 ** Math.min(fact.tries, 20), AGAIN_MAX_MS), iso(nowMs));
  return over;
}

async function planAll(client: pg.ClientBase, facts: readonly FactRow[], options: Omit<Planning, "database">) {
  const { sealer, links, channels, clock } = options;
  const nowMs = clock.now();
  const idsOf = (some: readonly FactRow[]) => some.map((fact) => fact.order_id);
  const receiptsOf = idsOf(facts.filter((fact) => fact.kind === "RECEIPT"));
  const { told, unreadable } = await readToldOrders(client, idsOf(facts), iso(nowMs), receiptsOf);
  const suppressed = await suppressedAmong(client, [...told.values()].flatMap(indexesOf));
  const context = { sealer, links, channels, suppressed, nowMs, setBackMs: await lastSetBack(client) };
  const messages: NewMessage[] = [];
  const done: FactRow[] = [];
  const failed: { readonly fact: FactRow; readonly error: Error }[] = [];
  for (const fact of facts) {
    try {
      if (unreadable.has(fact.order_id)) throw unreadable.get(fact.order_id);
      messages.push(...planFact(fact, told.get(fact.order_id), context));
      done.push(fact);
    } catch (error) {
      failed.push({ fact, error: new Error(`the ${fact.kind} of order ${fact.order_id} could not be told`, { cause: error }) });
    }
  }
  return { messages, done, failed };
}

function indexesOf({ user, contact }: ToldOrder): string[] {
  return [user?.email_index, user?.phone_index, contact.email_index, contact.phone_index].filter((index) => typeof index === "string");
}
