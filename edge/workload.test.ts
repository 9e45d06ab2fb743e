/** What an order is promised, by what is on the queue. */
import { ok } from "@crema/shared/domain/kernel/errors";
import type { MenuDocument } from "@crema/shared/domain/menu/menu";
import type { Order } from "@crema/shared/domain/order/order";
import { appOrder } from "@crema/shared/domain/order/order.test-fixture";
import type { InboxCommand } from "@crema/sync/protocol/down";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keepPromises, MOVED_AT_ONCE } from "./promise-keeper.ts";
import { cashier, espressos, openTestStore, START_MS, STORE_ID, type TestStore, testMenu, testProfile } from "./store.test-fixture.ts";

const MINUTE_MS = 60_000;
/** An espresso takes a minute; one pair of hands at the bar. */
const menu: MenuDocument = {
  ...testMenu,
  items: testMenu.items.map((item) => ({ ...item, make_time_s: item.item_id === "espresso" ? 60 : 0 })),
};
const profile = { ...testProfile, settings: { ...testProfile.settings, order_ahead: { hands: { bar: 1 } } } };

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore({ menu, profile });
  store.time.trust(START_MS);
});
afterEach(() => store.dispose());

const minutes = (at: string | undefined) => (Date.parse(at ?? "") - START_MS) / MINUTE_MS;
const keep = (of = store) =>
  keepPromises(of.context, (error) => {
    throw error;
  });
const espressoOf = (qty: number) => espressos({ items: [{ item_id: "espresso", qty, modifier_ids: [], note: null }] });
const ordered = async (qty: number) => store.placed(espressoOf(qty));
let entries = 0;
const inboxed = async (command: InboxCommand) => {
  const seq = store.tables.box.position().inbox_seq + 1;
  const id = `0198c7f2-0000-7000-8000-${String(++entries).padStart(12, "0")}`;
  await store.sync.down.applyInbox([{ seq, id, command }], null);
};
const offered = async (n: number, changes: Partial<Order> = {}): Promise<Order> => {
  const order_id = `0198c7f2-0000-7000-8000-0000000a${String(n).padStart(4, "0")}`;
  const order = appOrder("OFFERED", { store_id: STORE_ID, order_id, promised_at: "2026-05-04T08:05:00.000Z", ...changes });
  await inboxed({ kind: "order.offered", at: order.created_at, order });
  return store.queries.order(order_id)?.order as Order;
};
const confirmed = async (n: number, changes: Partial<Order> = {}): Promise<Order> => {
  const { order_id } = await offered(n, changes);
  await inboxed({
    kind: "order.confirmed",
    at: "2026-05-04T08:00:00.000Z",
    event_id: store.newId(),
    order_id,
    order_seq: 1,
    status: "PLACED",
  });
  return store.queries.order(order_id)?.order as Order;
};
const promises = () => store.queries.queue(null).orders.map(({ promised_at }) => minutes(promised_at));
const movedEvents = () =>
  store.sync.log
    .read(1, 1_000, 10_000_000)
    .map(({ body }) => JSON.parse(body))
    .filter(({ type }) => type === "order.promise_moved");

describe("what is ordered now is promised by the queue", () => {
  test("at the counter and in the app alike, each behind who waits; the heartbeat says how long", async () => {
    expect(store.sync.log.heartbeat().asap_wait_s).toBe(300);
    expect(minutes((await ordered(4)).promised_at)).toBe(5);
    expect(minutes((await ordered(6)).promised_at)).toBe(10);
    // The cloud had promised 8:05 by what it knew; the store promises by its queue, and nobody is passed.
    const app = await offered(1);
    expect(minutes(app.promised_at)).toBeGreaterThanOrEqual(10);
    const after = await ordered(1);
    expect(after.promised_at > app.promised_at).toBe(true);
    expect(store.queries.queue(null).orders.map(({ origin }) => origin)).toEqual(["POS", "POS", "APP", "POS"]);
    expect(store.sync.log.heartbeat().asap_wait_s).toBe(Math.round((Date.parse(after.promised_at) - START_MS) / 1000));
  });

  test("what is made, ready or cancelled keeps nobody waiting", async () => {
    const first = await ordered(20);
    await ordered(1);
    expect(minutes((await ordered(1)).promised_at)).toBe(22);
    const step = (from: "PLACED" | "IN_PROGRESS", to: "IN_PROGRESS" | "READY") =>
      store.commands.transition(first.order_id, { expected_status: from, to_status: to, reason: null }, cashier);
    await step("PLACED", "IN_PROGRESS");
    await step("IN_PROGRESS", "READY");
    // Two cups are left; but nobody passes who was promised 8:21 and 8:22.
    expect(store.sync.log.heartbeat().asap_wait_s).toBe(22 * 60);
  });

  test("the same after a restart, and by the make times of a new menu", async () => {
    await ordered(10);
    const again = await openTestStore({ path: store.path, clock: store.clock });
    expect(again.sync.log.heartbeat().asap_wait_s).toBe(600);
    const faster = { ...menu, version: menu.version + 1, items: menu.items.map((item) => ({ ...item, make_time_s: 6 })) };
    await again.sync.down.applyDocuments([{ kind: "menu", version: faster.version, document: faster, text: JSON.stringify(faster) }], null);
    expect(again.sync.log.heartbeat().asap_wait_s).toBe(600);
    const done = await again.commands.cancel(
      again.queries.queue(null).orders[0]?.order_id ?? "",
      { reason: "spilled", expected_status: "PLACED", no_show: false, manager_pin: null },
      cashier,
    );
    expect(done.ok).toBe(true);
    expect(again.sync.log.heartbeat().asap_wait_s).toBe(300);
    await again.close();
  });

  test("those of one commit are promised one behind the other: an inbox of many, and counters that ring up together", async () => {
    const order = (n: number) =>
      appOrder("OFFERED", { store_id: STORE_ID, order_id: `0198c7f2-0000-7000-8000-0000000b${String(n).padStart(4, "0")}` });
    const offers = [1, 2, 3].map((n) => ({
      seq: n,
      id: `0198c7f2-0000-7000-8000-0000000c${String(n).padStart(4, "0")}`,
      command: {
        kind: "order.offered",
        at: order(n).created_at,
        order: { ...order(n), lines: order(n).lines.map((line) => ({ ...line, item_id: "espresso", qty: 10 })) },
      } as const,
    }));
    await store.sync.down.applyInbox(offers, null);
    expect(promises()).toEqual([10, 20, 30]);
    const together = await Promise.all([ordered(10), ordered(10)]);
    expect(together.map(({ promised_at }) => minutes(promised_at))).toEqual([40, 50]);
  });

  test("what was left open by a time that was wrong is on the queue again when the time is known", async () => {
    await ordered(20);
    const again = await openTestStore({ path: store.path, clock: store.clock });
    again.time.trust(START_MS + 24 * 60 * MINUTE_MS);
    expect([again.sync.log.heartbeat().asap_wait_s, again.context.workload.expected()]).toEqual([300, []]);
    again.time.trust(START_MS);
    expect([again.sync.log.heartbeat().asap_wait_s, again.context.workload.expected().length]).toEqual([1200, 1]);
    await again.close();
  });

  test("no less and no more than a heartbeat may say, and nothing without a profile", async () => {
    for (let n = 0; n < 30; n++) await ordered(99);
    expect(store.sync.log.heartbeat().asap_wait_s).toBeLessThanOrEqual(86_400);
    const bare = await openTestStore({ profile: null });
    expect(bare.sync.log.heartbeat().asap_wait_s).toBeNull();
    await bare.dispose();
  });
});

describe("an app order that slips", () => {
  test("moves its promise once it is five minutes late, says what was promised first, and keeps its place", async () => {
    const app = await confirmed(1);
    const counter = await ordered(1);
    await keep();
    expect(movedEvents()).toEqual([]);
    store.clock.advance(11 * MINUTE_MS);
    await keep();
    const moved = store.queries.order(app.order_id)?.order;
    expect([minutes(moved?.promised_at), moved?.first_promised_at]).toEqual([13, app.promised_at]);
    // The counter's guest stands there and is told nothing; and does not pass.
    expect(movedEvents().map(({ order_id }) => order_id)).toEqual([app.order_id]);
    expect(store.queries.queue(null).orders.map(({ order_id }) => order_id)).toEqual([app.order_id, counter.order_id]);
    expect(store.published.at(-1)).toMatchObject({ type: "order", events: ["order.promise_moved"] });
    await keep();
    store.clock.advance(5 * MINUTE_MS);
    await keep();
    expect(movedEvents()).toHaveLength(1);
    store.clock.advance(3 * MINUTE_MS);
    await keep();
    expect(movedEvents()).toHaveLength(2);
  });

  test("is told before its time where the work before it is too much: a rush order of 20 cups", async () => {
    const app = await confirmed(1);
    const big = await ordered(20);
    await store.commands.rush(big.order_id, true, cashier);
    await keep();
    expect(minutes(store.queries.order(app.order_id)?.order.promised_at)).toBeGreaterThanOrEqual(20);
  });

  test("is not moved while it is for later, not confirmed, made, or the store's time is not known", async () => {
    await confirmed(1, { requested_for: "2026-05-04T09:00:00.000Z", promised_at: "2026-05-04T09:00:00.000Z" });
    await offered(2);
    store.clock.advance(12 * MINUTE_MS);
    await keep();
    expect(movedEvents()).toEqual([]);
    await confirmed(3);
    const again = await openTestStore({ path: store.path, clock: store.clock });
    again.clock.advance(30 * MINUTE_MS);
    await keep(again);
    expect(again.sync.log.read(1, 1_000, 10_000_000).some(({ body }) => body.includes("order.promise_moved"))).toBe(false);
    await again.close();
  });

  test("is moved although another one's cannot be stored, which is reported", async () => {
    const [stuck, other] = [await confirmed(1), await confirmed(2)];
    store.clock.advance(20 * MINUTE_MS);
    store.db.exec(
      `CREATE TRIGGER stuck BEFORE UPDATE ON orders WHEN old.order_id = '${stuck.order_id}' BEGIN SELECT RAISE(ABORT, 'stuck'); END`,
    );
    const errors: string[] = [];
    await keepPromises(store.context, (error) => errors.push(String(error)));
    expect(movedEvents().map(({ order_id }) => order_id)).toEqual([other.order_id]);
    expect(errors).toEqual([expect.stringContaining(stuck.order_id)]);
  });

  test("for a time of its own is told as well, once it is on the queue", async () => {
    const at = "2026-05-04T08:10:00.000Z";
    const order = await confirmed(1, { requested_for: at, promised_at: at });
    await store.executor.run(() => ok(store.tables.releases.release(order.order_id, at)));
    store.clock.advance(16 * MINUTE_MS);
    await keep();
    expect(minutes(store.queries.order(order.order_id)?.order.promised_at)).toBe(18);
  });

  test("a few at a time, when a whole queue comes back after an outage", async () => {
    for (let n = 1; n <= MOVED_AT_ONCE + 5; n++) await confirmed(n);
    store.clock.advance(90 * MINUTE_MS);
    await keep();
    expect(movedEvents()).toHaveLength(MOVED_AT_ONCE);
    await keep();
    expect(movedEvents()).toHaveLength(MOVED_AT_ONCE + 5);
    expect(promises().every((minute) => minute > 90)).toBe(true);
  });
});
