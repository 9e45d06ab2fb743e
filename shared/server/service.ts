/**
 * What runs in the background, on both sides: it starts, it may have to drain, it stops. Two kinds of it are made here: a job runs
 * one run after the other and can be poked; a ticker does something small each time a while has passed.
 */
import { pause, type TimerHandle, type Timers } from "../domain/kernel/clock.ts";

export interface Service {
  start(): void | Promise<void>;
  /** Takes on nothing new, and tells whoever waits for it; what is under way goes on. Comes before any stop. */
  drain?(): void;
  /** Resolves when nothing of it runs any more. */
  stop(): void | Promise<void>;
}

export interface Job extends Service {
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

/**
 * Runs, waits, runs again; at once when it is poked. A failure is reported and tried again after the wait, so a Postgres that goes
 * away and comes back needs nobody. Stopping waits for the run in hand.
 */
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

export interface TickerOptions {
  readonly timers: Timers;
  readonly everyMs: number;
  readonly onError: (error: unknown) => void;
  readonly run: () => void | Promise<void>;
}

/** Runs for the first time after the wait. The next run is armed first: what one throws is reported, and ends nothing. */
export function createTicker({ timers, everyMs, onError, run }: TickerOptions): Service {
  let timer: TimerHandle | null = null;
  let running: Promise<void> = Promise.resolve();
  const tick = () => {
    timer = timers.after(everyMs, tick);
    try {
      const begun = run();
      if (begun) running = begun.catch(onError);
    } catch (error) {
      onError(error);
    }
  };
  return {
    start() {
      timer = timers.after(everyMs, tick);
    },
    async stop() {
      timer?.cancel();
      await running;
    },
  };
}
