/**
 * One process of the chain: started, watched, stopped, killed, started again on the same port and directory.
 * It is a session of its own, so that Ctrl-C reaches only the runner, which stops the processes in their order; and a
 * watchdog ends it when the runner is gone, however it went.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { pause, type Timers } from "@crema/shared/domain/kernel/clock";
import { logTail } from "./log-tail.ts";

export interface ChildOptions {
  readonly name: string;
  /** Arguments of `node`. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Asked until it answers 200: then the process is up. */
  readonly readyUrl: string;
  readonly timers: Timers;
  /** It has ended without having been asked to; `why`: its exit code or the signal. */
  readonly onDeath?: (why: string) => void;
}

/** Longer than the 30 s that the processes give themselves to stop in order. */
const STOP_MS = 35_000;
const READY_MS = 60_000;
const ASK_EVERY_MS = 50;

/** Ends process $1 once stdin is closed, which the system does when the runner ends in whatever way. */
const WATCHDOG = `cat >/dev/null; kill -TERM "$1" 2>/dev/null || exit 0
for i in 1 2 3 4 5 6 7 8 9 10; do sleep 1; kill -0 "$1" 2>/dev/null || exit 0; done; kill -KILL "$1" 2>/dev/null`;

export class Child {
  #process: ChildProcess | null = null;
  #exit: Promise<void> = Promise.resolve();
  #ended: string | null = null;
  /** It is being ended, or has not come up yet: then its end is no news. */
  #expected = true;

  constructor(private readonly options: ChildOptions) {}

  get name(): string {
    return this.options.name;
  }

  /** null while it does not run. */
  get pid(): number | null {
    return this.#ended === null ? (this.#process?.pid ?? null) : null;
  }

  /** Resolves when the process serves; rejects with the end of its log when it ends before, or takes too long. */
  async start(): Promise<void> {
    if (this.pid !== null) throw new Error(`${this.name} is running already`);
    const log = openSync(this.options.logFile, "a");
    const child = spawn(process.execPath, [...this.options.args], {
      cwd: this.options.cwd,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, TZ: "UTC", ...this.options.env },
      stdio: ["ignore", log, log],
      detached: true,
    });
    closeSync(log);
    this.#process = child;
    this.#ended = null;
    this.#expected = true;
    const watchdog = child.pid === undefined ? null : spawnWatchdog(child.pid);
    this.#exit = new Promise((resolve) => {
      const end = (why: string) => {
        this.#ended = why;
        watchdog?.kill("SIGKILL");
        resolve();
        if (!this.#expected) this.options.onDeath?.(why);
      };
      child.once("exit", (code, signal) => end(signal ?? `code ${code}`));
      child.once("error", (error) => end(error.message));
    });
    await this.#ready();
    this.#expected = false;
  }

  /** In order, by SIGTERM; by force when that takes too long. Does nothing when it does not run. */
  async stop(): Promise<void> {
    if (this.pid === null) return;
    this.#expected = true;
    this.#process?.kill("SIGTERM");
    const force = this.options.timers.after(STOP_MS, () => this.#process?.kill("SIGKILL"));
    await this.#exit;
    force.cancel();
  }

  /** Sends the signal and waits until the process is gone. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    if (this.pid === null) throw new Error(`${this.name} is not running`);
    this.#expected = true;
    this.#process?.kill(signal);
    await this.#exit;
  }

  async #ready(): Promise<void> {
    const { timers, readyUrl } = this.options;
    let late = false;
    const limit = timers.after(READY_MS, () => {
      late = true;
    });
    try {
      while (!(await responses(readyUrl))) {
        if (this.#ended !== null || late) {
          throw new Error(
            `${this.name} ${late ? "was not ready in time" : `ended with ${this.#ended}`}:\n${logTail(this.options.logFile)}`,
          );
        }
        await pause(timers, ASK_EVERY_MS);
      }
    } finally {
      limit.cancel();
    }
  }
}

function spawnWatchdog(pid: number): ChildProcess {
  const watchdog = spawn("/bin/sh", ["-c", WATCHDOG, "crema-watchdog", String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watchdog.unref();
  return watchdog;
}

async function responses(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000), headers: { connection: "close" } });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
