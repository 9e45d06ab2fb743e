/**
 * Orders of the app from their placing to PAID: each is priced and stored, its card is held, the store accepts, the money is captured.
 * Sandbox, boxes and the guests are on the same machine, so the rate is the machine's, and the CPU is what one order costs the cloud.
 */
import type { Chain } from "@crema/tools/dev/start-chain";
import { BareOnline } from "./bare-online.ts";
import { typicalOrder } from "./calls.ts";
import { type BareCost, type Cost, Meter } from "./meter.ts";
import { atOnce, atPace, OnlineLoad, times } from "./online-load.ts";
import { median, percentile } from "./percentile.ts";
import { PostgresCounter } from "./postgres-work.ts";
import { atLeast, below, count, type Figure, ms } from "./report.ts";

const CLIENTS = 24;
const ROUND_MS = 5_000;
/** Orders: each connection has planned by then what it is asked. */
const WARM_UP = 300;
const PACE = 20;
const PACE_MS = 8_000;

/** `statements`: prints for each round what Postgres was asked, the most expensive first. */
export async function benchOnline(chain: Chain, quick: boolean, statements: boolean): Promise<Figure[]> {
  const { databaseUrl, cloud, payments, stores } = chain.file;
  const bodies = await Promise.all(stores.map(async (store) => onlineBody(await typicalOrder(store))));
  const counter = await PostgresCounter.open(databaseUrl);
  const load = await OnlineLoad.open({ cloudUrl: cloud.url, paymentsUrl: payments.url, databaseUrl, bodies });
  const bare = await BareOnline.open(databaseUrl, payments.url);
  try {
    const meter = new Meter(chain, counter, [counter.backend, load.backend], statements);
    // A process that has run for a while, on tables whose size is known.
    await times(CLIENTS, WARM_UP, () => load.order());
    await counter.analyze();
    const rounds: Round[] = [];
    for (let round = 0; round < (quick ? 2 : 3); round += 1) {
      const limit = await meter.bareCostOf(() => atOnce(CLIENTS, ROUND_MS / 2, () => bare.order()));
      const ours = await meter.costOf(() => atOnce(CLIENTS, ROUND_MS, () => load.order()));
      rounds.push({ ours, bare: limit });
    }
    const waits = await atPace(PACE, PACE_MS, () => load.order());
    return figures(rounds, waits);
  } finally {
    await Promise.all([load.end(), bare.end(), counter.end()]);
  }
}

interface Round {
  readonly ours: Cost;
  readonly bare: BareCost;
}

function figures(rounds: readonly Round[], waits: readonly number[]): Figure[] {
  const middle = (of: (cost: Cost) => number) => median(rounds.map(({ ours }) => of(ours)));
  const parts = `cloud ${ms(middle((cost) => cost.cloudMs))}, Postgres ${ms(middle((cost) => cost.postgresMs))}`;
  const beside = `beside it sandbox ${ms(middle((cost) => cost.sandboxMs))}, boxes ${ms(middle((cost) => cost.boxesMs))}`;
  const bare = (of: (cost: BareCost) => number) => ms(median(rounds.map((round) => of(round.bare))));
  const limit = `bare ${bare((cost) => cost.ownMs)} with the guest's call, and ${bare((cost) => cost.postgresMs)}`;
  return [
    atLeast(
      "online orders from placed to PAID, against bare commits and calls",
      middle((cost) => cost.perSecond),
      median(rounds.map(({ bare }) => bare.perSecond)),
      0.25,
    ),
    below(
      `CPU of one (${parts}; ${limit}; ${beside})`,
      middle((cost) => cost.cloudMs + cost.postgresMs),
      15,
      ms,
    ),
    below(
      "commits of one",
      middle((cost) => cost.commits),
      10,
      count,
    ),
    below(
      "statements of one",
      middle((cost) => cost.statements),
      60,
      count,
    ),
    below(`from the provider's word to PAID at ${PACE}/s, p95`, percentile(waits, 0.95), 500, ms),
  ];
}

function onlineBody(atStore: string): string {
  return JSON.stringify({ ...(JSON.parse(atStore) as object), payment_method: "ONLINE" });
}
