/** How each store's box is connected. */
import * as admin from "@crema/shared/contract/admin";
import type { Mount } from "@crema/shared/server/mount";
import { storeLinks } from "../reports/store-links.ts";
import { scopeOf } from "./operator-scope.ts";
import type { RouteDeps } from "./ports.ts";

export function mountStoreLinkRoutes(mount: Mount, deps: RouteDeps): void {
  mount(admin.listStoreLinks, async (c) => c.json({ stores: await storeLinks(deps, scopeOf(c.get("principal"))) }, 200));
}
