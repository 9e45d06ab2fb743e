/** The exception that customers could not be told something: one for a store and channel, for as long as there is a message that failed. */
import type pg from "pg";
import type { ChannelName } from "../messages/channel.ts";
import { INSERT_EXCEPTIONS } from "./exceptions.ts";
import { insertRows } from "./insert.ts";

const CHANNEL_WORDS: Readonly<Record<ChannelName, string>> = { push: "push", email: "e-mail", sms: "text message" };

const detailOf = (channel: ChannelName): string => `Customers could not be told something by ${CHANNEL_WORDS[channel]}.`;

/** Two that fail at once do not both find that none is raised, and none ends while one is failing. */
export async function lockUndeliverable(client: pg.ClientBase, storeId: string): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`message.undeliverable ${storeId}`]);
}

export interface Undeliverable {
  readonly exceptionId: string;
  readonly storeId: string;
  /** Of one order that no message could be made of; null: of whatever a channel did not take. */
  readonly orderId: string | null;
  readonly channel: ChannelName | null;
}

export async function raiseUndeliverable(
  client: pg.ClientBase,
  { exceptionId, storeId, orderId, channel }: Undeliverable,
  now: string,
): Promise<void> {
  const [detail, what_to_do] =
    channel === null
      ? [
          "Nobody could be told what became of an order: what is stored of it could not be read.",
          "Look at the order, and call who should know.",
        ]
      : [
          detailOf(channel),
          "“Failed messages” has each of them with the reason, and shows how its recipient can be reached. Call who should know, send it again, or let it be: when nothing that failed is left, this ends by itself.",
        ];
  const raised = { exception_id: exceptionId, store_id: storeId, order_id: orderId, kind: "message.undeliverable", asked_by: null };
  await insertRows(client, INSERT_EXCEPTIONS, [{ ...raised, detail, what_to_do, now }]);
}

/** One that is tried again after it had failed may fail once more. */
const NOTHING_FAILED = `NOT EXISTS (SELECT FROM messages m WHERE m.store_id = e.store_id AND m.channel = $2
  AND (m.state = 'DEAD' OR m.state = 'WAITING' AND m.tries > 0))`;
const OPEN = "e.kind = 'message.undeliverable' AND e.order_id IS NULL AND e.detail = $1 AND e.resolved_at IS NULL";

/** Of the stores at which nothing is left that failed: sent, let be, erased, or gone by age. */
export async function storesToldAgain(pool: pg.Pool, channel: ChannelName): Promise<string[]> {
  const found = await pool.query<{ store_id: string }>(`SELECT e.store_id FROM exceptions e WHERE ${OPEN} AND ${NOTHING_FAILED}`, [
    detailOf(channel),
    channel,
  ]);
  return found.rows.map(({ store_id }) => store_id);
}

/** Ends it where nothing is left. In a transaction. */
export async function endUndeliverable(client: pg.ClientBase, storeId: string, channel: ChannelName, now: string): Promise<void> {
  await lockUndeliverable(client, storeId);
  await client.query(
    `UPDATE exceptions e SET resolved_at = $3, resolution = 'Each message was sent, let be, or is gone.'
     WHERE ${OPEN} AND e.store_id = $4 AND ${NOTHING_FAILED}`,
    [detailOf(channel), channel, now, storeId],
  );
}
