import { DiscountRequest } from "@crema/shared/contract/orders-at-store";
import { QUEUE_LENGTH } from "@crema/shared/domain/order/queue";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { approved, cashier, codeOf, openTestStore, STORE_ID, type TestStore, testProfile, unwrap } from "../store.test-fixture.ts";

const HOUR_MS = 3_600_000;
let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.dispose());

const start = (id: string) => store.commands.transition(id, { to_status: "IN_PROGRESS", expected_status: "PLACED", reason: null }, cashier);

describe("the queue", () => {
  test("has the oldest promise first, whatever came first", async () => {
    const late = await store.placed({ requested_for: "2026-05-04T12:00:00.000Z" });
    const asap = await store.placed();
    const soon = await store.placed({ requested_for: "2026-05-04T09:00:00.000Z" });
    expect(store.queries.queue(null).orders.map((order) => order.order_id)).toEqual([asap.order_id, soon.order_id, late.order_id]);
  });

  test("shows the statuses that were asked for, and carries its cursor", async () => {
    const one = await store.placed();
    await store.placed();
    unwrap(await start(one.order_id));
    const queue = store.queries.queue(["IN_PROGRESS", "CANCELLED"]);
    expect(queue.orders.map((order) => order.order_id)).toEqual([one.order_id]);
    expect(queue.cursor).toBe(3);
  });
});

describe("a long queue", () => {
  test("tells the 200 with the oldest promises and how many more there are, of the statuses that were asked for", async () => {
    const ids: string[] = [];
    for (let n = 0; n < QUEUE_LENGTH + 3; n++) ids.push((await store.placed()).order_id);
    const all = store.queries.queue(null);
    expect([all.orders.map((order) => order.order_id), all.more]).toEqual([ids.slice(0, QUEUE_LENGTH), 3]);
    unwrap(await start(ids[0] ?? ""));
    const placed = store.queries.queue(["PLACED"]);
    expect([placed.orders.length, placed.more]).toEqual([QUEUE_LENGTH, 2]);
    expect(store.queries.queueCounts().on_queue).toBe(QUEUE_LENGTH + 3);
  });

  test("does not hold yesterday's open orders: they are listed apart until somebody ends them, and fill no queue", async () => {
    const left = await store.placed();
    store.clock.advance(13 * HOUR_MS);
    const today = await store.placed();
    const ids = (age?: "LEFT_OPEN") => store.queries.queue(null, age).orders.map((order) => order.order_id);
    expect([ids(), ids("LEFT_OPEN")]).toEqual([[today.order_id], [left.order_id]]);
    expect(store.queries.queueCounts()).toMatchObject({ on_queue: 1, left_open: 1 });
    expect(store.queries.queue(["READY"])).toMatchObject({ orders: [], left_open: 1 });
    unwrap(await store.commands.transition(left.order_id, { to_status: "CANCELLED", expected_status: "PLACED", reason: "left" }, cashier));
    expect([ids("LEFT_OPEN"), store.queries.queueCounts().left_open]).toEqual([[], 0]);
  });
});

describe("changes since a cursor", () => {
  test("are each order that changed, once, in the order of its last change", async () => {
    const [a, b, c] = [await store.placed(), await store.placed(), await store.placed()];
    const cursor = store.queries.cursor();
    expect(store.queries.changedSince(cursor)).toEqual([]);
    unwrap(await start(b.order_id));
    unwrap(await start(a.order_id));
    expect(store.queries.changedSince(cursor)?.map((at) => [at.order.order_id, at.cursor])).toEqual([
      [b.order_id, cursor + 1],
      [a.order_id, cursor + 2],
    ]);
    expect(store.queries.changedSince(0)?.map((at) => at.order.order_id)).toEqual([c.order_id, b.order_id, a.order_id]);
  });

  test("of a cursor that this box has never given: null", () => {
    expect(store.queries.changedSince(store.queries.cursor() + 1)).toBeNull();
  });

  test("are the very changes that were published", async () => {
    const order = await store.placed();
    unwrap(await start(order.order_id));
    expect(store.published.map((change) => change.cursor)).toEqual([1, 2]);
    expect(store.queries.changedSince(1)).toEqual([
      { cursor: 2, order: store.published[1]?.type === "order" ? store.published[1].order : null },
    ]);
  });
});

describe("the menu in force", () => {
  test("keeps its body until the documents or the revision change", async () => {
    const first = store.queries.menu();
    expect(store.queries.menu()).toBe(first);
    await store.sync.down.applyDocuments([{ kind: "profile", version: 4, document: { ...testProfile, version: 4, name: "Corner" } }], null);
    expect(JSON.parse(store.queries.menu()?.body ?? "{}")).toMatchObject({ store_name: "Corner", version: 7 });
  });

  test("is none until both documents are there", async () => {
    const bare = await openTestStore({ profile: null });
    expect(bare.queries.menu()).toBeNull();
    expect(codeOf(bare.queries.quote({ store_id: STORE_ID, items: [], promotion_codes: [] }))).toBe("store.not_ready");
    await bare.dispose();
  });

  test("a quote says for which kind of sale it is, and its tax is that of the order: named, and exempt, on disk as well", async () => {
    const rates: ProfileDocument["tax"]["rates"] = [
      { tax_category: "drink", rate_ppm: 190_000, name: "VAT", fulfillment_type: "IN_STORE" },
      { tax_category: "drink", rate_ppm: 0, is_exempt: true, fulfillment_type: "PICKUP" },
      { tax_category: "food", rate_ppm: 70_000 },
    ];
    const taxed = await openTestStore({ profile: { ...testProfile, tax: { ...testProfile.tax, rates } } });
    const items = [{ item_id: "espresso", qty: 1, modifier_ids: [], note: null }];
    const vat = { tax_cents: 40, taxes: [{ name: "VAT", rate_ppm: 190_000, tax_cents: 40 }] };
    for (const [fulfillment_type, line] of [["IN_STORE", vat] as const, ["PICKUP", { tax_cents: 0, tax_exempt: true }] as const]) {
      const quoted = unwrap(taxed.queries.quote({ store_id: STORE_ID, items, promotion_codes: [], fulfillment_type }));
      expect(quoted).toMatchObject({ fulfillment_type, lines: [line] });
      const order = await taxed.placed({ items, fulfillment_type });
      expect(order.lines).toMatchObject([line]);
      expect(Object.keys(order.lines[0] ?? {})).not.toContain(fulfillment_type === "PICKUP" ? "taxes" : "tax_exempt");
    }
    expect(unwrap(taxed.queries.quote({ store_id: STORE_ID, items, promotion_codes: [] })).fulfillment_type).toBe("PICKUP");
    const eatenIn = await taxed.placed({ items });
    const discount = {
      discount: { kind: "AMOUNT", amount_cents: 131 },
      reason: "cold",
      expected_total_cents: 250,
      manager_pin: null,
    } as const;
    unwrap(await taxed.commands.discount(eatenIn.order_id, DiscountRequest.parse(discount), approved));
    expect(taxed.queries.order(eatenIn.order_id)?.order.lines).toMatchObject([{ tax_cents: 19, taxes: [{ name: "VAT", tax_cents: 19 }] }]);
    await taxed.dispose();
  });

  test("prices a quote as it prices the order", async () => {
    const items = [{ item_id: "latte", qty: 2, modifier_ids: ["oat"], note: null }];
    const quoted = unwrap(store.queries.quote({ store_id: STORE_ID, items, promotion_codes: [] }));
    expect((await store.placed({ items, expected_total_cents: quoted.total_cents })).total_cents).toBe(quoted.total_cents);
  });
});
