/** Waits for a condition, never for luck: asks again until it holds, and says what was still so when it gives up. */
import { type Clock, pause, type Timers } from "@crema/shared/domain/kernel/clock";

export interface UntilOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly what: string;
  readonly limitMs: number;
  readonly everyMs?: number;
}

/** Resolves with the first value that is not null; throws after `limitMs`, with the last error if there was one. */
export async function until<T>(options: UntilOptions, ask: () => Promise<T | null>): Promise<T> {
  const giveUpAt = options.clock.monotonic() + options.limitMs;
  let cause: unknown;
  for (;;) {
    try {
      const value = await ask();
      if (value !== null) return value;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (options.clock.monotonic() >= giveUpAt) throw new Error(`Waited ${options.limitMs} ms in vain: ${options.what}`, { cause });
    await pause(options.timers, options.everyMs ?? 100);
  }
}
