import { OrderResponse } from "@crema/shared/contract/orders";
import { EdgeEvent } from "@crema/shared/domain/events";
import { Order } from "@crema/shared/domain/order/order";
import { PROTOCOL_VERSION } from "@crema/sync/protocol/version";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Caller } from "../../ports.ts";
import {
  cashier,
  codeOf,
  createdOrder,
  espressos,
  openTestStore,
  STORE_ID,
  type TestStore,
  testMenu,
  unwrap,
} from "../../store.test-fixture.ts";

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.dispose());

const place = (key: string, changes = {}, by: Caller = cashier) => store.commands.place(espressos(changes), key, by);
const otherPos: Caller = {
  ...cashier,
  principal: { kind: "device", device_id: "0198c7f2-0000-7000-8000-0000000000ff", device_kind: "pos", store_id: STORE_ID, name: "POS 2" },
};

describe("placing", () => {
  test("prices, numbers and stores the order; response, queue, log and change agree", async () => {
    const created = unwrap(await place("k1"));
    const response = OrderResponse.parse(JSON.parse(created.body));
    expect(response).toMatchObject({
      status: "PLACED",
      total_cents: 500,
      ticket_number: "A1",
      business_day: "2026-05-04",
      authority: "edge",
      order_seq: 1,
      placed_by: cashier.actor,
    });
    expect(response.promised_at).toBe("2026-05-04T08:05:00.000Z");
    const stored = store.queries.order(response.order_id);
    expect(stored && Order.parse(stored.order)).toEqual(stored?.order);
    const { as_of: _asOf, allowed_transitions, allowed_actions, releases_at, balance_cents, ...view } = response;
    expect([allowed_transitions.length, allowed_actions.length, releases_at, balance_cents]).toEqual([2, 5, null, view.total_cents]);
    expect(stored?.order).toMatchObject(view);
    expect(store.queries.queue(null)).toEqual({ cursor: stored?.cursor, orders: [stored?.order], more: 0, left_open: 0 });
    const [logged] = store.sync.log.read(1, 10, 1_000_000);
    expect(JSON.parse(logged?.body ?? "")).toMatchObject({ v: PROTOCOL_VERSION });
    expect(EdgeEvent.parse(JSON.parse(logged?.body ?? ""))).toMatchObject({ type: "order.placed", order: stored?.order });
    expect(store.published).toEqual([{ type: "order", cursor: stored?.cursor, order: stored?.order, events: ["order.placed"] }]);
  });

  test("a price other than the one that was shown is refused with the new quote, and no number is used up", async () => {
    const refused = await place("k1", { expected_total_cents: 480 });
    expect(refused).toMatchObject({ ok: false, refusal: { code: "order.price_changed", extra: { quote: { total_cents: 500 } } } });
    expect(createdOrder(unwrap(await place("k2", { expected_total_cents: 500 }))).ticket_number).toBe("A1");
  });

  test.each([
    ["payment.online_unavailable", { payment_method: "ONLINE" }],
    ["store.not_found", { store_id: "elsewhere" }],
    ["item.unknown", { items: [{ item_id: "tea", qty: 1, modifier_ids: [], note: null }] }],
    ["modifier.group_required", { items: [{ item_id: "latte", qty: 1, modifier_ids: [], note: null }] }],
  ])("%s stores nothing", async (code, changes) => {
    expect(codeOf(await place("k1", changes))).toBe(code);
    expect([store.queries.openOrders(), store.sync.log.head(), store.published.length]).toEqual([0, 0, 0]);
  });

  const hundredLines = (note: string) =>
    Array.from({ length: 100 }, () => ({ item_id: "latte", qty: 1, modifier_ids: ["oat", "shot", "syrup"], note }));

  test("[U1] a hundred lines with four choices and a long note each are one order, and fit one event", async () => {
    const created = createdOrder(unwrap(await place("k1", { items: hundredLines("é".repeat(140)) })));
    expect(created.lines.map(({ modifiers }) => modifiers.length)).toEqual(Array(100).fill(4));
    expect(store.sync.log.read(1, 1, 1)[0]?.seq).toBe(1);
  });

  test("[U1] as many lines and choices as are not measured fit one event, whatever their names are", async () => {
    await store.dispose();
    // A sign of which JSON makes six bytes.
    const name = "\u0001".repeat(80);
    const named = <T extends object>(rows: readonly T[]) => rows.map((row) => ({ ...row, name }));
    const modifier_groups = named(testMenu.modifier_groups).map((group) => ({
      ...group,
      modifiers: named(group.modifiers).map((modifier) => ({ ...modifier, max_qty: 20 })),
    }));
    store = await openTestStore({ menu: { ...testMenu, items: named(testMenu.items), modifier_groups } });
    const modifier_ids = ["oat", ...Array<string>(19).fill("shot"), ...Array<string>(20).fill("syrup")];
    const items = Array.from({ length: 12 }, () => ({ item_id: "latte", qty: 1, modifier_ids, note: "\u0001".repeat(140) }));
    const created = createdOrder(unwrap(await place("k1", { items })));
    expect(created.lines.map(({ modifiers }) => modifiers.map((one) => one.qty))).toEqual(Array(12).fill([undefined, undefined, 19, 20]));
    expect(JSON.stringify(created.lines).length).toBeGreaterThan(60_000);
  });

  test("[U1] an order that no event can hold is refused by the quote already, as in the app", async () => {
    await store.dispose();
    const name = "語".repeat(80);
    const named = <T extends object>(rows: readonly T[]) => rows.map((row) => ({ ...row, name }));
    const modifier_groups = named(testMenu.modifier_groups).map((group) => ({ ...group, modifiers: named(group.modifiers) }));
    store = await openTestStore({ menu: { ...testMenu, items: named(testMenu.items), modifier_groups } });
    const items = hundredLines("é".repeat(140));
    expect(codeOf(store.queries.quote(espressos({ items })))).toBe("request.too_large");
    expect(codeOf(await place("k1", { items }))).toBe("request.too_large");
    expect([store.queries.openOrders(), store.sync.log.head()]).toEqual([0, 0]);
  });

  test("a time that is asked for lies neither in the past nor more than seven days ahead, as in the app", async () => {
    for (const requested_for of ["0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z", "2026-05-11T08:00:00.001Z"]) {
      expect(await place("k1", { requested_for })).toMatchObject({
        refusal: { code: "request.invalid", fields: [{ field: "/requested_for" }] },
      });
    }
    expect(codeOf(await place("k1", { requested_for: "2026-05-11T08:00:00.000Z" }))).toBe("ok");
  });

  test("a box without a store, without documents, or replaced takes no order", async () => {
    for (const [options, code] of [
      [{ enrolled: false }, "enroll.not_enrolled"],
      [{ menu: null }, "store.not_ready"],
      [{ profile: null }, "store.not_ready"],
      [{ isFenced: () => true }, "sync.fenced"],
    ] as const) {
      const other = await openTestStore(options);
      expect(codeOf(await other.commands.place(espressos(), "k1", cashier))).toBe(code);
      await other.dispose();
    }
  });

  test("[I5] a box that was fenced changes nothing, and still replays", async () => {
    const before = unwrap(await place("k1"));
    const { order_id } = createdOrder(before);
    await store.sync.link.fence();
    const start = { to_status: "IN_PROGRESS", expected_status: "PLACED", reason: null } as const;
    expect([codeOf(await place("k2")), codeOf(await store.commands.transition(order_id, start, cashier))]).toEqual([
      "sync.fenced",
      "sync.fenced",
    ]);
    expect(unwrap(await place("k1"))).toEqual({ ...before, replayed: true });
    expect(store.sync.link.isFenced()).toBe(true);
  });
});

describe("the idempotency key", () => {
  test("same key and body: the first response, byte for byte, after the order has moved on as well", async () => {
    const first = unwrap(await place("k1"));
    const { order_id } = createdOrder(first);
    store.clock.advance(60_000);
    unwrap(await store.commands.transition(order_id, { to_status: "IN_PROGRESS", expected_status: "PLACED", reason: null }, cashier));
    expect(unwrap(await place("k1"))).toEqual({ status: 201, body: first.body, replayed: true });
    expect(store.queries.openOrders()).toBe(1);
  });

  test("same key, other body: refused", async () => {
    unwrap(await place("k1"));
    expect(codeOf(await place("k1", { customer_name: "Cy" }))).toBe("idempotency.key_reused");
  });

  test("two at once in one group commit: one order, both get its response; another body among them is refused", async () => {
    const [first, second, other] = await Promise.all([place("k1"), place("k1"), place("k1", { customer_name: "Cy" })]);
    const responses = [first, second].map(unwrap);
    expect(responses.map((response) => response.replayed)).toEqual([false, true]);
    expect(responses[1]?.body).toBe(responses[0]?.body);
    expect(codeOf(other)).toBe("idempotency.key_reused");
    expect([store.queries.openOrders(), store.sync.log.head()]).toEqual([1, 1]);
  });

  test("belongs to the caller: another device may use the same one", async () => {
    const ours = createdOrder(unwrap(await place("k1")));
    const theirs = createdOrder(unwrap(await place("k1", {}, otherPos)));
    expect(theirs.order_id).not.toBe(ours.order_id);
  });

  test("a refusal is not remembered", async () => {
    unwrap(await store.commands.setAvailability({ kind: "item", id: "espresso" }, { is_available: false, until: null }, cashier));
    expect(codeOf(await place("k1"))).toBe("item.sold_out");
    unwrap(await store.commands.setAvailability({ kind: "item", id: "espresso" }, { is_available: true, left: null }, cashier));
    expect(unwrap(await place("k1"))).toMatchObject({ replayed: false });
  });
});

describe("ticket numbers and the business day", () => {
  test("start again with the business day, at the cut-off hour and not at midnight", async () => {
    const numbers: string[] = [];
    // From 10:00 in Berlin: 23:59, 00:01, 03:54, 03:55, 04:00 on the next day; each is promised five minutes later.
    for (const minutes of [0, 13 * 60 + 59, 2, 3 * 60 + 53, 1, 5]) {
      store.clock.advance(minutes * 60_000);
      const order = await store.placed();
      numbers.push(`${order.business_day} ${order.ticket_number}`);
    }
    expect(numbers).toEqual(["2026-05-04 A1", "2026-05-04 A2", "2026-05-04 A3", "2026-05-04 A4", "2026-05-04 A1", "2026-05-05 A2"]);
  });

  test("an order for tomorrow has tomorrow's number, and nobody else is called by it then", async () => {
    const ahead = await store.placed({ requested_for: "2026-05-05T08:00:00.000Z" });
    expect([ahead.business_day, ahead.ticket_number, (await store.placed()).ticket_number]).toEqual(["2026-05-04", "A1", "A1"]);
    store.clock.advance(23 * 3_600_000);
    const tomorrow = [await store.placed(), await store.placed()];
    expect(tomorrow.map((order) => order.ticket_number)).toEqual(["A2", "A3"]);
    expect(store.queries.order(ahead.order_id)?.order.ticket_number).toBe("A1");
  });

  test("are unique within a day, also among many at once", async () => {
    const orders = await Promise.all(Array.from({ length: 40 }, () => store.placed()));
    expect(new Set(orders.map((order) => order.ticket_number)).size).toBe(40);
  });

  test.each([3, -3])("[L7] a clock that is %d days off: order, promise and day are right by the last known offset", async (days) => {
    const off = days * 24 * 3600 * 1000;
    store.clock.advance(off);
    await store.sync.link.noteExchange(-off);
    const order = await store.placed();
    expect(order).toMatchObject({
      business_day: "2026-05-04",
      created_at: "2026-05-04T08:00:00.000Z",
      promised_at: "2026-05-04T08:05:00.000Z",
    });
    expect(store.sync.log.heartbeat()).toMatchObject({ clock_offset_ms: -off, box_time: new Date(store.clock.now()).toISOString() });
  });
});

describe("what is sold out", () => {
  test("raises the revision, the etag and the event once; saying it again changes nothing", async () => {
    const before = store.queries.menu();
    expect(
      unwrap(await store.commands.setAvailability({ kind: "item", id: "espresso" }, { is_available: false, until: null }, cashier)),
    ).toEqual({ revision: 1, sold_out: true, until: null, balance: null });
    expect(store.queries.menu()?.availability).toMatchObject({ sold_out_item_ids: ["espresso"], sold_out_modifier_ids: [] });
    const after = store.queries.menu();
    expect(after?.etag).not.toBe(before?.etag);
    expect(JSON.parse(after?.body ?? "{}")).toMatchObject({ sold_out_revision: 1 });
    unwrap(await store.commands.setAvailability({ kind: "item", id: "espresso" }, { is_available: false, until: null }, cashier));
    expect(store.queries.menu()).toBe(after);
    expect([store.sync.log.head(), store.published.length]).toEqual([1, 1]);
    expect(codeOf(await store.commands.setAvailability({ kind: "item", id: "tea" }, { is_available: false, until: null }, cashier))).toBe(
      "item.not_found",
    );
  });

  test("may be a choice, wherever it is offered: it raises the same revision, with an event of its own", async () => {
    unwrap(await store.commands.setAvailability({ kind: "item", id: "croissant" }, { is_available: false, until: null }, cashier));
    const before = store.queries.menu();
    const set = (id: string, isAvailable: boolean) =>
      store.commands.setAvailability(
        { kind: "modifier", id },
        isAvailable ? { is_available: true, left: null } : { is_available: false, until: null },
        cashier,
      );
    expect(unwrap(await set("oat", false))).toMatchObject({ revision: 2, sold_out: true });
    const after = store.queries.menu();
    expect(after?.availability).toMatchObject({ revision: 2, sold_out_item_ids: ["croissant"], sold_out_modifier_ids: ["oat"] });
    expect(after?.etag).not.toBe(before?.etag);
    expect(JSON.parse(store.sync.log.read(2, 1, 1)[0]?.body ?? "{}")).toMatchObject({
      type: "modifier.availability_changed",
      modifier_id: "oat",
      sold_out: true,
      revision: 2,
    });
    const latte = (...modifier_ids: string[]) => ({ items: [{ item_id: "latte", qty: 1, modifier_ids, note: null }] });
    expect(await place("k1", latte("oat"))).toMatchObject({
      refusal: { code: "modifier.sold_out", fields: [{ field: "/items/0/modifier_ids", message: "oat is sold out" }] },
    });
    expect(codeOf(store.queries.quote(espressos(latte("oat"))))).toBe("modifier.sold_out");
    expect(codeOf(await place("k2", latte("whole")))).toBe("ok");
    unwrap(await set("oat", false));
    expect(codeOf(await set("gold", false))).toBe("modifier.not_found");
    unwrap(await set("oat", true));
    expect(codeOf(await place("k3", latte("oat")))).toBe("ok");
  });

  test("outlives a new menu", async () => {
    unwrap(await store.commands.setAvailability({ kind: "item", id: "espresso" }, { is_available: false, until: null }, cashier));
    await store.sync.down.applyDocuments([{ kind: "menu", version: 8, document: { ...testMenu, version: 8 } }], null);
    expect(store.queries.menu()).toMatchObject({ menu: { version: 8 }, availability: { sold_out_item_ids: ["espresso"] } });
    expect(codeOf(await place("k1"))).toBe("item.sold_out");
  });
});
