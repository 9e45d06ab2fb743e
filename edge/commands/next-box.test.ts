/** A box that goes on from another one, on real files: what it takes over, what it keeps, and what becomes of a history of its own. */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cents } from "@crema/shared/domain/kernel/money";
import type { Order } from "@crema/shared/domain/order/order";
import type { Snapshot } from "@crema/sync/protocol/snapshot";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  approved,
  cashier,
  codeOf,
  espressos,
  NODE_ID,
  openTestStore,
  type TestStore,
  testMenu,
  testProfile,
  unwrap,
} from "../store.test-fixture.ts";
import { enrolment, NEXT_NODE, snapshotOf } from "./next-box.test-fixture.ts";

let dir: string;
let store: TestStore;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "crema-next-box-"));
  store = await openTestStore({ path: join(dir, "crema.sqlite") });
  await store.sync.link.enrol(enrolment(1, NODE_ID));
  await store.sync.down.applyDocuments([{ kind: "menu", version: testMenu.version, document: testMenu }], null);
  await store.sync.down.applyDocuments([{ kind: "profile", version: testProfile.version, document: testProfile }], null);
});
afterEach(async () => {
  await store.dispose();
  rmSync(dir, { recursive: true, force: true });
});

const device = (n: number) => ({
  device_id: `0198c7f2-0000-7000-8000-0000000000d${n}`,
  kind: "pos" as const,
  name: `Till ${n}`,
  token_hash: String(n).repeat(64),
  paired_at: "2026-05-04T08:00:00.000Z",
});
const inDollars = [
  {
    kind: "menu" as const,
    version: testMenu.version + 1,
    document: JSON.stringify({ ...testMenu, version: testMenu.version + 1, currency: "USD" }),
  },
  {
    kind: "profile" as const,
    version: testProfile.version + 1,
    document: JSON.stringify({ ...testProfile, version: testProfile.version + 1, currency: "USD" }),
  },
];
const follow = (snapshot: Snapshot, epoch = 2) =>
  store.sync.link.enrol(enrolment(epoch, NEXT_NODE), { snapshot, text: JSON.stringify(snapshot) });
const logged = (epoch: number) => store.tables.log.read(epoch, 1, 100, 1_000_000).map(({ body }) => JSON.parse(body) as { type: string });
const pair = (n: number) =>
  store.db
    .prepare("INSERT INTO devices (device_id, kind, name, token_hash, paired_at) VALUES (?, ?, ?, ?, ?)")
    .run(...Object.values(device(n)));

test("[K1] a disk with a history puts it aside, whole, with what was never sent; tickets on hold and devices stay", async () => {
  const unsent = await store.placed();
  const { store_id: _store, payment_method: _pay, expected_total_cents: _total, ...ticket } = espressos({ customer_name: "Ana" });
  unwrap(await store.commands.hold(ticket, "hold-1", cashier));
  const cursor = store.queries.cursor();
  await follow(snapshotOf());
  const file = join(dirname(store.path), `history-1-${NODE_ID}.sqlite`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(dir).filter((name) => name.includes("unfinished"))).toEqual([]);
  const aside = new Database(file, { readonly: true });
  expect(aside.prepare("SELECT epoch, type, order_id FROM events").all()).toEqual([
    { epoch: 1, type: "order.placed", order_id: unsent.order_id },
  ]);
  aside.close();
  expect(store.queries.order(unsent.order_id)).toBeNull();
  expect(store.queries.drafts().map((draft) => draft.customer_name)).toEqual(["Ana"]);
  // A screen that comes back with a cursor of the other history reads everything again.
  expect(store.queries.changedSince(cursor)).toBeNull();
  expect(store.queries.menu()?.availability).toMatchObject({ revision: 4, sold_out_item_ids: ["latte"], sold_out_modifier_ids: ["oat"] });
  expect(store.tables.box.position()).toMatchObject({ head_seq: 0, acked_seq: 0, inbox_seq: 7, availability_revision: 4 });
  expect(store.tables.box.box()).toMatchObject({ epoch: 2, join_number: 3, join_nonce: NEXT_NODE, fenced_at: null });
  expect((await store.placed()).ticket_number).toBe("B1");
});

test("[K1] what cannot be stored leaves the box as it was: another try goes through", async () => {
  const order = await store.placed();
  const broken = snapshotOf({ devices: [device(1), device(1)], requests: [request(), request()] });
  await expect(follow(broken)).rejects.toThrow();
  expect(store.tables.box.box()).toMatchObject({ epoch: 1, node_id: NODE_ID });
  expect(store.queries.order(order.order_id)?.order.status).toBe("PLACED");
  await follow(snapshotOf());
  expect(store.tables.box.box().epoch).toBe(2);
});

test("[K1] devices: those of the other box are let in, one that was revoked there is not, one that nobody heard of is told", async () => {
  for (const n of [1, 2]) pair(n);
  unwrap(await store.tellDevices());
  expect(logged(1).map(({ type }) => type)).toEqual(["device.paired", "device.paired"]);
  unwrap(await store.tellDevices());
  expect(store.sync.log.head()).toBe(2);
  await store.sync.log.acknowledge(1);
  pair(3);
  // Signed out here, which nobody has heard either.
  pair(5);
  store.db.prepare("UPDATE devices SET revoked_at = ? WHERE name = 'Till 5'").run("2026-05-04T08:00:00.000Z");
  // The other box knows 1 no more, has let 4 in, and has never heard of 2 and 3.
  await follow(snapshotOf({ devices: [device(4), device(5)] }));
  const now = store.db.prepare("SELECT name, revoked_at IS NULL AS is_in FROM devices ORDER BY name").all();
  expect(now).toEqual([
    { name: "Till 1", is_in: 0 },
    { name: "Till 2", is_in: 1 },
    { name: "Till 3", is_in: 1 },
    { name: "Till 4", is_in: 1 },
    { name: "Till 5", is_in: 0 },
  ]);
  expect(logged(2)).toMatchObject([
    { type: "device.revoked", device_id: device(5).device_id },
    { type: "device.paired", device: { name: "Till 2" } },
    { type: "device.paired", device: { name: "Till 3" } },
  ]);
});

test("[K1] events say which request made them; the key is answered from the facts where another box has answered it", async () => {
  const placed = JSON.parse(unwrap(await store.commands.place(espressos(), "place-1", cashier)).body) as Order;
  const tender = {
    method: "CASH",
    amount_cents: null,
    tip_cents: cents(0),
    tendered_cents: null,
    reference: null,
    complete: true,
  } as const;
  const paid = unwrap(await store.commands.tender(placed.order_id, tender, "pay-1", cashier));
  const moved = unwrap(await store.commands.drawer({ type: "no_sale", reason: "change" }, "no-sale-1", approved));
  const events = store.tables.log.read(1, 1, 100, 1_000_000).map(({ body }) => body);
  const made = events.map(
    (body) => JSON.parse(body) as { type: string; request?: { principal: string; key: string; request_hash: string } },
  );
  expect(made.map(({ type, request }) => [type, request?.key])).toEqual([
    ["order.placed", "place-1"],
    ["payment.captured", "pay-1"],
    ["drawer.moved", "no-sale-1"],
  ]);
  const stored = store.queries.order(placed.order_id)?.order;
  const [birth, capture, noSale] = made;
  if (!stored || !birth?.request || !capture?.request || !noSale?.request) throw new Error("an event lacks its request");
  const requests = [
    { ...birth.request, order_id: placed.order_id, is_birth: true, facts: [] },
    { ...capture.request, order_id: placed.order_id, is_birth: false, facts: [events[1] ?? ""] },
    { ...noSale.request, order_id: null, is_birth: false, facts: [events[2] ?? ""] },
  ];
  await follow(snapshotOf({ orders: [stored], payments: store.queries.moneyOf(placed.order_id).payments, requests }));
  const again = unwrap(await store.commands.place(espressos(), "place-1", cashier));
  expect([again.replayed, JSON.parse(again.body)]).toMatchObject([
    true,
    { order_id: placed.order_id, ticket_number: "A1", paid_cents: 500 },
  ]);
  const paidAgain = unwrap(await store.commands.tender(placed.order_id, tender, "pay-1", cashier));
  expect(JSON.parse(paidAgain.body).payment).toEqual(JSON.parse(paid.body).payment);
  const movedAgain = unwrap(await store.commands.drawer({ type: "no_sale", reason: "change" }, "no-sale-1", approved));
  expect(JSON.parse(movedAgain.body)).toEqual(JSON.parse(moved.body));
  expect(codeOf(await store.commands.place(espressos({ note: "other" }), "place-1", cashier))).toBe("idempotency.key_reused");
  expect(logged(2)).toEqual([]);
});

test("[K1] what no Z covers is in the next X and Z, and a doubtful order is looked at once", async () => {
  const sold = await store.placed();
  const steps = [
    ["PLACED", "IN_PROGRESS"],
    ["IN_PROGRESS", "READY"],
  ] as const;
  for (const [expected_status, to_status] of steps)
    unwrap(await store.commands.transition(sold.order_id, { expected_status, to_status, reason: null }, cashier));
  const tender = {
    method: "CASH",
    amount_cents: null,
    tip_cents: cents(0),
    tendered_cents: null,
    reference: null,
    complete: true,
  } as const;
  unwrap(await store.commands.tender(sold.order_id, tender, "pay-1", cashier));
  const open = await store.placed();
  const spilled = await store.placed();
  unwrap(await store.commands.cancel(spilled.order_id, { reason: "x", expected_status: null, no_show: false, manager_pin: null }, cashier));
  const x = await store.queries.xReport();
  expect(x.days).toMatchObject([{ voids: [{ by: { name: "Ana" }, count: 1, amount_cents: 500 }] }]);
  const [whole, doubtful, voided] = [sold, open, spilled].map(({ order_id }) => store.queries.order(order_id)?.order);
  const { payments } = store.queries.moneyOf(sold.order_id);
  if (!whole || !doubtful || !voided || !payments[0]) throw new Error("the fixture has changed");
  await follow(
    snapshotOf({
      orders: [whole, { ...doubtful, look_first: true }, voided],
      payments,
      uncovered: [
        { kind: "PAYMENT", ref_id: payments[0].payment_id, business_day: whole.business_day },
        { kind: "SALE", ref_id: whole.order_id, business_day: whole.business_day },
        { kind: "VOID", ref_id: voided.order_id, business_day: voided.business_day },
      ],
    }),
  );
  expect((await store.queries.xReport()).days).toEqual(x.days);
  const start = { expected_status: "PLACED", to_status: "IN_PROGRESS", reason: null } as const;
  expect(codeOf(await store.commands.transition(open.order_id, start, cashier))).toBe("order.look_first");
  expect(unwrap(await store.commands.look(open.order_id, false, cashier))).toMatchObject({ status: "PLACED", look_first: false });
  expect(codeOf(await store.commands.look(open.order_id, true, cashier))).toBe("order.status_changed");
  unwrap(await store.commands.transition(open.order_id, start, cashier));
  expect(logged(2).map(({ type }) => type)).toEqual(["order.looked", "order.started"]);
});

const request = () => ({ principal: "device:x", key: "k", request_hash: "a".repeat(64), order_id: null, is_birth: false, facts: [] });

test("[D8] while an order of the older currency is open, the next box sells by the documents of that, and then by the newer ones", async () => {
  const order = await store.placed();
  const { documents } = snapshotOf();
  const snapshot = snapshotOf({ documents: [...documents, ...inDollars], orders: [order] });
  await store.sync.link.enrol(enrolment(2, NEXT_NODE), { snapshot, text: JSON.stringify(snapshot) });
  expect([store.queries.menu()?.menu.currency, store.queries.order(order.order_id)?.order.currency]).toEqual(["EUR", "EUR"]);
  unwrap(
    await store.commands.cancel(
      order.order_id,
      { expected_status: "PLACED", reason: "changed their mind", no_show: false, manager_pin: null },
      approved,
    ),
  );
  expect(store.queries.menu()?.menu.currency).toBe("USD");
});
