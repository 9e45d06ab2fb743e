/** What a store's box says about its staff's PINs, put before a person at headquarters. */

import { spanText } from "@crema/shared/domain/kernel/span-text";
import type { StaffNotice } from "@crema/shared/domain/store-event-kinds";
import type { UnitOfWork } from "./unit-of-work.ts";

export function raiseStaffNotice(unit: Pick<UnitOfWork, "raise">, event: StaffNotice): void {
  const { store_id, type: kind } = event;
  if (event.type === "staff.pin_shared") {
    unit.raise({
      store_id,
      order_id: null,
      kind,
      detail: `The same PIN belongs to ${event.staff_ids.join(" and ")}: it lets nobody in.`,
      what_to_do: "Give each of them a new PIN in the store's profile; whoever is told to choose another one has met one that is taken.",
    });
    return;
  }
  const often = event.round === 1 ? "" : `, ${event.round} times in a row`;
  const span = spanText(Date.parse(event.locked_until) - Date.parse(event.at));
  unit.raise({
    store_id,
    order_id: null,
    kind,
    detail: `Wrong PINs have locked ${event.device_name || event.device_id} for ${span}${often}.`,
    what_to_do:
      "Ask the store who was typing. A manager can unlock the device from another one; revoke it if it is not where it should be.",
  });
}
