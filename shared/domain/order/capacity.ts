/**
 * How much the app may order for a slot: the share that the store leaves it, by the number of orders and by the work at each station.
 * A reservation is the order itself, so none can leak: it takes its place with the order and gives it back with the order's end.
 */
import { z } from "zod";
import { wallClock } from "../kernel/business-day.ts";
import type { MenuDocument, Station } from "../menu/menu.ts";
import type { ProfileDocument } from "../store/profile.ts";
import type { Order } from "./order.ts";

/** Seconds of work at each station. */
export const StationWork = z.object({ bar: z.number().int().min(0), cold: z.number().int().min(0), food: z.number().int().min(0) });
export type StationWork = Readonly<z.infer<typeof StationWork>>;
export const NO_WORK: StationWork = { bar: 0, cold: 0, food: 0 };
export const STATIONS: readonly Station[] = ["bar", "cold", "food"];

/** What is ordered for a slot, or may be; null: without a bound. */
export interface SlotUse {
  readonly orders: number;
  readonly work_s: StationWork;
}
export interface SlotCapacity {
  readonly orders: number | null;
  readonly work_s: Readonly<Record<Station, number | null>>;
}
export const NOTHING_ORDERED: SlotUse = { orders: 0, work_s: NO_WORK };

type Wanted = Pick<Order["lines"][number], "item_id" | "station" | "qty" | "modifiers">;

/** Seconds for one of each, of those that have a make time. */
export interface MakeTimes {
  readonly items: ReadonlyMap<string, number>;
  readonly modifiers: ReadonlyMap<string, number>;
}

export function makeTimesOf(menu: Pick<MenuDocument, "items" | "modifier_groups">): MakeTimes {
  return {
    items: new Map(menu.items.map((item) => [item.item_id, item.make_time_s ?? 0])),
    modifiers: new Map(menu.modifier_groups.flatMap((group) => group.modifiers.map((each) => [each.modifier_id, each.make_time_s ?? 0]))),
  };
}

/** What the lines take to make, by the make times of the menu. What has none takes no time. */
export const workOf = (menu: Pick<MenuDocument, "items" | "modifier_groups">, lines: readonly Wanted[]): StationWork =>
  workBy(makeTimesOf(menu), lines);

export function workBy({ items, modifiers }: MakeTimes, lines: readonly Wanted[]): StationWork {
  const work = { ...NO_WORK };
  for (const line of lines) {
    const choices = line.modifiers.reduce((sum, { modifier_id, qty = 1 }) => sum + (modifiers.get(modifier_id) ?? 0) * qty, 0);
    work[line.station] += ((items.get(line.item_id) ?? 0) + choices) * line.qty;
  }
  return work;
}

type Ahead = Pick<ProfileDocument, "time_zone" | "settings">;
const DEFAULT_SLOT_MINUTES = 15;
const MINUTE_MS = 60_000;

export const slotMinutes = ({ settings }: Pick<ProfileDocument, "settings">): number =>
  settings.order_ahead?.slot_minutes ?? DEFAULT_SLOT_MINUTES;

/** The slot that a moment is in, by the store's wall clock. In milliseconds; `untilMs` is the first moment after it. */
export function slotAt(profile: Ahead, atMs: number): { readonly fromMs: number; readonly untilMs: number } {
  const lengthMs = slotMinutes(profile) * MINUTE_MS;
  const sinceMinute = ((atMs % MINUTE_MS) + MINUTE_MS) % MINUTE_MS;
  const fromMs = atMs - sinceMinute - (wallClock(atMs, profile.time_zone) % lengthMs);
  return { fromMs, untilMs: fromMs + lengthMs };
}

export function capacityOf(profile: Pick<ProfileDocument, "settings">): SlotCapacity {
  const ahead = profile.settings.order_ahead;
  const share = (ahead?.app_share_percent ?? 100) / 100;
  const secondsOf = (station: Station): number | null => {
    const hands = ahead?.hands?.[station];
    return hands === undefined ? null : Math.floor(hands * slotMinutes(profile) * 60 * share);
  };
  return {
    orders: ahead?.app_orders_per_slot ?? null,
    work_s: { bar: secondsOf("bar"), cold: secondsOf("cold"), food: secondsOf("food") },
  };
}

/** Whether that much more fits. A smaller capacity takes nothing from those who are in already. */
export function hasRoom(capacity: SlotCapacity, used: SlotUse, more: SlotUse): boolean {
  const fits = (most: number | null, sum: number, added: number) => most === null || added === 0 || sum + added <= most;
  return (
    fits(capacity.orders, used.orders, more.orders) &&
    STATIONS.every((station) => fits(capacity.work_s[station], used.work_s[station], more.work_s[station]))
  );
}

/** Whether a time is shown as full: the orders are all there, or each station that has a bound has reached it. */
export function isFull(capacity: SlotCapacity, { orders, work_s }: SlotUse): boolean {
  if (capacity.orders !== null && orders >= capacity.orders) return true;
  const bounds = STATIONS.flatMap((station) => (capacity.work_s[station] === null ? [] : [work_s[station] >= capacity.work_s[station]]));
  return bounds.length > 0 && bounds.every(Boolean);
}

export function addUse(a: SlotUse, b: SlotUse): SlotUse {
  const work_s = { bar: a.work_s.bar + b.work_s.bar, cold: a.work_s.cold + b.work_s.cold, food: a.work_s.food + b.work_s.food };
  return { orders: a.orders + b.orders, work_s };
}
