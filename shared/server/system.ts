/**
 * The machine's own clock, timers and randomness. Only a `main.ts` (and the tools in test/) may import this file;
 * everything else receives these ports, so that a whole chain can run in one process under a seed.
 */
import type { Clock, RandomBytes, RandomFraction, Timers } from "../domain/kernel/clock.ts";

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

export const systemTimers: Timers = {
  after(ms, run) {
    const handle = setTimeout(run, ms);
    return { cancel: () => clearTimeout(handle) };
  },
  afterTurn(run) {
    const handle = setImmediate(run);
    return { cancel: () => clearImmediate(handle) };
  },
};

export const systemRandomBytes: RandomBytes = (n) => crypto.getRandomValues(new Uint8Array(n));

export const systemRandomFraction: RandomFraction = () => Math.random();
