/** The times for which the app can order ahead. */
import { listPickupSlots } from "@crema/shared/contract/slots";
import type { Mount } from "@crema/shared/server/mount";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountSlotRoutes(mount: Mount, { queries }: RouteDeps): void {
  mount(listPickupSlots, async (c) => {
    const found = await queries.pickupSlots(c.req.valid("param").store_id);
    return found.ok ? c.json(found.value, 200) : refused(found.refusal);
  });
}
