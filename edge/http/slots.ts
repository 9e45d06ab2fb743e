/** The times for which the counter can order ahead. */
import { listPickupSlots } from "@crema/shared/contract/slots";
import type { Mount } from "@crema/shared/server/mount";
import type { AppDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountSlots(mount: Mount, { queries }: AppDeps): void {
  mount(listPickupSlots, (c) => {
    const found = queries.pickupSlots(c.req.valid("param").store_id);
    return found.ok ? c.json(found.value, 200) : refused(found.refusal);
  });
}
