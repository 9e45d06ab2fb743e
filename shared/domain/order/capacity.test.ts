import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { iso } from "../kernel/clock.ts";
import { menu } from "../menu/menu.test-fixture.ts";
import { addUse, capacityOf, hasRoom, isFull, NO_WORK, NOTHING_ORDERED, type SlotUse, slotAt, workOf } from "./capacity.ts";

const settings = { accept_timeout_s: 30, recall_window_s: 300, max_open_orders: 100, prep_time_s: 300 };
const at = (order_ahead: object, time_zone = "Europe/Berlin") => ({ time_zone, settings: { ...settings, order_ahead } });

describe("what an order takes to make", () => {
  const timed = {
    items: menu.items.map((item) => ({ ...item, make_time_s: item.item_id === "espresso" ? 40 : 90 })),
    modifier_groups: menu.modifier_groups.map((group) => ({
      ...group,
      modifiers: group.modifiers.map((modifier) => ({ ...modifier, make_time_s: 15 })),
    })),
  };
  const line = (item_id: string, station: "bar" | "cold" | "food", qty: number, modifiers: [string, number?][] = []) => ({
    item_id,
    station,
    qty,
    modifiers: modifiers.map(([modifier_id, pieces]) => ({
      modifier_id,
      group_id: "g",
      group_name: "G",
      name: modifier_id,
      price_delta_cents: 0,
      ...(pieces ? { qty: pieces } : {}),
    })),
  });

  test("each unit takes its item's time and that of each piece of its choices, at the line's station", () => {
    const modifier = timed.modifier_groups[0]?.modifiers[0]?.modifier_id ?? "";
    expect(workOf(timed, [line("espresso", "bar", 2), line("espresso", "cold", 3, [[modifier, 2]]), line("gone", "food", 9)])).toEqual({
      bar: 80,
      cold: 3 * (40 + 30),
      food: 0,
    });
    expect(workOf(menu, [line("espresso", "bar", 99)])).toEqual(NO_WORK);
  });
});

describe("slots", () => {
  test.each([
    [15, "Europe/Berlin", "2026-05-04T06:22:41.000Z", "2026-05-04T06:15:00.000Z", "2026-05-04T06:30:00.000Z"],
    [60, "Asia/Kolkata", "2026-05-04T06:22:41.000Z", "2026-05-04T05:30:00.000Z", "2026-05-04T06:30:00.000Z"],
    [20, "Asia/Kathmandu", "2026-05-04T06:15:00.000Z", "2026-05-04T06:15:00.000Z", "2026-05-04T06:35:00.000Z"],
    [30, "America/St_Johns", "2026-05-04T06:15:00.000Z", "2026-05-04T06:00:00.000Z", "2026-05-04T06:30:00.000Z"],
  ])("of %i minutes in %s begin where the store's clock shows it", (slot_minutes, zone, moment, from, until) => {
    const slot = slotAt(at({ slot_minutes }, zone), Date.parse(moment));
    expect([iso(slot.fromMs), iso(slot.untilMs)]).toEqual([from, until]);
  });

  test("each moment is in the slot that it is looked up by, on days on which the clocks change too", () => {
    const change = Date.parse("2026-10-25T00:00:00.000Z");
    fc.assert(
      fc.property(fc.integer({ min: -7_200_000, max: 14_400_000 }), fc.constantFrom(5, 10, 15, 20, 30, 60), (offset, slot_minutes) => {
        const moment = change + offset;
        const slot = slotAt(at({ slot_minutes }), moment);
        expect(slot.fromMs <= moment && moment < slot.untilMs).toBe(true);
        expect(slotAt(at({ slot_minutes }), slot.fromMs)).toEqual(slot);
      }),
    );
  });
});

describe("capacity", () => {
  test("is the stations' hands for the length of the slot, less what the app does not get, and the number of orders", () => {
    expect(capacityOf(at({ slot_minutes: 10, hands: { bar: 2 }, app_share_percent: 50, app_orders_per_slot: 7 }))).toEqual({
      orders: 7,
      work_s: { bar: 600, cold: null, food: null },
    });
    expect(capacityOf({ settings })).toEqual({ orders: null, work_s: { bar: null, cold: null, food: null } });
  });

  const use = fc.record({
    orders: fc.constant(1),
    work_s: fc.record({ bar: fc.integer({ min: 0, max: 300 }), cold: fc.integer({ min: 0, max: 300 }), food: fc.constant(0) }),
  });

  test("whoever is let in one after the other never takes more than there is", () => {
    fc.assert(
      fc.property(
        fc.array(use, { maxLength: 40 }),
        fc.integer({ min: 0, max: 10 }),
        fc.integer({ min: 1, max: 2 }),
        (wanted, orders, bar) => {
          const capacity = capacityOf(at({ app_orders_per_slot: orders, hands: { bar } }));
          const taken = wanted.reduce<SlotUse>(
            (used, more) => (hasRoom(capacity, used, more) ? addUse(used, more) : used),
            NOTHING_ORDERED,
          );
          expect(taken.orders).toBeLessThanOrEqual(orders);
          expect(taken.work_s.bar).toBeLessThanOrEqual(bar * 900);
        },
      ),
    );
  });

  test.each([
    ["the orders are all there", { app_orders_per_slot: 2 }, { orders: 2, work_s: NO_WORK }, true],
    ["a station of two has room", { hands: { bar: 1, food: 1 } }, { orders: 2, work_s: { bar: 900, cold: 0, food: 10 } }, false],
    ["both stations are full", { hands: { bar: 1, food: 1 } }, { orders: 2, work_s: { bar: 900, cold: 0, food: 900 } }, true],
    ["the app gets nothing", { hands: { bar: 1 }, app_share_percent: 0 }, NOTHING_ORDERED, true],
    ["there is no bound", {}, { orders: 900, work_s: { bar: 9000, cold: 0, food: 0 } }, false],
  ])("is shown as full or not: %s", (_when, ahead, use, full) => expect(isFull(capacityOf(at(ahead)), use)).toBe(full));

  test("an order that takes nothing at a full station still fits there", () => {
    const capacity = capacityOf(at({ hands: { bar: 1 } }));
    const full = { orders: 3, work_s: { bar: 2000, cold: 0, food: 0 } };
    expect(hasRoom(capacity, full, { orders: 1, work_s: { bar: 0, cold: 50, food: 0 } })).toBe(true);
    expect(hasRoom(capacity, full, { orders: 1, work_s: { bar: 1, cold: 0, food: 0 } })).toBe(false);
  });
});
