/**
 * Time that a test moves by hand: a clock and a timer wheel. No timer fires unless the test moves the clock.
 * Promises need a turn of the real event loop between two timers; `advance` and `settle` provide it.
 */

import { systemTimers } from "../../server/system.ts";
import type { Clock, TimerHandle, Timers } from "./clock.ts";

export interface ManualTime {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Moves both clocks forward, runs due timers in order, and lets promises settle after each. */
  advance(ms: number): Promise<void>;
  /** Runs the callbacks that wait for the end of the turn and lets promises settle. Moves no clock. */
  settle(): Promise<void>;
  /** The wall clock jumps; durations and timers do not notice. */
  jump(ms: number): void;
  /** How many timers are set. A service that was stopped leaves none. */
  pending(): number;
}

interface Waiting {
  readonly due: number;
  readonly run: () => void;
}

export function createManualTime(startMs: number = Date.UTC(2026, 4, 4, 8)): ManualTime {
  const waiting = new Set<Waiting>();
  let turn: Waiting[] = [];
  let elapsed = 0;
  let wallOffset = startMs;

  const realTurn = () => new Promise<void>((resolve) => systemTimers.afterTurn(resolve));

  async function settle(): Promise<void> {
    await realTurn();
    while (turn.length > 0) {
      const now = turn;
      turn = [];
      for (const entry of now) entry.run();
      await realTurn();
    }
  }

  function nextDue(until: number): Waiting | null {
    let first: Waiting | null = null;
    for (const entry of waiting) if (entry.due <= until && (first === null || entry.due < first.due)) first = entry;
    return first;
  }

  return {
    clock: { now: () => wallOffset + elapsed, monotonic: () => elapsed },
    timers: {
      after(ms, run): TimerHandle {
        const entry = { due: elapsed + Math.max(0, ms), run };
        waiting.add(entry);
        return { cancel: () => void waiting.delete(entry) };
      },
      afterTurn(run): TimerHandle {
        const entry = { due: elapsed, run };
        turn.push(entry);
        return {
          cancel: () => {
            turn = turn.filter((other) => other !== entry);
          },
        };
      },
    },
    async advance(ms) {
      const until = elapsed + ms;
      await settle();
      for (let entry = nextDue(until); entry; entry = nextDue(until)) {
        waiting.delete(entry);
        elapsed = Math.max(elapsed, entry.due);
        entry.run();
        await settle();
      }
      elapsed = until;
    },
    settle,
    jump(ms) {
      wallOffset += ms;
    },
    pending: () => waiting.size + turn.length,
  };
}
