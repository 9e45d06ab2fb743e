/** How full the slots are that the app orders for. */
import { getStoreSlots } from "@crema/shared/contract/store-slots";
import type { Mount } from "@crema/shared/server/mount";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountStoreSlotRoutes(mount: Mount, { queries }: RouteDeps): void {
  mount(getStoreSlots, async (c) => {
    const found = await queries.storeSlots(c.req.valid("param").store_id);
    return found.ok ? c.json(found.value, 200) : refused(found.refusal);
  });
}
