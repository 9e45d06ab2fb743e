/**
 * What runs in the background, on both sides: it starts, may drain, and stops. Two kinds are made here: a job does one
 * run after the other and can be poked; a ticker does something small at an interval.
 */
import { pause, type TimerHandle, type Timers } from "../domain/kernel/clock.ts";

export interface Service {
  start(): void | Promise<void>;
  /** Accepts nothing new and tells its clients; current work goes on. Called on all services before the first stop. */
  drain?(): void;
  /** Resolves when all of its work has ended. */
  stop(): void | Promise<void>;
}

export interface Job extends Service {
  start(): void;
  /** Runs again at once, or right after the current run. */
  poke(): void;
  stop(): Promise<void>;
}

export interface JobOptions {
  readonly timers: Timers;
  /** The wait between runs, in milliseconds. */
  readonly everyMs: number;
  readonly onError: (error: unknown) => void;
  /** One that has much to do asks in between whether the job is to stop, and leaves the rest. */
  readonly run: (isStopped: () => boolean) => Promise<void>;
  /** Called before each run; false skips it. */
  readonly mayRun?: () => boolean;
}

/**
 * Runs, waits, runs again; at once when it is poked. A failure is reported and tried again after the wait, so it recovers
 * by itself when Postgres does. Stopping waits for the current run.
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
        if (mayRun()) await run(() => stopped);
      } catch (error) {
        onError(error);
        // Not at once, because it would fail again.
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

/**
 * Runs for the first time after one interval. The next timer is set before each run, so that a run that throws is
 * reported and does not end the ticker.
 */
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
