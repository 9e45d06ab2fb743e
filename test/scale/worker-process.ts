/** A process of the scale run, and what can be asked of it. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { HeldStream, StreamFigures } from "./held-streams.ts";
import type { LightStore } from "./light-box.ts";

export interface WorkerCalls {
  openStreams(given: { urls: readonly string[]; streams: readonly HeldStream[]; atOnce: number }): Promise<void>;
  figures(): Promise<StreamFigures>;
  cursors(): Promise<[string, number][]>;
  openBoxes(given: { urls: readonly string[]; stores: readonly LightStore[] }): Promise<void>;
  place(given: { each: number }): Promise<string[]>;
  change(given: { perSecond: number; seconds: number }): Promise<number>;
  cutOff(): Promise<void>;
  comeBack(given: { changes: number }): Promise<number[]>;
  events(): Promise<number>;
  end(): Promise<void>;
}

export interface Asked {
  readonly id: number;
  readonly call: keyof WorkerCalls;
  readonly given: unknown;
}

interface Reply {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

const MAIN = fileURLToPath(new URL("./worker/main.ts", import.meta.url));

export class WorkerProcess {
  readonly #process: ChildProcess = fork(MAIN, { execArgv: ["--import", "tsx", "--max-old-space-size=3072"] });
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #next = 0;

  constructor() {
    this.#process.on("message", ({ id, value, error }: Reply) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(value);
      else waiting?.reject(new Error(error));
    });
    this.#process.once("exit", (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`a worker ended with ${code}`));
    });
  }

  ask<C extends keyof WorkerCalls>(call: C, ...given: Parameters<WorkerCalls[C]>): ReturnType<WorkerCalls[C]> {
    const id = this.#next++;
    const reply = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#process.send({ id, call, given: given[0] } satisfies Asked);
    return reply as ReturnType<WorkerCalls[C]>;
  }

  async end(): Promise<void> {
    const exited = new Promise<void>((resolve) => this.#process.once("exit", () => resolve()));
    if (this.#process.connected) this.#process.disconnect();
    await exited;
  }
}
