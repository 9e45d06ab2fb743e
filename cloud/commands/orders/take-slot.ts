/**
 * An order for later takes its place in its slot, under the store's link row: of any number at once for the last place one has it. The
 * place is the order itself (queries/slots.ts).
 */

import { timeText } from "@crema/shared/domain/kernel/business-day";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { capacityOf, hasRoom, NOTHING_ORDERED, type SlotUse, type StationWork, slotAt } from "@crema/shared/domain/order/capacity";
import type { Order } from "@crema/shared/domain/order/order";
import { pickupSlots } from "@crema/shared/domain/order/slots";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { UnitOfWork } from "../../db/unit-of-work.ts";
import { slotUses } from "../../queries/slots.ts";
import { storeWord } from "../../queries/store-online.ts";

/** What a refusal offers instead. */
const OFFERED = 3;

/** Refuses with slot.full. What the order takes is noted with it. The order must be loaded in `unit`, the link row locked. */
export async function takeSlot(unit: UnitOfWork, order: Order, profile: ProfileDocument, work_s: StationWork): Promise<Result<null>> {
  if (order.requested_for === null) return ok(null);
  unit.order(order.order_id).work = work_s;
  const capacity = capacityOf(profile);
  const slot = slotAt(profile, Date.parse(order.requested_for));
  const more: SlotUse = { orders: 1, work_s };
  const uses = await slotUses(unit.client, order.store_id, profile, slot.fromMs, slot.untilMs);
  if (hasRoom(capacity, uses.get(slot.fromMs) ?? NOTHING_ORDERED, more)) return ok(null);
  if (!hasRoom(capacity, NOTHING_ORDERED, more))
    return refuse(
      "slot.full",
      `That is more than ${profile.name} makes for the app in one slot. Make it two orders, for two times, or ask at the counter.`,
      {
        extra: { next_slots: [] },
      },
    );
  const next = await nextSlots(unit, order.store_id, profile, slot.untilMs, more);
  const wanted = Date.parse(order.requested_for);
  const inWords = (at: string) => timeText(Date.parse(at), wanted, profile.time_zone);
  const then = next.length > 0 ? ` The next times with room are ${next.map(inWords).join(", ")}.` : "";
  return refuse("slot.full", `${profile.name} takes no more orders for that time.${then}`, { extra: { next_slots: next } });
}

async function nextSlots(unit: UnitOfWork, storeId: string, profile: ProfileDocument, fromMs: number, more: SlotUse): Promise<string[]> {
  const capacity = capacityOf(profile);
  const uses = await slotUses(unit.client, storeId, profile, fromMs, null);
  const { pausedUntil } = await storeWord({ pool: unit.client }, unit.clock, storeId);
  const found: string[] = [];
  for (const at of pickupSlots(profile, unit.clock.now())) {
    if (pausedUntil !== null && at < pausedUntil) continue;
    if (Date.parse(at) >= fromMs && hasRoom(capacity, uses.get(Date.parse(at)) ?? NOTHING_ORDERED, more)) found.push(at);
    if (found.length === OFFERED) break;
  }
  return found;
}
