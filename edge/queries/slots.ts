/** The times for which the counter can order ahead: by the store's hours alone, since the app's share is no bound at the counter. */
import type { Clock } from "@crema/shared/domain/kernel/clock";
import { ok, refuse } from "@crema/shared/domain/kernel/errors";
import { pickupSlots, slotsUntil } from "@crema/shared/domain/order/slots";
import { closedDays } from "@crema/shared/domain/store/opening-hours";
import { identityOf } from "../db/box-state.ts";
import type { Tables } from "../db/tables.ts";
import type { EdgeQueries } from "../ports.ts";

export function slotQueries({ box, documents }: Tables, clock: Clock): Pick<EdgeQueries, "pickupSlots"> {
  return {
    pickupSlots(storeId) {
      const identity = identityOf(box.box());
      if (identity?.store_id !== storeId) return refuse("store.not_found", `This is not the box of ${storeId}.`);
      const profile = documents.profile();
      if (!profile) return refuse("store.not_ready", "The box has no profile yet.");
      const now = clock.now();
      const closed_days = closedDays(profile, now, slotsUntil(now)).map(({ date, name = null }) => ({ date, name }));
      return ok({ time_zone: profile.time_zone, slots: [...pickupSlots(profile, now)], full: [], closed_days });
    },
  };
}
