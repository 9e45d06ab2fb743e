/** What a round of orders has cost the processes of a chain and its database, per order. */
import type { Chain } from "@crema/tools/dev/start-chain";
import { cpuSeconds, postgresCpuSeconds } from "./cpu-time.ts";
import type { PostgresCounter } from "./postgres-work.ts";

/** What one order took in a round. */
export interface Cost {
  readonly perSecond: number;
  readonly cloudMs: number;
  readonly postgresMs: number;
  readonly sandboxMs: number;
  readonly boxesMs: number;
  readonly statements: number;
  readonly commits: number;
}

/** What one bare order took: this process does for it what the cloud does, and the guest's one call beside. */
export interface BareCost {
  readonly perSecond: number;
  readonly ownMs: number;
  readonly postgresMs: number;
}

export class Meter {
  constructor(
    private readonly chain: Chain,
    private readonly counter: PostgresCounter,
    /** The bench's own sessions. */
    private readonly ownSessions: readonly number[],
    private readonly statements: boolean,
  ) {}

  async costOf(run: () => Promise<{ done: number; perSecond: number }>): Promise<Cost> {
    await this.counter.reset();
    const [before, work] = [this.#used(), await this.counter.read()];
    const { done, perSecond } = await run();
    const [after, worked] = [this.#used(), await this.counter.read()];
    const each = (seconds: number) => (seconds * 1000) / done;
    const cost: Cost = {
      perSecond,
      cloudMs: each(after.cloud - before.cloud),
      postgresMs: each(after.postgres - before.postgres),
      sandboxMs: each(after.sandbox - before.sandbox),
      boxesMs: each(after.boxes - before.boxes),
      statements: (worked.statements - work.statements) / done,
      commits: (worked.commits - work.commits) / done,
    };
    process.stderr.write(`${done} orders, each: ${JSON.stringify(cost)}\n`);
    if (this.statements) process.stderr.write(`${(await this.counter.most(done)).join("\n")}\n`);
    return cost;
  }

  async bareCostOf(run: () => Promise<{ done: number; perSecond: number }>): Promise<BareCost> {
    const postgres = () => postgresCpuSeconds(this.chain.file.pids.postgres ?? 0, this.ownSessions);
    const [own, before] = [process.cpuUsage(), postgres()];
    const { done, perSecond } = await run();
    const { user, system } = process.cpuUsage(own);
    const cost = { perSecond, ownMs: (user + system) / 1000 / done, postgresMs: ((postgres() - before) * 1000) / done };
    process.stderr.write(`${done} bare orders, each: ${JSON.stringify(cost)}\n`);
    return cost;
  }

  #used(): Record<"cloud" | "postgres" | "sandbox" | "boxes", number> {
    const { pids, stores } = this.chain.file;
    return {
      cloud: cpuSeconds(pids.cloud ?? 0),
      postgres: postgresCpuSeconds(pids.postgres ?? 0, this.ownSessions),
      sandbox: cpuSeconds(pids.payments ?? 0),
      boxes: stores.reduce((sum, { id }) => sum + cpuSeconds(pids[id] ?? 0), 0),
    };
  }
}
