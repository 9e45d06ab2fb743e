/**
 * What the app has ordered for which slot. Counted from the orders themselves, so nothing has to be given back when one ends; whoever
 * takes a place counts under the store's link row.
 */

import { iso } from "@crema/shared/domain/kernel/clock";
import { addUse, NO_WORK, NOTHING_ORDERED, type SlotUse, StationWork, slotAt } from "@crema/shared/domain/order/capacity";
import { pickupSlots } from "@crema/shared/domain/order/slots";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type pg from "pg";

type Ahead = Pick<ProfileDocument, "time_zone" | "settings">;
type Client = Pick<pg.ClientBase | pg.Pool, "query">;

/** By the start of the slot, in milliseconds; a slot that nothing is ordered for is not in it. `until` null: as far as there are orders. */
export async function slotUses(
  client: Client,
  storeId: string,
  profile: Ahead,
  fromMs: number,
  untilMs: number | null,
): Promise<Map<number, SlotUse>> {
  const found = await client.query<{ promised_at: Date; work_s: unknown }>({
    name: "slot_uses",
    text: `SELECT promised_at, work_s FROM orders
           WHERE store_id = $1 AND promised_at >= $2 AND promised_at < coalesce($3, 'infinity'::timestamptz)
             AND origin = 'APP' AND for_later AND status NOT IN ('COMPLETED', 'CANCELLED')`,
    values: [storeId, iso(fromMs), untilMs === null ? null : iso(untilMs)],
  });
  const uses = new Map<number, SlotUse>();
  for (const row of found.rows) {
    const { fromMs: slot } = slotAt(profile, row.promised_at.getTime());
    uses.set(slot, addUse(uses.get(slot) ?? NOTHING_ORDERED, { orders: 1, work_s: workIn(row.work_s) }));
  }
  return uses;
}

/** The slots of a store as they are for a minute: two moments of each of some seven hundred are asked of the time zone. */
export function createSlotCache(): (storeId: string, profile: ProfileDocument, nowMs: number) => readonly string[] {
  const cached = new Map<string, { readonly minute: number; readonly profile: ProfileDocument; readonly slots: readonly string[] }>();
  return (storeId, profile, nowMs) => {
    const minute = Math.ceil(nowMs / 60_000);
    const present = cached.get(storeId);
    if (present?.minute === minute && present.profile === profile) return present.slots;
    const slots = [...pickupSlots(profile, minute * 60_000)];
    cached.set(storeId, { minute, profile, slots });
    return slots;
  };
}

function workIn(stored: unknown): StationWork {
  const work = StationWork.safeParse(stored);
  return work.success ? work.data : NO_WORK;
}
