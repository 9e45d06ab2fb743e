/** Whatever is sold, cancelled, changed, begun and counted in whichever order: the count is what a person with a list would have. */
import type { EdgeEvent } from "@crema/shared/domain/events";
import type { Order } from "@crema/shared/domain/order/order";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Sellable } from "../ports.ts";
import { approved, cashier, openTestStore, type TestStore, unwrap } from "../store.test-fixture.ts";

const CROISSANT: Sellable = { kind: "item", id: "croissant" };
const OAT: Sellable = { kind: "modifier", id: "oat" };
const THINGS = [CROISSANT, OAT] as const;
type Pieces = readonly [croissants: number, oats: number];

type Step =
  | { readonly type: "sell"; readonly pieces: Pieces }
  | { readonly type: "amend"; readonly of: number; readonly pieces: Pieces }
  | { readonly type: "cancel" | "start"; readonly of: number }
  | { readonly type: "count"; readonly thing: 0 | 1; readonly left: number | null }
  | { readonly type: "mark"; readonly thing: 0 | 1 };

const pieces = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })).filter(([a, b]) => a + b > 0);
const of = fc.nat(20);
const thing = fc.constantFrom(0 as const, 1 as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant("sell" as const), pieces }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("amend" as const), of, pieces }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constantFrom("cancel" as const, "start" as const), of }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("count" as const), thing, left: fc.option(fc.integer({ min: 0, max: 6 })) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("mark" as const), thing }) },
);

interface Listed {
  readonly id: string;
  pieces: Pieces;
  state: "open" | "begun" | "over";
  /** Of the present counts. */
  readonly has: [number, number];
  amendments: number;
  total: Order["total_cents"];
}

/** What a person with a list would have. */
class List {
  readonly orders: Listed[] = [];
  /** What is left; null: not counted; "marked": sold out by a word of staff. */
  readonly things: [number | null | "marked", number | null | "marked"] = [null, null];

  open(n: number): Listed | undefined {
    const open = this.orders.filter(({ state }) => state === "open");
    return open[n % Math.max(1, open.length)];
  }

  move(order: Listed, by: Pieces): void {
    for (const n of [0, 1] as const) {
      const present = this.things[n];
      if (typeof present !== "number") continue;
      const moved = Math.max(by[n], -order.has[n]);
      this.things[n] = present - moved;
      order.has[n] += moved;
    }
  }

  say(n: 0 | 1, state: number | null | "marked"): void {
    if (this.things[n] === state) return;
    this.things[n] = state;
    for (const order of this.orders) order.has[n] = 0;
  }
}

const itemsOf = ([croissants, oats]: Pieces) => [
  ...(croissants > 0 ? [{ item_id: "croissant", qty: croissants, modifier_ids: [], note: null }] : []),
  ...(oats > 0 ? [{ item_id: "latte", qty: oats, modifier_ids: ["oat"], note: null }] : []),
];

async function take(store: TestStore, list: List, one: Step): Promise<void> {
  switch (one.type) {
    case "sell": {
      const isRefused = one.pieces.some((qty, n) => qty > 0 && list.things[n as 0 | 1] === "marked");
      if (isRefused) return void (await expect(store.placed({ items: itemsOf(one.pieces) })).rejects.toThrow("sold_out"));
      const { order_id, total_cents } = await store.placed({ items: itemsOf(one.pieces) });
      const order: Listed = { id: order_id, pieces: one.pieces, state: "open", has: [0, 0], amendments: 0, total: total_cents };
      list.orders.push(order);
      return list.move(order, one.pieces);
    }
    case "amend": {
      const order = list.open(one.of);
      if (!order) return;
      const more: Pieces = [one.pieces[0] - order.pieces[0], one.pieces[1] - order.pieces[1]];
      const shown = { amendments: order.amendments, total_cents: order.total };
      const request = { items: itemsOf(one.pieces), promotion_codes: [], shown, expected_total_cents: null };
      const amended = await store.commands.amend(order.id, request, cashier);
      if (more.some((qty, n) => qty > 0 && list.things[n as 0 | 1] === "marked")) return expect(amended.ok).toBe(false);
      Object.assign(order, { pieces: one.pieces, amendments: order.amendments + 1, total: unwrap(amended).total_cents });
      return list.move(order, more);
    }
    case "cancel": {
      const order = list.open(one.of);
      if (!order) return;
      unwrap(await store.commands.cancel(order.id, { reason: "left", expected_status: null, no_show: false, manager_pin: null }, approved));
      list.move(order, [-order.has[0], -order.has[1]]);
      order.state = "over";
      return;
    }
    case "start": {
      const order = list.open(one.of);
      if (!order) return;
      unwrap(await store.commands.transition(order.id, { to_status: "IN_PROGRESS", expected_status: "PLACED", reason: null }, cashier));
      order.state = "begun";
      return;
    }
    case "count":
      unwrap(await store.commands.setAvailability(THINGS[one.thing], { is_available: true, left: one.left }, cashier));
      return list.say(one.thing, one.left);
    case "mark":
      unwrap(await store.commands.setAvailability(THINGS[one.thing], { is_available: false, until: null }, cashier));
      return list.say(one.thing, "marked");
  }
}

/** What the store says of a thing: in its tables, and by the log to whoever reads only that. */
function check(store: TestStore, list: List): void {
  const { counted = [], sold_out_item_ids, sold_out_modifier_ids } = store.tables.availability.read(0);
  const log = store.sync.log.read(1, 10_000, 10_000_000).map(({ body }) => JSON.parse(body) as EdgeEvent);
  const words = log.flatMap((event) =>
    event.type === "item.availability_changed" || event.type === "modifier.availability_changed" ? [event] : [],
  );
  expect(words.map(({ revision }) => revision)).toEqual(words.map((_, n) => n + 1));
  for (const [n, { kind, id }] of THINGS.entries()) {
    const present = list.things[n as 0 | 1];
    const isSoldOut = present === "marked" || (present !== null && present <= 0);
    expect(counted.find((each) => each.id === id)?.left).toBe(typeof present === "number" ? Math.max(0, present) : undefined);
    expect([...sold_out_item_ids, ...sold_out_modifier_ids].includes(id)).toBe(isSoldOut);
    const last = words.findLast((word) => ("item_id" in word ? word.item_id : word.modifier_id) === id && word.type.startsWith(kind));
    expect(last?.sold_out ?? false).toBe(isSoldOut);
    expect((last?.left ?? null) === 0).toBe(typeof present === "number" && present <= 0);
  }
}

test("the count is never below 0, things are on sale exactly while they should be, and the log says so", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const store = await openTestStore();
      const list = new List();
      try {
        for (const one of steps) {
          await take(store, list, one);
          check(store, list);
        }
      } finally {
        await store.dispose();
      }
    }),
    { numRuns: 40 },
  );
});
