/**
 * Takes the person out of orders that are stored: state, events, the stored response to the request, money facts, what waits in
 * quarantine and what a next box was handed. The link row must be locked. Nothing else about the orders changes: events are known by
 * their ids, so one that a store says again with its name is still the same.
 */
import { cancelWords, withoutPerson } from "@crema/shared/domain/order/without-person";
import type pg from "pg";
import { stripNul } from "../db/insert.ts";
import { blankText } from "./blank-text.ts";
import { OF_AN_ORDER } from "./of-an-order.ts";

interface Held {
  readonly order_id: string;
  readonly text: string;
}

export async function blankOrders(client: pg.ClientBase, storeId: string, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return;
  const was = await blankStates(client, storeId, orderIds);
  for (const { table, key, column, where } of FACTS) {
    const found = await client.query<Held & { key: string }>(
      `SELECT order_id, ${key}::text AS key, ${column}::text AS text FROM ${table} WHERE store_id = $1 AND ${where} ORDER BY 2`,
      [storeId, orderIds],
    );
    const changed = found.rows.flatMap(({ order_id, key: id, text }) => {
      const left = blankText(text, was.get(order_id)?.words);
      return left === text ? [] : [{ id, left }];
    });
    if (changed.length === 0) continue;
    await client.query({
      ...blanking({ table, key, column }),
      values: [storeId, changed.map(({ id }) => id), changed.map(({ left }) => left)],
    });
  }
  await blankResponses(client, storeId, [...was.values()]);
  await blankQuarantine(client, storeId, orderIds);
  for (const table of OF_AN_ORDER)
    await client.query(`DELETE FROM ${table} WHERE store_id = $1 AND order_id = ANY ($2::uuid[])`, [storeId, orderIds]);
  await blankSnapshots(client, storeId, new Set(orderIds));
}

export const FACTS = [
  { table: "order_events", key: "event_id", column: "body", where: "order_id = ANY ($2::uuid[])" },
  { table: "payments", key: "payment_id", column: "state", where: "order_id = ANY ($2::uuid[])" },
  { table: "refunds", key: "refund_id", column: "state", where: "order_id = ANY ($2::uuid[])" },
] as const;

/** By the ids as they are stored: cast to text they would be looked for in every row of the store, under its lock. */
export const blanking = ({ table, key, column }: Pick<(typeof FACTS)[number], "table" | "key" | "column">) => ({
  name: `blank_${table}`,
  text: `UPDATE ${table} SET ${column} = left_over.text::json FROM unnest($2::uuid[], $3::text[]) AS left_over (key, text)
       WHERE store_id = $1 AND ${table}.${key} = left_over.key`,
});

interface Was {
  readonly principal: string;
  readonly key: string;
  /** What they wrote as they cancelled it. */
  readonly words: readonly string[];
}

async function blankStates(client: pg.ClientBase, storeId: string, orderIds: readonly string[]): Promise<Map<string, Was>> {
  const found = await client.query<Held>(
    "SELECT order_id, state::text AS text FROM orders WHERE store_id = $1 AND order_id = ANY ($2::uuid[]) ORDER BY order_id FOR UPDATE",
    [storeId, orderIds],
  );
  await client.query(
    `UPDATE orders SET state = left_over.text::json, without_person = true FROM unnest($2::uuid[], $3::text[]) AS left_over (order_id, text)
     WHERE store_id = $1 AND orders.order_id = left_over.order_id`,
    [storeId, found.rows.map(({ order_id }) => order_id), found.rows.map(({ text }) => blankText(text))],
  );
  const was = found.rows.map(({ order_id, text }): [string, Was] => {
    const order = JSON.parse(text) as { principal: string; idempotency_key: string };
    return [order_id, { principal: order.principal, key: order.idempotency_key, words: cancelWords(order) }];
  });
  return new Map(was);
}

/** The response is found by the key that the order was placed with. */
async function blankResponses(client: pg.ClientBase, storeId: string, was: readonly Was[]): Promise<void> {
  const keys = [was.map(({ principal }) => stripNul(principal)), was.map(({ key }) => stripNul(key))];
  const found = await client.query<{ principal: string; key: string; text: string }>(
    `SELECT principal, idempotency_key AS key, answer AS text FROM order_keys
     WHERE store_id = $1 AND (principal, idempotency_key) IN (SELECT * FROM unnest($2::text[], $3::text[])) AND answer IS NOT NULL`,
    [storeId, ...keys],
  );
  await client.query(
    `UPDATE order_keys SET answer = left_over.text FROM unnest($2::text[], $3::text[], $4::text[]) AS left_over (principal, key, text)
     WHERE store_id = $1 AND order_keys.principal = left_over.principal AND order_keys.idempotency_key = left_over.key`,
    [
      storeId,
      found.rows.map(({ principal }) => principal),
      found.rows.map(({ key }) => key),
      found.rows.map(({ text }) => blankText(text)),
    ],
  );
}

/** It is tried again by what it says now; its hash stays that of what came. */
async function blankQuarantine(client: pg.ClientBase, storeId: string, orderIds: readonly string[]): Promise<void> {
  const found = await client.query<{ epoch: number; seq: number; body: Buffer }>(
    "SELECT epoch, seq, body FROM quarantine WHERE store_id = $1 AND order_id = ANY ($2::uuid[])",
    [storeId, orderIds],
  );
  for (const { epoch, seq, body } of found.rows)
    await client.query("UPDATE quarantine SET body = $4 WHERE store_id = $1 AND epoch = $2 AND seq = $3", [
      storeId,
      epoch,
      seq,
      Buffer.from(blankText(body.toString("utf8")), "utf8"),
    ]);
}

interface OfOrder {
  readonly order_id: string | null;
}
type Snapshot = Readonly<Record<"orders" | "payments" | "refunds", readonly OfOrder[]>> & {
  readonly online_refunds?: readonly OfOrder[];
  readonly requests: readonly (OfOrder & { readonly facts: readonly string[] })[];
};

async function blankSnapshots(client: pg.ClientBase, storeId: string, orderIds: ReadonlySet<string>): Promise<void> {
  const found = await client.query<{ node_id: string; snapshot: string }>(
    "SELECT node_id, snapshot FROM edge_nodes WHERE store_id = $1 AND snapshot IS NOT NULL FOR UPDATE",
    [storeId],
  );
  const isErased = ({ order_id }: OfOrder) => order_id !== null && orderIds.has(order_id);
  const blanked = (facts: readonly OfOrder[]) => facts.map((fact) => (isErased(fact) ? withoutPerson(fact) : fact));
  for (const { node_id, snapshot } of found.rows) {
    const before = JSON.parse(snapshot) as Snapshot;
    const { orders, payments, refunds, online_refunds, requests } = before;
    const after: Snapshot = {
      ...before,
      ...{ orders: blanked(orders), payments: blanked(payments), refunds: blanked(refunds) },
      ...(online_refunds && { online_refunds: blanked(online_refunds) }),
      requests: requests.map((one) => (isErased(one) ? { ...one, facts: one.facts.map((fact) => blankText(fact)) } : one)),
    };
    await client.query("UPDATE edge_nodes SET snapshot = $3 WHERE store_id = $1 AND node_id = $2", [
      storeId,
      node_id,
      JSON.stringify(after),
    ]);
  }
}
