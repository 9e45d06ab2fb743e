/**
 * What a box hands back to a cloud that was put back, and what follows from it. The commands that the cloud has forgotten are made here
 * as it would have made them; scenarios/set-back.pg.test.ts puts a real Postgres back.
 */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must, placed, type TestBox } from "@crema/cloud/cloud-node.test-fixture";
import { endFreeze } from "@crema/cloud/freeze/end-freeze";
import { tendFreezes } from "@crema/cloud/freeze/job";
import { setBackByHand } from "@crema/cloud/incarnation/begin";
import { booksOf } from "@crema/cloud/reports/books/books";
import { accepted, refusedCancel, step } from "@crema/cloud/store-events.test-fixture";
import { rebuildStore } from "@crema/cloud/sync/rebuild/rebuild";
import { businessDay } from "@crema/shared/domain/kernel/business-day";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok } from "@crema/shared/domain/kernel/errors";
import type { Order } from "@crema/shared/domain/order/order";
import { systemTimers } from "@crema/shared/server/system";
import type { InboxCommand } from "@crema/sync/protocol/down";
import { type ChainedEntry, chainInbox } from "@crema/sync/protocol/inbox-chain";
import type { JoinRequest } from "@crema/sync/protocol/join";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OnlineStore } from "./online-store.ts";
import { PaymentRig } from "./payment-rig.ts";

let dir: string;
let rig: PaymentRig;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "crema-rebuild-"));
  rig = await PaymentRig.open(dir);
});
afterAll(async () => {
  await rig.close();
  await rm(dir, { recursive: true, force: true });
});

const query = <R extends object>(text: string, ...values: unknown[]) => rig.db.database.pool.query<R>(text, values);

async function place(box: TestBox): Promise<{ seq: number; chain: string }> {
  const found = await query<{ seq: number; chain: string }>(
    "SELECT inbox_head AS seq, inbox_chain AS chain FROM store_links WHERE store_id = $1",
    box.storeId,
  );
  return found.rows[0] ?? { seq: 0, chain: "" };
}

/** Commands that followed that place in the history that is lost. */
function chained(after: { seq: number; chain: string }, commands: readonly InboxCommand[]): ChainedEntry[] {
  let { seq, chain } = after;
  return commands.map((command) => {
    const [id, text] = [randomUUID(), JSON.stringify(command)];
    seq += 1;
    chain = chainInbox(chain, id, text);
    return { seq, id, chain, command: text };
  });
}

/** As a database that was put back: the rows were never there, so nothing that guards them is asked. */
async function forget(box: TestBox, orderId: string): Promise<void> {
  const client = await rig.db.database.pool.connect();
  await client.query("SET session_replication_role = replica");
  for (const table of ["payment_operations", "payment_intents", "payments", "order_events", "order_keys", "order_lines", "orders"])
    await client.query(`DELETE FROM ${table} WHERE store_id = $1 AND order_id = $2`, [box.storeId, orderId]);
  client.release(true);
}

const placeAt = (after: { seq: number; chain: string }, entries: readonly ChainedEntry[]) =>
  ({ inbox: { id: null, ...after, ...entries.at(-1) }, begun_at: null }) as const;
const NO_DOCUMENTS: JoinRequest["documents"] = { menu: null, profile: null };

async function rebuild(
  box: TestBox,
  after: { seq: number; chain: string },
  entries: ChainedEntry[],
  documents = NO_DOCUMENTS,
): Promise<void> {
  const client = await rig.db.database.pool.connect();
  await setBackByHand(client, { newId: randomUUID, now: () => iso(rig.node.time.ms) }, iso(Date.now() - 60_000));
  client.release();
  await tendFreezes({ ...rig.deps, provider: rig.provider });
  must(
    await rig.node.executor.execute(async (unit) => {
      await unit.lockLink(box.storeId);
      const rebuilt = await rebuildStore(unit, box.storeId, { after, entries, is_all: false }, { ...placeAt(after, entries), documents });
      if (rebuilt.ok) await endFreeze(unit, "JOINED");
      return rebuilt.ok ? ok(null) : rebuilt;
    }),
  );
  await rig.settle();
}

const at = () => iso(rig.node.time.ms);
const confirmation = (order: Order): InboxCommand => ({
  kind: "order.confirmed",
  at: at(),
  event_id: randomUUID(),
  order_id: order.order_id,
  order_seq: order.pay_mode === "ONLINE" ? 2 : 1,
  status: order.pay_mode === "ONLINE" ? "PAID" : "PLACED",
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
const cancelRequest = (order: Order, cause: "CUSTOMER" | "OPERATOR", request_id: string): InboxCommand => ({
  kind: "order.cancel_requested",
  at: at(),
  order_id: order.order_id,
  request_id,
  actor: { kind: cause === "CUSTOMER" ? "guest" : "operator", id: null, name: null },
  cause,
  reason: cause === "CUSTOMER" ? null : "the wrong store",
});
const open = async () => new OnlineStore(rig, await rig.store());

test("a forgotten confirmation confirms, and the log that follows finds its order", async () => {
  const { box } = await open();
  const order = await placed(box, "a forgotten order");
  const after = await place(box);
  await rebuild(box, after, chained(after, [confirmation(order)]));
  expect(await rig.order(order.order_id)).toMatchObject({ status: "PLACED", handoff: "CONFIRMED", authority: "edge" });
  must(await box.send(accepted(box, order), step(box, order.order_id, "order.started", 2, "PLACED")));
  expect(await rig.order(order.order_id)).toMatchObject({ status: "IN_PROGRESS", ticket_number: "A1", business_day: "2026-05-04" });
  expect(await place(box)).toMatchObject({ seq: after.seq + 1 });
});

test("an order that was placed, paid and confirmed in the lost time comes back whole, to the cent", async () => {
  const store = await open();
  const { box } = store;
  const after = await place(box);
  const paid = await store.paid();
  const order = await rig.order(paid.order_id);
  const handed = await query<ChainedEntry>(
    "SELECT seq, id, chain, command::text AS command FROM store_inbox WHERE store_id = $1 AND seq > $2 ORDER BY seq",
    box.storeId,
    after.seq,
  );
  expect(handed.rows).toHaveLength(2);
  // The cloud forgets the order, and the box's events with it.
  await forget(box, paid.order_id);
  await query("DELETE FROM store_inbox WHERE store_id = $1 AND seq > $2", box.storeId, after.seq);
  await query("UPDATE store_links SET inbox_head = $2, inbox_chain = $3 WHERE store_id = $1", box.storeId, after.seq, after.chain);
  await rebuild(box, after, handed.rows);
  expect(await rig.order(paid.order_id)).toMatchObject({
    status: "PAID",
    handoff: "CONFIRMED",
    total_cents: order.total_cents,
    paid_cents: order.total_cents,
    payment_status: "CAPTURED",
  });
  const { payment } = await rig.money(paid.order_id);
  expect(payment).toMatchObject({ status: "CAPTURED", amount_cents: order.total_cents, intent_id: paid.intent_id });
  expect(await rig.exceptions(paid.order_id)).toEqual([]);
  expect(rig.books(paid.intent_id)).toMatchObject({ status: "succeeded", refunded_cents: 0 });
  const { clock, database } = rig.node;
  const today = businessDay(rig.node.time.ms, "Europe/Berlin", 4);
  const books = must(await booksOf({ pool: database.pool, provider: rig.provider, clock, timers: systemTimers }, box.storeId, today));
  expect([books.verdict, books.differences]).toEqual(["EQUAL", []]);
});

test("a forgotten confirmation of an order that was cancelled here meanwhile is a person's, and no confirmation", async () => {
  const { box } = await open();
  const order = await placed(box, "a cancelled order");
  const after = await place(box);
  must(
    await rig.node.commands.cancel(order.order_id, null, {
      principal: { kind: "anonymous", address: "" },
      actor: { kind: "guest", id: null, name: null },
    }),
  );
  await rebuild(box, after, chained(after, [confirmation(order)]));
  expect((await rig.order(order.order_id)).status).toBe("CANCELLED");
  expect(await rig.exceptions(order.order_id)).toEqual(["order.confirmed_and_cancelled"]);
  // The cloud's own revocation, which the box has never seen, is numbered above what it has.
  expect((await box.receive()).map((command) => command.kind).slice(-2)).toEqual(["order.confirmed", "order.revoked"]);
});

test("a forgotten revocation of an order that was confirmed here meanwhile cancels it and gives the money back", async () => {
  const store = await open();
  const held = await store.authorized();
  const after = await place(store.box);
  await store.accept(held);
  const order = await rig.order(held.order_id);
  expect(order.status).toBe("PAID");
  await rebuild(store.box, after, chained(after, [revocation(order)]));
  expect(await rig.order(held.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "CUSTOMER" });
  expect(rig.books(held.intent_id).refunded_cents).toBe(order.total_cents);
});

test("a forgotten revocation of an order that was made is a person's", async () => {
  const store = await open();
  const held = await store.authorized();
  const after = await place(store.box);
  await store.accept(held);
  must(await store.box.send(step(store.box, held.order_id, "order.started", 3, "PAID")));
  await rebuild(store.box, after, chained(after, [revocation(await rig.order(held.order_id))]));
  expect((await rig.order(held.order_id)).status).toBe("IN_PROGRESS");
  expect(await rig.exceptions(held.order_id)).toEqual(["order.revoked_and_made"]);
  expect(rig.books(held.intent_id).refunded_cents).toBe(0);
});

test("what was asked of a store twice in the lost time is recorded once, and the box gets on", async () => {
  const { box } = await open();
  const order = await placed(box, "asked of two boxes");
  const after = await place(box);
  const asked = cancelRequest(order, "CUSTOMER", randomUUID());
  await rebuild(box, after, chained(after, [confirmation(order), asked, asked]));
  expect(await rig.order(order.order_id)).toMatchObject({ handoff: "CONFIRMED" });
  const recorded = await query("SELECT FROM order_events WHERE order_id = $1 AND type = 'order.cancel_requested'", order.order_id);
  expect(recorded.rowCount).toBe(1);
});

test("[J3] a customer who asks to cancel during the freeze is answered, also where headquarters had asked in the lost time", async () => {
  const { box } = await open();
  const order = await placed(box, "cancelled by two");
  must(await box.send(accepted(box, order)));
  const after = await place(box);
  const client = await rig.db.database.pool.connect();
  await setBackByHand(client, { newId: randomUUID, now: at }, at());
  client.release();
  await tendFreezes({ ...rig.deps, provider: rig.provider });
  const guest = { principal: { kind: "anonymous", address: "" }, actor: { kind: "guest", id: null, name: null } } as const;
  const { request_id } = must(await rig.node.commands.cancel(order.order_id, null, guest));
  const hqs = randomUUID();
  await rebuild(box, after, chained(after, [cancelRequest(order, "OPERATOR", hqs)]));
  expect(await box.receive()).toMatchObject([
    { kind: "order.offered" },
    { kind: "order.confirmed" },
    { kind: "order.cancel_requested", request_id: hqs, cause: "OPERATOR" },
    { kind: "order.cancel_requested", request_id, cause: "CUSTOMER" },
  ]);
  must(await box.send(refusedCancel(box, order.order_id, hqs, "OPERATOR")));
  expect(await rig.node.queries.order(order.order_id)).toMatchObject({ cancel_request_id: request_id });
  must(await box.send(refusedCancel(box, order.order_id, request_id ?? "")));
  expect(await rig.node.queries.order(order.order_id)).toMatchObject({ cancel_request_id: null });
});

test("[J5] a publication that was lost is named, and the present menu is numbered above it", async () => {
  const { box } = await open();
  const after = await place(box);
  await rebuild(box, after, [], { menu: { version: 5, sha256: "a".repeat(64) }, profile: null });
  const menu = await query<{ version: number }>("SELECT version FROM store_documents WHERE store_id = $1 AND kind = 'menu'", box.storeId);
  expect(menu.rows[0]?.version).toBe(6);
  const raised = await query<{ detail: string }>(
    "SELECT detail FROM exceptions WHERE store_id = $1 AND kind = 'cloud.set_back'",
    box.storeId,
  );
  expect(raised.rows[0]?.detail).toContain("menu version 5");
});

test("a box that stores less than where both agree hands back what it has, and that stands", async () => {
  const { box } = await open();
  await placed(box, "an order long over, and pruned");
  await box.receive();
  must(await box.send());
  const own = await placed(box, "offered since it was put back");
  const order = await placed(box, "offered and confirmed in the lost time");
  await query("DELETE FROM store_inbox WHERE store_id = $1 AND command::text LIKE '%' || $2 || '%'", box.storeId, order.order_id);
  await query("UPDATE store_links SET inbox_head = 2 WHERE store_id = $1", box.storeId);
  const after = { seq: 40, chain: "c".repeat(64) };
  const run = chained(after, [confirmation(order)]);
  const asked = (is_all: boolean) =>
    rig.node.executor.execute(async (unit) => {
      await unit.lockLink(box.storeId);
      return rebuildStore(unit, box.storeId, { after, entries: run, is_all }, { ...placeAt(after, run), documents: NO_DOCUMENTS });
    });
  expect(await asked(false)).toMatchObject({ ok: true, value: { kind: "earlier", after_seq: 1 } });
  expect(await asked(true)).toMatchObject({ ok: true, value: { kind: "rebuilt" } });
  expect(await rig.order(order.order_id)).toMatchObject({ handoff: "CONFIRMED" });
  // Its own offer, which the box has never seen, is numbered above what the box has applied.
  expect(await place(box)).toMatchObject({ seq: 42 });
  box.log.down = { ...box.log.down, inbox_seq: 41, inbox_id: run[0]?.id ?? null };
  expect(await box.receive()).toMatchObject([{ kind: "order.offered", order: { order_id: own.order_id } }]);
});

test("an inbox that does not hold together is refused, and one that has nothing in common at its beginning has to begin earlier", async () => {
  const { box } = await open();
  await placed(box, "any order of a guest");
  const after = await place(box);
  const entries = chained(after, [confirmation(await placed(box, "another order of a guest"))]);
  const asked = (run: { after: { seq: number; chain: string }; entries: ChainedEntry[] }) =>
    rig.node.executor.execute(async (unit) => {
      await unit.lockLink(box.storeId);
      return rebuildStore(unit, box.storeId, { ...run, is_all: false }, { ...placeAt(run.after, run.entries), documents: NO_DOCUMENTS });
    });
  const garbled = entries.map((entry) => ({ ...entry, command: entry.command.replace("PLACED", "PAID") }));
  expect(await asked({ after, entries: garbled })).toMatchObject({ ok: false, refusal: { code: "request.invalid" } });
  expect(await asked({ after: { ...after, chain: "b".repeat(64) }, entries })).toMatchObject({
    ok: true,
    value: { kind: "earlier", after_seq: 0 },
  });
});
