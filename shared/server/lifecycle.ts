/**
 * Opens in order, closes in reverse. Each part of a process pushes its disposer as it opens, or is run as a service.
 * `stop` lets all services drain, then ends each part once, last first, and goes on when one of them fails: a socket that
 * fails to close must not keep the database open.
 */
import type { Timers } from "../domain/kernel/clock.ts";
import type { Service } from "./service.ts";

export type Disposer = () => void | Promise<void>;

export class Lifecycle {
  readonly #disposers: { name: string; dispose: Disposer; drain?: () => void }[] = [];
  #stopped: Promise<void> | null = null;

  constructor(private readonly onError: (name: string, error: unknown) => void) {}

  get stopping(): boolean {
    return this.#stopped !== null;
  }

  /** Starts a service; it drains and stops with the process. */
  async run(name: string, service: Service): Promise<void> {
    this.push(
      name,
      () => service.stop(),
      () => service.drain?.(),
    );
    await service.start();
  }

  /** What opens after the stop has begun (a start-up that was interrupted) is closed again at once. */
  push(name: string, dispose: Disposer, drain?: () => void): void {
    this.#disposers.push({ name, dispose, ...(drain && { drain }) });
    if (this.#stopped) this.#stopped = this.#stopped.then(() => this.#run());
  }

  /** Idempotent: every caller waits for the same stop. */
  stop(): Promise<void> {
    this.#stopped ??= this.#run();
    return this.#stopped;
  }

  async #run(): Promise<void> {
    for (const { name, drain } of this.#disposers.toReversed()) {
      try {
        drain?.();
      } catch (error) {
        this.onError(name, error);
      }
    }
    for (let entry = this.#disposers.pop(); entry; entry = this.#disposers.pop()) {
      try {
        await entry.dispose();
      } catch (error) {
        this.onError(entry.name, error);
      }
    }
  }
}

/** How long an orderly stop may take before the process is ended by force. */
export const FORCE_EXIT_MS = 30_000;

/** Stops in order, or by force after FORCE_EXIT_MS. Resolves to the exit code. */
export async function stopWithin(lifecycle: Lifecycle, timers: Timers, limitMs = FORCE_EXIT_MS): Promise<0 | 1> {
  return new Promise((resolve) => {
    const handle = timers.after(limitMs, () => resolve(1));
    void lifecycle.stop().then(() => {
      handle.cancel();
      resolve(0);
    });
  });
}
