/**
 * The loop of a job: runs, waits, runs again; at once when it is poked. A failure is reported and tried again after the
 * wait, so a Postgres that goes away and comes back needs nobody. Stopping waits for the run in hand.
 */
import { pause, type Timers } from "../domain/kernel/clock.ts";

export interface Job {
  start(): void;
  /** Runs again at once, or right after the run in hand. */
  poke(): void;
  stop(): Promise<void>;
}

export interface JobOptions {
  readonly timers: Timers;
  /** The wait between runs, in milliseconds. */
  readonly everyMs: number;
  readonly onError: (error: unknown) => void;
  readonly run: () => Promise<void>;
  /** Asked before each run; false: not now. */
  readonly mayRun?: () => boolean;
}

export function createJob({ timers, everyMs, onError, run, mayRun = () => true }: JobOptions): Job {
  let stopped = false;
  let poked = false;
  let wake = new AbortController();
  let running: Promise<void> = Promise.resolve();

  const loop = async (): Promise<void> => {
    while (!stopped) {
      poked = false;
      try {
        if (mayRun()) await run();
      } catch (error) {
        onError(error);
        // Not at once: what failed just now fails again.
        poked = false;
      }
      if (poked || stopped) continue;
      wake = new AbortController();
      await pause(timers, everyMs, wake.signal);
    }
  };

  return {
    start() {
      running = loop();
    },
    poke() {
      poked = true;
      wake.abort();
    },
    async stop() {
      stopped = true;
      wake.abort();
      await running;
    },
  };
}
