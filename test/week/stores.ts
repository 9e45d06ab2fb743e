/**
 * Five stores of the week in which the clocks of Europe go forward (29 March 2026) and those of Australia and Chile go back (5 April, by
 * the tz database). Each is open at other hours of the world's, one of them over midnight.
 */
import { cents, RatePpm } from "@crema/shared/domain/kernel/money";
import { promotion } from "@crema/shared/domain/menu/menu.test-fixture";
import type { MenuRows } from "@crema/shared/domain/menu/menu-rows";
import { menuRows, type StoreChanges, storeInput } from "../world/menu.ts";

/** Saturday evening in Europe, the night before the clocks go forward. */
export const BEGINS = "2026-03-28T16:54:00.000Z";
export const DAYS_OF_WEEK = 8;

/** At each store, the app orders that have the limited promotion. */
export const WELCOMED = 12;
/** App orders for one slot. */
export const PER_SLOT = 3;

/** By the wall clock of each store, so that it begins at another moment of the world's in each, and after the clocks were changed. */
export const MENU: MenuRows = {
  ...menuRows,
  promotions: [
    promotion("happy-hour", {
      rate_ppm: RatePpm.parse(200_000),
      category_ids: ["coffee"],
      hours: [0, 1, 2, 3, 4, 5, 6].flatMap((weekday) => [
        { weekday, open: "17:00", close: "19:00" },
        { weekday, open: "23:00", close: "01:00" },
      ]),
    }),
    promotion("welcome", { kind: "AMOUNT", amount_cents: cents(50), limits: { in_all: WELCOMED }, channels: ["APP"] }),
  ],
};

const everyDay = (open: string, close: string) => [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open, close }));
const settings: StoreChanges["settings"] = {
  ...storeInput().settings,
  order_ahead: { app_orders_per_slot: PER_SLOT, unpaid_limit_cents: cents(100_000) },
  substitutes: { choose_within_s: 90, default: "REMOVE" },
};

export const STORES: readonly StoreChanges[] = [
  { name: "Alfama", time_zone: "Europe/Lisbon", hours: everyDay("07:00", "19:30"), settings },
  { name: "Mitte", time_zone: "Europe/Berlin", hours: everyDay("07:00", "22:00"), settings },
  { name: "Newtown", time_zone: "Australia/Sydney", hours: everyDay("06:30", "17:00"), settings },
  { name: "Horta", time_zone: "Atlantic/Azores", hours: everyDay("15:00", "01:30"), settings },
  { name: "Lastarria", time_zone: "America/Santiago", hours: everyDay("00:00", "24:00"), settings },
];

/** Each day all stores that are open then are at work from these times of the world's on, in minutes after midnight. */
export const SHIFTS: readonly number[] = [6 * 60 + 54, 16 * 60 + 54, 20 * 60 + 54];
export const SHIFT_MINUTES = 24;

/** Whether people are at work then: for that the app's guests order. */
export function isInShift(at: string): boolean {
  const minute = (Date.parse(at) / 60_000) % (24 * 60);
  return SHIFTS.some((begins) => minute > begins + 2 && minute < begins + SHIFT_MINUTES - 5);
}
