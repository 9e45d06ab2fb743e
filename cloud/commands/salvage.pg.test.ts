/** The log of a disk whose store has no box any more, taken in on a real Postgres (U8). */
import { randomUUID } from "node:crypto";
import type { EdgeEvent } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import type { Order } from "@crema/shared/domain/order/order";
import { ana } from "@crema/shared/domain/order/order.test-fixture";
import type { InboxCommand } from "@crema/sync/protocol/down";
import { EXPORT_FORMAT } from "@crema/sync/protocol/exported-log";
import type { InboxRun } from "@crema/sync/protocol/hand-back";
import { chainInbox, INBOX_GENESIS } from "@crema/sync/protocol/inbox-chain";
import { hashEvent } from "@crema/sync/protocol/log-hash";
import { GENESIS_HASH } from "@crema/sync/protocol/up";
import { writeBody } from "@crema/sync/protocol/write-body";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  codeOf,
  createTestNode,
  must,
  openStore,
  orderNow,
  placed,
  type TestBox,
  type TestNode,
  typesOf,
} from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { createExecutor } from "../executor.ts";
import { accepted, life, paid, placedAt, posOrder, step } from "../store-events.test-fixture.ts";
import { salvage } from "./salvage.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

interface Changes {
  readonly store_id?: string;
  readonly events?: number;
  readonly inbox?: InboxRun;
}

function exported(box: TestBox, events: readonly EdgeEvent[], { inbox, ...changes }: Changes = {}): string {
  let prev_hash = GENESIS_HASH;
  const lines = events.map((event, index) => {
    const body = writeBody(event);
    const hash = hashEvent(prev_hash, body);
    const line = JSON.stringify({ epoch: box.epoch, seq: index + 1, prev_hash, hash, body });
    prev_hash = hash;
    return line;
  });
  const head = { format: EXPORT_FORMAT, store_id: changes.store_id ?? box.storeId, node_id: box.nodeId, epoch: box.epoch, inbox };
  return [JSON.stringify(head), ...lines, JSON.stringify({ events: changes.events ?? events.length }), ""].join("\n");
}

function run(text: string, dryRun = false) {
  const executor = createExecutor({ database: db.database, clock: node.clock, newId: randomUUID, onCommitted: () => undefined });
  return salvage({ executor, pool: db.database.pool }, text, dryRun);
}

test("[U8] what a disk has and the cloud lacks comes in once, money always; what does not fit is an exception", async () => {
  const box = await openStore(node);
  const known = posOrder(box);
  const sent = placedAt(box, known);
  must(await box.send(sent));
  must(await box.send(step(box, known.order_id, "order.cancelled", 2, "PLACED")));
  const unsent = posOrder(box);
  const events = [sent, ...life(box, unsent), step(box, known.order_id, "order.started", 2, "PLACED"), paid(box, known.order_id, 500)];
  const text = exported(box, events);
  expect(codeOf(await run(text))).toBe("enroll.store_has_box");
  await db.database.pool.query("UPDATE store_links SET node_id = NULL WHERE store_id = $1", [box.storeId]);
  expect(must(await run(text, true))).toMatchObject({ events: events.length, known: 1, dry_run: true });
  const done = must(await run(text));
  expect(done).toMatchObject({ known: 1, not_applied: 1, entered: { "order.placed": 1, "order.started": 2 } });
  expect((await orderNow(node, unsent.order_id)).status).toBe("COMPLETED");
  expect(await orderNow(node, known.order_id)).toMatchObject({ status: "CANCELLED", paid_cents: 500 });
  const raised = await db.database.pool.query("SELECT kind, order_id FROM exceptions WHERE store_id = $1 AND kind = 'order.relogged'", [
    box.storeId,
  ]);
  expect(raised.rows).toEqual([{ kind: "order.relogged", order_id: known.order_id }]);
  expect(must(await run(text))).toMatchObject({ entered: {}, known: events.length });
});

test("[U8] [K3] a tablet that was signed out since is not let in again by the old disk; one that nobody knew is", async () => {
  const box = await openStore(node);
  const at = iso(node.time.ms);
  const deviceNow = async (id: string) =>
    (
      await db.database.pool.query<{ out: boolean; token: string }>(
        "SELECT revoked_at IS NOT NULL AS out, device ->> 'token_hash' AS token FROM store_devices WHERE device_id = $1",
        [id],
      )
    ).rows[0];
  const envelope = () => ({ event_id: randomUUID(), store_id: box.storeId, at, actor: ana });
  const pairing = (device_id: string, token_hash: string): EdgeEvent => ({
    ...envelope(),
    type: "device.paired",
    device: { device_id, kind: "pos", name: "Till 1", token_hash, paired_at: at },
  });
  const [lost, unheard] = [randomUUID(), randomUUID()];
  const heard = pairing(lost, "first");
  must(await box.send(heard));
  must(await box.send({ ...envelope(), type: "device.revoked", device_id: lost }));
  await db.database.pool.query("UPDATE store_links SET node_id = NULL WHERE store_id = $1", [box.storeId]);
  must(await run(exported(box, [heard, pairing(lost, "second"), pairing(unheard, "third")])));
  expect(await deviceNow(lost)).toEqual({ out: true, token: "first" });
  expect(await deviceNow(unheard)).toEqual({ out: false, token: "third" });
});

test("[U8] a file that is cut short, altered, or of a box that the store never had is refused, and nothing is taken in", async () => {
  const box = await openStore(node);
  await db.database.pool.query("UPDATE store_links SET node_id = NULL WHERE store_id = $1", [box.storeId]);
  const events = life(box, posOrder(box));
  const text = exported(box, events);
  expect(codeOf(await run(text.slice(0, text.length / 2)))).toBe("disk.unreadable");
  expect(codeOf(await run(exported(box, events, { events: 99 })))).toBe("disk.unreadable");
  expect(codeOf(await run(text.replace("order.started", "order.readied")))).toBe("disk.tampered");
  expect(codeOf(await run(exported(box, events, { store_id: "other-street" })))).toBe("disk.foreign_store");
  const found = await db.database.pool.query("SELECT FROM order_events WHERE store_id = $1", [box.storeId]);
  expect(found.rowCount).toBe(0);
});

test("[U8] [J4] an app's order that was forgotten here altogether comes back with what its box was told, and what was made under that fits", async () => {
  const [box, other] = [await openStore(node), await openStore(node)];
  const model = await placed(other, "a model of a forgotten order");
  const order: Order = { ...model, order_id: randomUUID(), store_id: box.storeId, idempotency_key: randomUUID() };
  const at = iso(node.time.ms);
  const commands: InboxCommand[] = [
    { kind: "order.offered", at, order },
    { kind: "order.confirmed", at, event_id: randomUUID(), order_id: order.order_id, order_seq: 1, status: "PLACED" },
  ];
  let chain = INBOX_GENESIS;
  const entries = commands.map((command, index) => {
    const [id, text] = [randomUUID(), JSON.stringify(command)];
    chain = chainInbox(chain, id, text);
    return { seq: index + 1, id, chain, command: text };
  });
  const inbox: InboxRun = { after: { seq: 0, chain: INBOX_GENESIS }, entries, is_all: true };
  await db.database.pool.query("UPDATE store_links SET node_id = NULL WHERE store_id = $1", [box.storeId]);
  const text = exported(box, [accepted(box, order), step(box, order.order_id, "order.started", 2, "PLACED")], { inbox });
  expect(must(await run(text, true))).toMatchObject({ handed_in: null });
  expect(must(await run(text))).toMatchObject({ handed_in: 1, not_applied: 0 });
  expect(await orderNow(node, order.order_id)).toMatchObject({ status: "IN_PROGRESS", handoff: "CONFIRMED", ticket_number: "A1" });
  expect(must(await run(text))).toMatchObject({ entered: {} });
  expect((await typesOf(node, order.order_id)).filter((type) => type === "order.confirmed")).toHaveLength(1);
  const [first] = entries;
  const garbled = { ...inbox, entries: [{ ...entries[0]!, command: first?.command.replace("PLACED", "PAID") ?? "" }] };
  expect(codeOf(await run(exported(box, [], { inbox: garbled })))).toBe("disk.tampered");
});
