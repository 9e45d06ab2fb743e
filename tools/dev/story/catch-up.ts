/** When a store and the cloud agree: the cloud has the whole log of the box, and the box everything put before it. */
import type { Clock, Timers } from "@crema/shared/domain/kernel/clock";
import type { CloudClient } from "../client/cloud-client.ts";
import type { StoreClient } from "../client/store-client.ts";
import { until } from "../client/until.ts";

const LIMIT_MS = 60_000;

export async function untilCaughtUp(parts: { clock: Clock; timers: Timers }, cloud: CloudClient, store: StoreClient): Promise<void> {
  await until({ ...parts, limitMs: LIMIT_MS, everyMs: 25, what: `${store.store.id} has not caught up` }, async () => {
    const box = await store.link();
    if (box.unsent_events > 0 || box.acked_seq !== box.head_seq) return null;
    const link = (await cloud.links()).find((one) => one.store_id === store.store.id);
    return link && link.last_seq === box.head_seq && link.inbox_head === box.inbox_seq ? link : null;
  });
}

/** Until the cloud shows app orders for the store as possible, or as impossible. */
export async function untilOnline(
  parts: { clock: Clock; timers: Timers },
  cloud: CloudClient,
  storeId: string,
  online: boolean,
): Promise<void> {
  const what = `the cloud still takes ${storeId} for ${online ? "offline" : "online"}`;
  await until({ ...parts, limitMs: LIMIT_MS, what }, async () => {
    const link = (await cloud.links()).find((one) => one.store_id === storeId);
    return link?.is_online === online ? link : null;
  });
}
