/**
 * Facts that somebody may have to be told of. They are written in the commit that they are facts by, and taken away by the planner in
 * the commit that the messages are written by: nothing is told of what was rolled back, and nothing is forgotten.
 */

import type { DomainEvent } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import type pg from "pg";
import type { MessageKind } from "../messages/channel.ts";
import { kindTold } from "../messages/facts-told.ts";
import type { Asks } from "./batch.ts";
import { insertInto, insertRows, text, timestamptz, uuid } from "./insert.ts";
import type { OrderRecord } from "./orders.ts";

interface NewFact {
  readonly store_id: string;
  readonly order_id: string;
  readonly event_id: string;
  readonly kind: MessageKind;
  readonly at: string;
}

export async function writeMessageFacts(client: Asks, touched: readonly OrderRecord[]): Promise<void> {
  await insertRows(client, INSERT_FACTS, factsOf(touched));
}

/** Of orders from the app: whoever orders at the counter stands there. */
export function factsOf(touched: readonly OrderRecord[]): NewFact[] {
  return touched.flatMap((record) =>
    record.order?.origin !== "APP"
      ? []
      : record.recorded.flatMap(({ store_id, order_id, event }): NewFact[] => {
          const kind = kindTold(event);
          if (kind === null || record.wasTold(event)) return [];
          return [{ store_id, order_id, event_id: event.event_id, kind, at: happenedAt(event, record) }];
        }),
  );
}

/** The end that a decline brings is as old as that, also where the store's log tells of it once more. */
function happenedAt(event: DomainEvent, { recorded }: OrderRecord): string {
  if (event.type !== "order.cancelled" || event.cause !== "DECLINED") return event.at;
  return recorded.find((one) => one.event.type === "order.declined")?.event.at ?? event.at;
}

const INSERT_FACTS = insertInto<NewFact>("message_facts", {
  store_id: text((row) => row.store_id),
  order_id: uuid((row) => row.order_id),
  event_id: uuid((row) => row.event_id),
  kind: text((row) => row.kind),
  at: timestamptz((row) => row.at),
});

export interface FactRow {
  readonly store_id: string;
  readonly id: number;
  readonly order_id: string;
  readonly event_id: string;
  readonly kind: MessageKind;
  readonly at: Date;
  /** How often it could not be told. */
  readonly tries: number;
  /** Since when it could not be told; null: it was not tried. */
  readonly failed_at: Date | null;
}

/** Facts per transaction. */
export const FACTS_AT_ONCE = 100;

/** Locked for this transaction; those that another node has in its hand are passed over. `after`: an id; the next ones are picked. */
export async function pickFacts(asks: Asks, after: number, now: string): Promise<FactRow[]> {
  const found = await asks.query<FactRow & pg.QueryResultRow>({
    name: "pick_message_facts",
    text: `SELECT store_id, id, order_id, event_id, kind, at, tries, failed_at FROM message_facts
           WHERE id > $1 AND (due_at IS NULL OR due_at <= $2) ORDER BY id LIMIT ${FACTS_AT_ONCE} FOR UPDATE SKIP LOCKED`,
    values: [after, now],
  });
  return found.rows;
}

export async function deleteFacts(client: pg.ClientBase, facts: readonly FactRow[]): Promise<void> {
  if (facts.length === 0) return;
  await client.query(
    "DELETE FROM message_facts f USING unnest($1::text[], $2::bigint[]) AS d (store_id, id) WHERE f.store_id = d.store_id AND f.id = d.id",
    [facts.map((fact) => fact.store_id), facts.map((fact) => fact.id)],
  );
}

/** Sets a fact aside until `dueMs`, so that the others go on. */
export async function tryFactAgainAt(client: pg.ClientBase, { store_id, id }: FactRow, dueMs: number, now: string): Promise<void> {
  await client.query(
    "UPDATE message_facts SET tries = tries + 1, due_at = $3, failed_at = coalesce(failed_at, $4) WHERE store_id = $1 AND id = $2",
    [store_id, id, iso(dueMs), now],
  );
}

/** When the database was last put back to an earlier state, in milliseconds; what was known before may have been told before. */
export async function lastSetBack(client: pg.ClientBase | pg.Pool): Promise<number> {
  const found = await client.query<{ begun_at: Date | null }>({
    name: "last_set_back",
    text: "SELECT max(begun_at) AS begun_at FROM incarnations WHERE cause <> 'FIRST'",
  });
  return found.rows[0]?.begun_at?.getTime() ?? Number.NEGATIVE_INFINITY;
}
