/** The stores: as customers find them, and as headquarters keeps them. Who may is said by the contracts. */

import * as stores from "@crema/shared/contract/stores";
import { listStores, putStore, type StoreInput } from "@crema/shared/contract/stores";
import type { PinHash } from "@crema/shared/domain/store/profile";
import { isUnchanged } from "@crema/shared/server/conditional";
import type { Mount } from "@crema/shared/server/mount";
import { preparedResponse } from "@crema/shared/server/prepared-response";
import { hashPin } from "../auth/pin-hash.ts";
import { storeRead } from "../reports/store-read.ts";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";

/** Whether a store takes orders is asked each time, or a copy would offer for seconds what is refused. */
const STORES_CACHE = "public, no-cache";

export function mountStoreRoutes(mount: Mount, deps: RouteDeps): void {
  const { commands, queries, pool } = deps;

  mount(listStores, async (c) => {
    const { etag, body } = await queries.stores();
    const headers = { etag: `W/${etag}`, "cache-control": STORES_CACHE };
    if (isUnchanged(c.req.header("if-none-match"), etag)) return preparedResponse(null, { status: 304, headers });
    return preparedResponse(body, { headers: { ...headers, "content-type": "application/json" } });
  });

  mount(putStore, async (c) => {
    const { store_id } = c.req.valid("param");
    const input = c.req.valid("json");
    const stored = await commands.putStore(store_id, input, await hashPins(input, commands.pinSalt(store_id)));
    return stored.ok ? c.json({ store_id, ...stored.value }, 200) : refused(stored.refusal);
  });

  mount(stores.getStore, async (c) => {
    const { store_id } = c.req.valid("param");
    const read = await storeRead(pool, store_id, commands.pinSalt(store_id));
    return read.ok ? c.json(read.value, 200) : refused(read.refusal);
  });

  mount(stores.setRetired, async (c) => {
    const { store_id } = c.req.valid("param");
    const set = await commands.setRetired(store_id, c.req.valid("json").retired);
    return set.ok ? c.json({ store_id, retired_at: set.value }, 200) : refused(set.refusal);
  });
}

/** One after the other: each takes 16 MiB and a thread for its time. */
async function hashPins(input: StoreInput, salt: Uint8Array): Promise<Map<string, PinHash>> {
  const hashes = new Map<string, PinHash>();
  for (const { staff_id, pin } of input.staff) {
    if (pin !== null) hashes.set(staff_id, await hashPin(pin, salt));
  }
  return hashes;
}
