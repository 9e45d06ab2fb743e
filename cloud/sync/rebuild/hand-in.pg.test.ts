/** What the next box brings from the disk of one before it: inbox entries that a cloud which was put back has forgotten. */
import { randomUUID } from "node:crypto";
import { iso } from "@crema/shared/domain/kernel/clock";
import { cents } from "@crema/shared/domain/kernel/money";
import type { Order } from "@crema/shared/domain/order/order";
import type { InboxCommand } from "@crema/sync/protocol/down";
import type { HandIn } from "@crema/sync/protocol/hand-back";
import { chainInbox } from "@crema/sync/protocol/inbox-chain";
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
} from "../../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../../db/database.test-fixture.ts";
import { replaceBox } from "../../replaced-box.test-fixture.ts";
import { accepted } from "../../store-events.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

const at = () => iso(node.time.ms);
const confirmation = (order: Order): InboxCommand => ({
  kind: "order.confirmed",
  at: at(),
  event_id: randomUUID(),
  order_id: order.order_id,
  order_seq: 1,
  status: "PLACED",
});
const revocation = (order: Order): InboxCommand => ({
  kind: "order.revoked",
  at: at(),
  event_id: randomUUID(),
  order_id: order.order_id,
  order_seq: 2,
  cause: "CUSTOMER",
  reason: null,
  actor: { kind: "guest", id: null, name: null },
});

/** Where the inbox stood when the database was put back, and what had followed there. */
async function disk(old: TestBox, commands: readonly InboxCommand[]): Promise<HandIn> {
  const found = await db.database.pool.query<{ seq: number; chain: string }>(
    "SELECT inbox_head AS seq, inbox_chain AS chain FROM store_links WHERE store_id = $1",
    [old.storeId],
  );
  const after = found.rows[0] ?? { seq: 0, chain: "" };
  let { seq, chain } = after;
  const entries = commands.map((command) => {
    const [id, text] = [randomUUID(), JSON.stringify(command)];
    seq += 1;
    chain = chainInbox(chain, id, text);
    return { seq, id, chain, command: text };
  });
  const { storeId, nodeId, epoch, joins } = old;
  return { store_id: storeId, node_id: nodeId, epoch, epoch_certificate: joins.cert, inbox: { after, entries, is_all: false } };
}

const by = ({ nodeId, storeId, epoch }: TestBox) => ({ node_id: nodeId, store_id: storeId, epoch });
const kinds = async (box: TestBox) => (await box.receive()).map((command) => command.kind);
const exceptionsOf = async (orderId: string) =>
  (await db.database.pool.query<{ kind: string }>("SELECT kind FROM exceptions WHERE order_id = $1 ORDER BY kind", [orderId])).rows.map(
    (row) => row.kind,
  );

test("[K1] a confirmation that the cloud has forgotten confirms, and the order is looked at before it is made; handed in twice it changes nothing", async () => {
  const old = await openStore(node);
  const order = await placed(old, "a forgotten order");
  const handed = await disk(old, [confirmation(order)]);
  const { box } = await replaceBox(node, old.storeId, "next");
  expect(must(await node.handIn(handed, by(box)))).toEqual({ forgotten: 1, order_ids: [order.order_id] });
  expect(await orderNow(node, order.order_id)).toMatchObject({ handoff: "CONFIRMED", authority: "edge", look_first: true });
  // Once more with the confirmation: the box may have begun after the order was over.
  expect(await box.receive()).toMatchObject([
    { kind: "order.offered" },
    { kind: "order.offered", order: { look_first: true } },
    { kind: "order.confirmed", look_first: true },
  ]);
  must(await node.handIn(handed, by(box)));
  expect(await kinds(box)).toEqual([]);
  must(await box.send(accepted(box, order)));
  expect(await orderNow(node, order.order_id)).toMatchObject({ handoff: "CONFIRMED", look_first: true, ticket_number: "A1" });
});

test("[K1] a confirmation of what is held here again sends its order down once, as one to be looked at: no box declines it by itself", async () => {
  const old = await openStore(node);
  const order = await placed(old, "a held and forgotten order", { requested_for: iso(node.time.ms + 3_600_000) });
  const handed = await disk(old, [confirmation(order)]);
  const { box } = await replaceBox(node, old.storeId, "next");
  expect((await orderNow(node, order.order_id)).handoff).toBe("HELD");
  must(await node.handIn(handed, by(box)));
  expect(await orderNow(node, order.order_id)).toMatchObject({ handoff: "CONFIRMED", authority: "edge", look_first: true });
  expect(await box.receive()).toMatchObject([
    { kind: "order.offered", order: { look_first: true, handoff: "OFFERED" } },
    { kind: "order.confirmed", look_first: true },
  ]);
});

test("[J4] a confirmation that the cloud has forgotten comes back from a copy of the present box's own disk as well", async () => {
  const box = await openStore(node);
  const order = await placed(box, "an order of a copied disk");
  const handed = await disk(box, [confirmation(order)]);
  expect(must(await node.handIn(handed, by(box)))).toEqual({ forgotten: 1, order_ids: [order.order_id] });
  expect(await orderNow(node, order.order_id)).toMatchObject({ handoff: "CONFIRMED", authority: "edge", look_first: true });
});

test("[J4] what a disk has applied this week was forgotten, and not pruned, also where all that is stored of the inbox is of after that", async () => {
  const old = await openStore(node);
  const order = await placed(old, "an order of low numbers");
  const handed = await disk(old, [confirmation(order)]);
  const { box } = await replaceBox(node, old.storeId, "next");
  await db.database.pool.query("UPDATE store_inbox SET seq = seq + 100 WHERE store_id = $1", [old.storeId]);
  await db.database.pool.query("UPDATE store_links SET inbox_head = inbox_head + 100 WHERE store_id = $1", [old.storeId]);
  expect(must(await node.handIn(handed, by(box)))).toEqual({ forgotten: 1, order_ids: [order.order_id] });
  expect(await orderNow(node, order.order_id)).toMatchObject({ handoff: "CONFIRMED", look_first: true });
});

test("[J4] of the entry that a box's enrolment stands for only the place came back: a disk that has applied it brings what it said", async () => {
  const old = await openStore(node);
  const order = await placed(old, "withdrawn in the lost time");
  const handed = await disk(old, [revocation(order)]);
  const { box } = await replaceBox(node, old.storeId, "next");
  const [entry] = handed.inbox.entries;
  await db.database.pool.query(
    "INSERT INTO store_inbox (store_id, seq, id, command, chain, created_at) VALUES ($1, 1000, $2, 'null', $3, now())",
    [old.storeId, entry?.id, entry?.chain],
  );
  expect(must(await node.handIn(handed, by(box)))).toEqual({ forgotten: 1, order_ids: [order.order_id] });
  expect(await orderNow(node, order.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "CUSTOMER" });
});

test("[K3] a disk brings nothing into the books of another store", async () => {
  const old = await openStore(node);
  const other = await openStore(node);
  const model = await placed(other, "a model of a forged order");
  const order: Order = { ...model, order_id: randomUUID(), idempotency_key: randomUUID() };
  const handed = await disk(old, [{ kind: "order.offered", at: at(), order }]);
  const { box } = await replaceBox(node, old.storeId, "next");
  expect(codeOf(await node.handIn(handed, by(box)))).toBe("request.invalid");
  const found = await db.database.pool.query("SELECT FROM orders WHERE order_id = $1", [order.order_id]);
  expect(found.rowCount).toBe(0);
});

test("an order of the lost time comes back from the disk, and is put before the next box as one to be looked at", async () => {
  const old = await openStore(node);
  const handed = await disk(old, []);
  const other = await openStore(node);
  const model = await placed(other, "a model of an order");
  const order: Order = { ...model, order_id: randomUUID(), store_id: old.storeId, idempotency_key: randomUUID() };
  const offered: InboxCommand = { kind: "order.offered", at: at(), order };
  const { inbox } = await disk(old, [offered, confirmation(order)]);
  const { box } = await replaceBox(node, old.storeId, "next");
  must(await node.handIn({ ...handed, inbox }, by(box)));
  expect(await orderNow(node, order.order_id)).toMatchObject({ handoff: "CONFIRMED", look_first: true, total_cents: model.total_cents });
  expect(await box.receive()).toMatchObject([
    { kind: "order.offered", order: { order_id: order.order_id, look_first: true } },
    { kind: "order.confirmed", look_first: true },
  ]);
});

test("a withdrawal that the cloud has forgotten withdraws what was offered again, and is a person's where the order was confirmed since", async () => {
  const old = await openStore(node);
  const [open, confirmed] = [await placed(old, "offered once more again"), await placed(old, "confirmed since then")];
  const handed = await disk(old, [revocation(open), revocation(confirmed)]);
  must(await old.send(accepted(old, confirmed)));
  const { box } = await replaceBox(node, old.storeId, "next");
  must(await node.handIn(handed, by(box)));
  expect(await orderNow(node, open.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "CUSTOMER" });
  expect(await kinds(box)).toEqual(["order.offered", "order.revoked"]);
  expect(await orderNow(node, confirmed.order_id)).toMatchObject({ status: "PLACED", handoff: "CONFIRMED" });
  expect(await exceptionsOf(confirmed.order_id)).toEqual(["order.revoked_and_made"]);
});

test("a forgotten confirmation of an order that was cancelled here since is a person's", async () => {
  const old = await openStore(node);
  const order = await placed(old, "cancelled since, and forgotten");
  const handed = await disk(old, [confirmation(order)]);
  must(
    await node.commands.cancel(order.order_id, null, {
      principal: { kind: "anonymous", address: "" },
      actor: { kind: "guest", id: null, name: null },
    }),
  );
  const { box } = await replaceBox(node, old.storeId, "next");
  must(await node.handIn(handed, by(box)));
  expect((await orderNow(node, order.order_id)).status).toBe("CANCELLED");
  expect(await exceptionsOf(order.order_id)).toEqual(["order.confirmed_and_cancelled"]);
});

test("a refund that headquarters had asked of two boxes comes in once", async () => {
  const old = await openStore(node);
  const order = await placed(old, "to be refunded once");
  const asked: InboxCommand = {
    kind: "refund.requested",
    at: at(),
    order_id: order.order_id,
    request_id: randomUUID(),
    amount_cents: cents(150),
    reason: "cold",
    actor: { kind: "operator", id: null, name: null },
  };
  const handed = await disk(old, [confirmation(order), asked, asked]);
  const { box } = await replaceBox(node, old.storeId, "next");
  expect(must(await node.handIn(handed, by(box)))).toMatchObject({ forgotten: 3 });
  expect((await typesOf(node, order.order_id)).filter((type) => type === "refund.requested")).toHaveLength(1);
  expect(await exceptionsOf(order.order_id)).toEqual(["refund.asked_before"]);
});

test("[K3] only the store's present box hands in, from a disk of the store, and an inbox that holds together", async () => {
  const [old, other] = [await openStore(node), await openStore(node)];
  const order = await placed(old, "an order never touched");
  const handed = await disk(old, [confirmation(order)]);
  const foreign = await disk(other, []);
  const { box } = await replaceBox(node, old.storeId, "next");
  expect(codeOf(await node.handIn(handed, by(old)))).toBe("sync.fenced");
  expect(codeOf(await node.handIn(handed, by(other)))).toBe("auth.wrong_store");
  expect(codeOf(await node.handIn({ ...handed, epoch_certificate: foreign.epoch_certificate }, by(box)))).toBe("sync.challenge_failed");
  const [entry] = handed.inbox.entries;
  if (!entry) throw new Error("a disk with an entry");
  const garbled = { ...handed.inbox, entries: [{ ...entry, command: entry.command.replace("PLACED", "PAID") }] };
  expect(codeOf(await node.handIn({ ...handed, inbox: garbled }, by(box)))).toBe("request.invalid");
  expect(await orderNow(node, order.order_id)).toMatchObject({ handoff: "OFFERED" });
});
