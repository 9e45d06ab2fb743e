/**
 * A store comes back with 10,000 events; then ten stores at once. The limit is a bare batched insert of
 * the very rows that came out of it.
 */
import type { Chain } from "@crema/tools/dev/start-chain";
import { bareInsertSeconds } from "./bare-postgres.ts";
import { linkOf, type StoreEntry, setWan, typicalOrder, until } from "./calls.ts";
import { runLoad } from "./load-plan.ts";
import { atLeast, type Figure } from "./report.ts";

const BATCH = 100;

/** Ten stores bring more each than their share: starting ten boxes on two cores takes a while, and is not what is measured. */
const EVENTS_OF_TEN = 3_000;

export async function benchCatchUp(chain: Chain, one: StoreEntry, ten: readonly StoreEntry[], events: number): Promise<Figure[]> {
  const single = await catchUpRate(chain, [one], events);
  const limit = single.events / (await bareInsertSeconds(chain.file.databaseUrl, [one.id], Math.ceil(single.events / BATCH)));
  const figures = [atLeast(`catch-up of ${single.events} events against a bare batched insert`, single.rate, limit, 0.25)];
  if (ten.length === 0) return figures;
  const together = await catchUpRate(chain, ten, EVENTS_OF_TEN);
  return [...figures, atLeast(`catch-up of ${ten.length} stores at once, in sum, against one`, together.rate, single.rate, 1)];
}

/**
 * Fills the stores behind a cut line, and stops the boxes. With the line mended they start and connect at once: how long a box
 * that has been cut off waits before it tries again (rule L4) is not ingest's doing. The clock runs from the first
 * acknowledgement to the last.
 */
async function catchUpRate(chain: Chain, stores: readonly StoreEntry[], eventsEach: number): Promise<{ events: number; rate: number }> {
  for (const store of stores) await setWan(store, "reset");
  for (const store of stores) await fill(store, eventsEach);
  const waiting = (await Promise.all(stores.map(linkOf))).reduce((sum, link) => sum + link.unsent_events, 0);
  const before = await acknowledged(stores);
  await Promise.all(stores.map((store) => chain.kill(store.id, "SIGTERM")));
  for (const store of stores) await setWan(store, "up");
  await Promise.all(stores.map((store) => chain.restart(store.id)));
  await until("the first acknowledgement", async () => (await acknowledged(stores)) > before);
  const begin = performance.now();
  const atBegin = await acknowledged(stores);
  await until("catch-up", async () => (await Promise.all(stores.map(linkOf))).every((link) => link.unsent_events === 0));
  const seconds = (performance.now() - begin) / 1000;
  const sent = (await acknowledged(stores)) - atBegin;
  return { events: waiting, rate: sent / seconds };
}

async function acknowledged(stores: readonly StoreEntry[]): Promise<number> {
  return (await Promise.all(stores.map(linkOf))).reduce((sum, link) => sum + link.acked_seq, 0);
}

async function fill(store: StoreEntry, events: number): Promise<void> {
  const body = await typicalOrder(store);
  for (let round = 0; (await linkOf(store)).unsent_events < events; round++) {
    await runLoad({
      url: `${store.url}/v1/orders`,
      method: "POST",
      headers: { authorization: `Bearer ${store.deviceToken}` },
      body,
      unique_key: true,
      run: `catch-up-${events}-${round}`,
      connections: 16,
      duration_ms: 1_000,
      per_second: null,
    });
  }
}
