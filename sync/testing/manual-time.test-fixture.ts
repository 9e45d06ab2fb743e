/** Time for tests: it stands still until the test moves it. A wait of nothing ends after the I/O of this turn. */
import type { Clock, Timers } from "@crema/shared/domain/kernel/clock";
import { systemTimers } from "@crema/shared/server/system";

const START = Date.parse("2026-11-02T08:00:00.000Z");

export class ManualTime {
  #elapsed = 0;
  readonly #due = new Map<object, { readonly at: number; readonly run: () => void }>();

  readonly clock: Clock = { now: () => START + this.#elapsed, monotonic: () => this.#elapsed };

  readonly timers: Timers = {
    after: (ms, run) => {
      if (ms <= 0) return systemTimers.afterTurn(run);
      const key = {};
      this.#due.set(key, { at: this.#elapsed + ms, run });
      return { cancel: () => this.#due.delete(key) };
    },
    afterTurn: (run) => systemTimers.afterTurn(run),
  };

  /** Timers that wait. */
  get pending(): number {
    return this.#due.size;
  }

  advance(ms: number): void {
    this.#elapsed += ms;
    for (const [key, timer] of [...this.#due].sort((a, b) => a[1].at - b[1].at)) {
      if (timer.at <= this.#elapsed && this.#due.delete(key)) timer.run();
    }
  }
}

/** Lets a test wait for a condition instead of a time: whoever changes something says so. */
export class Changes {
  #waiting: (() => void)[] = [];

  readonly notify = (): void => {
    for (const look of this.#waiting.splice(0)) look();
  };

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
