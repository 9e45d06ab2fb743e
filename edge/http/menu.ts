/**
 * The menu and what is sold out. The menu's body is made once per change. Requests on a socket are served by
 * menuBeforeApp, ahead of the app, without database, Headers or validation.
 */
import { type AvailabilityRequest, getMenu, getMostSold, setAvailability, setModifierAvailability } from "@crema/shared/contract/menu";
import type { Mount } from "@crema/shared/server/mount";
import { menuAtSocket, menuResponse, type SocketHandler } from "@crema/shared/server/serve-menu";
import type { AvailabilityChange, StockSet } from "../ports.ts";
import { callerOf } from "./caller.ts";
import type { AppDeps } from "./ports.ts";
import { refused } from "./responses.ts";

/** Always revalidate: what is sold out changes from one minute to the next, and revalidating costs a 304. */
const CACHE = "no-cache";

/** For the server, before the app. */
export function menuBeforeApp({ queries, metrics, clock }: Pick<AppDeps, "queries" | "metrics" | "clock">): SocketHandler {
  const path = getMenu.getRoutingPath();
  return menuAtSocket({
    atHand: (storeId) => (queries.identity()?.store_id === storeId ? queries.menu() : null),
    cacheControl: CACHE,
    clock,
    served: (status, ms) => metrics.request("GET", path, status, ms),
  });
}

export function mountMenu(mount: Mount, { commands, queries }: AppDeps): void {
  mount(getMenu, (c) => {
    const identity = queries.identity();
    if (identity && identity.store_id !== c.req.param("store_id")) {
      return refused({ code: "store.not_found", detail: `This is the box of store ${identity.store_id}.` });
    }
    const inForce = queries.menu();
    if (!inForce) return refused({ code: "store.not_ready", detail: "The box has no menu or profile yet.", retry_after_s: 5 });
    const asked = { "if-none-match": c.req.header("if-none-match"), "accept-encoding": c.req.header("accept-encoding") };
    return menuResponse(inForce, asked, CACHE);
  });

  mount(getMostSold, (c) => c.json({ item_ids: queries.mostSold() }, 200));

  mount(setAvailability, async (c) => {
    const { store_id, item_id } = c.req.valid("param");
    const set = await commands.setAvailability({ kind: "item", id: item_id }, changeOf(c.req.valid("json")), callerOf(c.var.principal));
    return set.ok ? c.json({ store_id, item_id, ...stockOf(set.value) }, 200) : refused(set.refusal);
  });

  mount(setModifierAvailability, async (c) => {
    const { store_id, modifier_id } = c.req.valid("param");
    const of = { kind: "modifier", id: modifier_id } as const;
    const set = await commands.setAvailability(of, changeOf(c.req.valid("json")), callerOf(c.var.principal));
    return set.ok ? c.json({ store_id, modifier_id, ...stockOf(set.value) }, 200) : refused(set.refusal);
  });
}

const changeOf = (asked: AvailabilityRequest): AvailabilityChange =>
  asked.is_available ? { is_available: true, left: asked.left ?? null } : { is_available: false, until: asked.until ?? null };

const stockOf = ({ sold_out, until, balance, revision }: StockSet) => ({
  ...{ is_available: !sold_out, until, left: balance === null ? null : Math.max(0, balance) },
  sold_out_revision: revision,
});
