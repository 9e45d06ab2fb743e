/** How each store's box is connected. */
import { listStoreLinks } from "@crema/shared/contract/store-links";
import type { Mount } from "@crema/shared/server/mount";
import { storeLinks } from "../reports/store-links.ts";
import { scopeOf } from "./operator-scope.ts";
import type { RouteDeps } from "./ports.ts";

export function mountStoreLinkRoutes(mount: Mount, deps: RouteDeps): void {
  mount(listStoreLinks, async (c) => c.json({ stores: await storeLinks(deps, scopeOf(c.get("principal"))) }, 200));
}
