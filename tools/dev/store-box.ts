/** A store's box in the chain: the machine that it is now, and another one in its place, at the same address. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ChainProcesses } from "./chain-processes.ts";
import type { Programs } from "./programs.ts";
import { type CommandLine, replaceBox } from "./seed/seed.ts";

export interface StoreBoxOptions {
  readonly storeId: string;
  /** The chain's. */
  readonly dir: string;
  readonly port: number;
  /** Where the box finds its cloud. */
  readonly cloudUrl: string;
  readonly env: Readonly<Record<string, string>>;
  readonly programs: Programs;
  readonly processes: ChainProcesses;
  readonly runCloud: CommandLine;
}

/** As the image starts it. */
const NODE_FLAGS = ["--max-semi-space-size=8", "--max-old-space-size=256"];

export class StoreBox {
  #folder: string;

  /** `folder`: of the box that an earlier start has left, in the chain's data. */
  constructor(
    private readonly options: StoreBoxOptions,
    folder: string | undefined,
  ) {
    this.#folder = folder ?? options.storeId;
  }

  get folder(): string {
    return this.#folder;
  }

  get dataDir(): string {
    return join(this.options.dir, "data", this.#folder);
  }

  get url(): string {
    return `http://127.0.0.1:${this.options.port}`;
  }

  async launch(): Promise<void> {
    const { processes, programs, storeId } = this.options;
    await processes.launch(storeId, [...NODE_FLAGS, ...programs.stays(storeId), "start"], this.#env, `${this.url}/healthz`);
  }

  /**
   * An empty machine at the address of the one that has died becomes the store's box, by the command lines. Resolves to the data
   * directory of the dead one. Rejects with the new one stopped, where its line is down for example.
   */
  async replace(): Promise<string> {
    const { storeId, processes, runCloud, cloudUrl } = this.options;
    const dead = this.dataDir;
    const former = this.#folder;
    for (let number = 2; existsSync(this.dataDir); number += 1) this.#folder = `${storeId}-box-${number}`;
    try {
      await this.launch();
      await replaceBox(storeId, runCloud, this.commandLine(), cloudUrl);
    } catch (error) {
      await processes.named(storeId).stop();
      this.#folder = former;
      throw error;
    }
    return dead;
  }

  /** Works on the box that runs. */
  commandLine(): CommandLine {
    const { programs, runCloud, dir, storeId } = this.options;
    return { program: programs.edge, cwd: runCloud.cwd, env: this.#env, logFile: join(dir, "logs", `${storeId}.log`) };
  }

  get #env(): Record<string, string> {
    return { CREMA_EDGE_HOST: "127.0.0.1", CREMA_EDGE_PORT: String(this.options.port), CREMA_DATA_DIR: this.dataDir, ...this.options.env };
  }
}
