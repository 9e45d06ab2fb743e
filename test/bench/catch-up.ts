/**
 * A store comes back with 10,000 events; then ten stores at once with a tenth of them each. The limit is a bare batched insert of
 * the very rows that came out of it.
 */
import { bareInsertSeconds } from "./bare-postgres.ts";
import { linkOf, type StoreEntry, setWan, typicalOrder, until } from "./calls.ts";
import { runLoad } from "./load-plan.ts";
import { atLeast, type Figure } from "./report.ts";

const BATCH = 100;

export async function benchCatchUp(databaseUrl: string, one: StoreEntry, ten: readonly StoreEntry[], events: number): Promise<Figure[]> {
  const single = await catchUpRate([one], events);
  const limit = single.events / (await bareInsertSeconds(databaseUrl, [one.id], Math.ceil(single.events / BATCH)));
  const figures = [atLeast(`catch-up of ${single.events} events against a bare batched insert`, single.rate, limit, 0.25)];
  if (ten.length === 0) return figures;
  const together = await catchUpRate(ten, Math.ceil(events / ten.length));
  return [...figures, atLeast(`catch-up of ${ten.length} stores at once, in sum, against one`, together.rate, single.rate, 1)];
}

async function catchUpRate(stores: readonly StoreEntry[], eventsEach: number): Promise<{ events: number; rate: number }> {
  for (const store of stores) await setWan(store, "reset");
  for (const store of stores) await fill(store, eventsEach);
  const waiting = (await Promise.all(stores.map(linkOf))).reduce((sum, link) => sum + link.unsent_events, 0);
  for (const store of stores) await setWan(store, "up");
  // The clock starts with the first acknowledgement: how long a box waits before it tries again is not ingest's doing.
  const before = await acknowledged(stores);
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
