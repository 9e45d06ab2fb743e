/**
 * Timers whose callbacks cannot end the process: what one throws (a read error of the disk, say) is reported, and the next
 * one runs as if nothing had happened. For periodic work, which begins by arming its next run.
 */
import type { Timers } from "../domain/kernel/clock.ts";

export function guardTimers(timers: Timers, onError: (error: unknown) => void): Timers {
  const guarded = (run: () => void) => () => {
    try {
      run();
    } catch (error) {
      onError(error);
    }
  };
  return {
    after: (ms, run) => timers.after(ms, guarded(run)),
    afterTurn: (run) => timers.afterTurn(guarded(run)),
  };
}
