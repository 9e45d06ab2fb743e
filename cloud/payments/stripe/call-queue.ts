/**
 * Limits the calls to the provider: so many at once, so many waiting, and a pause for all after a 429. A queue without
 * a limit would hide that the provider is slow until the customers have gone; beyond it a call is not made.
 */
import { type Clock, pause, type Timers } from "@crema/shared/domain/kernel/clock";

export interface CallQueueOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Calls under way at most. */
  readonly atOnce: number;
  /** Calls that may wait for their turn. */
  readonly waiting: number;
}

export class CallQueue {
  #running = 0;
  #notBefore = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly options: CallQueueOptions) {}

  /** Runs `call` when it is its turn; null, without having called, when too many wait already. */
  async run<T>(call: () => Promise<T>): Promise<T | null> {
    if (this.#running >= this.options.atOnce) {
      if (this.#waiting.length >= this.options.waiting) return null;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#running += 1;
    try {
      const wait = this.#notBefore - this.options.clock.monotonic();
      if (wait > 0) await pause(this.options.timers, wait);
      return await call();
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** The provider asks for a pause. */
  holdOff(ms: number): void {
    this.#notBefore = Math.max(this.#notBefore, this.options.clock.monotonic() + ms);
  }

  get depth(): number {
    return this.#running + this.#waiting.length;
  }
}
