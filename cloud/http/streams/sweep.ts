/**
 * One timer for the heartbeats of many streams, in slices, so that they are not all written at once. A stream is in the slice
 * that was swept last when it came, and so is silent no longer than one round.
 */
import type { TimerHandle, Timers } from "@crema/shared/domain/kernel/clock";

const SLICES = 20;

export interface Sweep<T> {
  /** Returns the slice, to be taken out of again. */
  add(one: T): Set<T>;
  stop(): void;
}

/** Calls `visit` for each once per `everyMs`. It may take its stream out. */
export function createSweep<T>(timers: Timers, everyMs: number, visit: (one: T) => void): Sweep<T> {
  const slices = Array.from({ length: SLICES }, () => new Set<T>());
  let at = 0;
  let timer: TimerHandle | null = null;
  let stopped = false;
  const current = (): Set<T> => slices[at] as Set<T>;
  const next = () => {
    timer = stopped ? null : timers.after(everyMs / SLICES, turn);
  };
  function turn(): void {
    at = (at + 1) % SLICES;
    for (const one of current()) visit(one);
    if (slices.some((slice) => slice.size > 0)) next();
    else timer = null;
  }
  return {
    add(one) {
      if (timer === null) next();
      return current().add(one);
    },
    stop() {
      stopped = true;
      timer?.cancel();
      timer = null;
    },
  };
}
