/** How full the slots are that the app orders for, for headquarters. */
import type { StoreSlots } from "@crema/shared/contract/store-slots";
import { type Clock, iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { capacityOf, isFull, slotAt, slotMinutes } from "@crema/shared/domain/order/capacity";
import type { Pool } from "pg";
import type { MenuCache } from "./menu.ts";
import { slotUses } from "./slots.ts";

export interface StoreSlotsDeps {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly menus: Pick<MenuCache, "get">;
}

/** Refuses with store.not_found, store.not_ready. */
export async function storeSlots({ pool, clock, menus }: StoreSlotsDeps, storeId: string): Promise<Result<StoreSlots>> {
  const sold = await menus.get(storeId);
  if (!sold.ok) return sold;
  const { profile } = sold.value;
  const capacity = capacityOf(profile);
  const uses = await slotUses(pool, storeId, profile, slotAt(profile, clock.now()).fromMs, null);
  const slots = [...uses].sort(([a], [b]) => a - b).map(([fromMs, use]) => ({ from: iso(fromMs), ...use, is_full: isFull(capacity, use) }));
  return ok({ time_zone: profile.time_zone, slot_minutes: slotMinutes(profile), capacity, slots });
}
