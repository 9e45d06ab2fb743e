/**
 * What goes wrong in a morning, drawn from a seed: boxes, cloud and provider lose their power, also while they start, and the
 * stores' lines fail in every way there is. Each has its own troubles, so they overlap at random.
 */
import { pause, type RandomFraction } from "@crema/shared/domain/kernel/clock";
import { systemTimers } from "@crema/shared/server/system";
import type { Chain } from "@crema/tools/dev/start-chain";
import { WanMode } from "@crema/tools/dev/wan/mode";
import { seededFraction } from "@crema/tools/dev/wan/seeded-fraction";

type Trouble = (chain: Chain, name: string, random: RandomFraction) => Promise<void>;

/** How often each kind of thing has happened. */
export type TroubleCounts = Map<string, number>;

const kill: Trouble = async (chain, name) => {
  await chain.kill(name, "SIGKILL");
  await chain.restart(name);
};

/** The power comes back, and goes again while the program reads its disk. */
const killWhileStarting: Trouble = async (chain, name, random) => {
  await chain.kill(name, "SIGKILL");
  const started = chain.restart(name).then(
    () => "up",
    () => "killed",
  );
  await pause(systemTimers, 100 + 900 * random());
  await chain.kill(name, "SIGKILL");
  await started;
  await chain.restart(name);
};

const fail =
  (mode: WanMode, leastMs: number, mostMs: number): Trouble =>
  async (chain, name, random) => {
    chain.wan(name, mode);
    await pause(systemTimers, leastMs + (mostMs - leastMs) * random());
    chain.wan(name, "up");
  };

/** The box loses power while its line is cut: what it had not sent is on its disk alone. */
const killWhileCut: Trouble = async (chain, name, random) => {
  chain.wan(name, "reset");
  await pause(systemTimers, 1_000 * random());
  await kill(chain, name, random);
  await pause(systemTimers, 1_000 * random());
  chain.wan(name, "up");
};

const LINE_FAULTS = WanMode.options.filter((mode) => mode !== "up").map((mode): [string, Trouble] => [mode, fail(mode, 1_000, 5_000)]);
const KILLS: [string, Trouble][] = Array.from({ length: 4 }, () => ["box killed", kill]);
const AT_STORE: readonly [string, Trouble][] = [
  ...LINE_FAULTS,
  ...KILLS,
  ["box killed while starting", killWhileStarting],
  ["box killed while cut off", killWhileCut],
  // Longer than the cloud believes a silent store: what the app had ordered is withdrawn.
  ["long cut", fail("reset", 17_000, 20_000)],
];
const AT_CLOUD: readonly [string, Trouble][] = [
  ...Array.from({ length: 5 }, (): [string, Trouble] => ["cloud killed", kill]),
  ["cloud killed while starting", killWhileStarting],
];
const AT_PROVIDER: readonly [string, Trouble][] = Array.from({ length: 2 }, () => ["provider killed", kill]);

/** `rounds`: how often each store, the cloud and the provider go through it all. When it resolves, everything is up again. */
export async function trouble(chain: Chain, seed: number, rounds: number, over: () => boolean): Promise<TroubleCounts> {
  const counts: TroubleCounts = new Map();
  const one = async (name: string, list: readonly [string, Trouble][], betweenMs: number, own: RandomFraction) => {
    for (let round = 0; round < rounds; round += 1) {
      for (const [what, happen] of shuffled(list, own)) {
        await pause(systemTimers, betweenMs * (0.5 + own()));
        if (over()) return;
        await happen(chain, name, own);
        counts.set(what, (counts.get(what) ?? 0) + 1);
      }
    }
  };
  await Promise.all([
    ...chain.stores.map(({ id }, index) => one(id, AT_STORE, 1_500, seededFraction(seed + index))),
    one("cloud", AT_CLOUD, 6_000, seededFraction(seed + 50)),
    one("payments", AT_PROVIDER, 15_000, seededFraction(seed + 51)),
  ]);
  return counts;
}

function shuffled<T>(list: readonly T[], random: RandomFraction): T[] {
  return list
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
