/**
 * The processes of a chain: started, written down for whoever has to clean up, watched. One that dies is reported at once, and
 * with `keepAlive` started again; what chain.json says of pids stays true either way.
 */
import { join } from "node:path";
import { pause } from "@crema/shared/domain/kernel/clock";
import type { Lifecycle } from "@crema/shared/server/lifecycle";
import { systemTimers } from "@crema/shared/server/system";
import { type ChainFile, writeProcesses } from "./chain-file.ts";
import { Child } from "./processes/child.ts";
import { identify } from "./processes/identity.ts";

export interface ChainProcessesOptions {
  readonly dir: string;
  readonly root: string;
  /** null while it does not run. */
  readonly postgresPid: () => number | null;
  readonly lifecycle: Lifecycle;
  readonly keepAlive: boolean;
  readonly news: (line: string) => void;
}

const AGAIN_AFTER_MS = 1_000;
/** One that does not come up so often in a row needs a person. */
const TRIES = 5;

export class ChainProcesses {
  readonly #children = new Map<string, Child>();
  #changed: () => void = () => undefined;

  constructor(private readonly options: ChainProcessesOptions) {}

  /** Calls `changed` now, and whenever a process has another pid, or none. */
  onChanged(changed: () => void): void {
    this.#changed = changed;
    changed();
  }

  /** Something has changed that was not started here. */
  changed(): void {
    this.remember();
    this.#changed();
  }

  /** Writes down what runs; returns the pids by name. */
  remember(): ChainFile["pids"] {
    const pids: ChainFile["pids"] = { chain: process.pid };
    const postgres = this.options.postgresPid();
    if (postgres !== null) pids.postgres = postgres;
    for (const child of this.#children.values()) if (child.pid !== null) pids[child.name] = child.pid;
    const known = Object.entries(pids).flatMap(([name, pid]) => {
      const identity = identify(pid);
      return identity ? [{ name, ...identity }] : [];
    });
    writeProcesses(this.options.dir, known);
    return pids;
  }

  /** One of the same name has to have ended. */
  async launch(name: string, args: readonly string[], env: Readonly<Record<string, string>>, readyUrl: string): Promise<void> {
    const { dir, root, lifecycle } = this.options;
    const child = new Child({
      ...{ name, args, env, readyUrl, cwd: root, timers: systemTimers },
      logFile: join(dir, "logs", `${name}.log`),
      onDeath: (why) => void this.#died(name, why),
    });
    this.#children.set(name, child);
    lifecycle.push(name, () => child.stop());
    await child.start();
    this.changed();
  }

  named(name: string): Child {
    const found = this.#children.get(name);
    if (!found) throw new Error(`The chain has no process ${name}; it has ${[...this.#children.keys()].join(", ")}.`);
    return found;
  }

  async restart(name: string): Promise<void> {
    await this.named(name).stop();
    await this.named(name).start();
    this.changed();
  }

  async #died(name: string, why: string): Promise<void> {
    const { keepAlive, lifecycle, news, dir } = this.options;
    if (lifecycle.stopping) return;
    this.#changed();
    const log = join(dir, "logs", `${name}.log`);
    if (!keepAlive) return news(`${name} has died (${why}); see ${log}. With --keep-alive it is started again.`);
    news(`${name} has died (${why}); it is started again`);
    for (let tries = 1; tries <= TRIES && !lifecycle.stopping; tries += 1) {
      await pause(systemTimers, AGAIN_AFTER_MS);
      const failed = await this.named(name)
        .start()
        .then(
          () => null,
          (error: unknown) => error,
        );
      if (failed === null) {
        this.#changed();
        return news(`${name} is back`);
      }
    }
    if (!lifecycle.stopping) news(`${name} does not come up; see ${log}`);
  }
}
