/**
 * The ports through which time and randomness reach the code. Nothing here reads a clock: `main.ts` hands in the
 * system's (system.ts), tests hand in their own. `now` may jump; durations are measured with `monotonic`.
 */
import { z } from "zod";

/** ISO 8601 in UTC with milliseconds, as it stands on the wire and in every row. */
export const Timestamp = z.iso.datetime({ precision: 3 });
export type Timestamp = string;

/** A time as clients write it: any RFC 3339 date-time, with or without fractions, in any zone. It goes on as a `Timestamp`. */
export const RequestedTime = z.iso
  .datetime({ offset: true, abort: true })
  .overwrite((text) => iso(Date.parse(text)))
  .refine((text) => Timestamp.safeParse(text).success, { error: "before the year 10000 in UTC" });

export interface Clock {
  /** Milliseconds since 1970 by the wall clock; may be wrong, may jump. */
  now(): number;
  /** Milliseconds from an arbitrary start; never goes back. */
  monotonic(): number;
}

export interface TimerHandle {
  cancel(): void;
}

export interface Timers {
  after(ms: number, run: () => void): TimerHandle;
  /** Runs after the I/O of this turn of the event loop: what arrived together is seen together. */
  afterTurn(run: () => void): TimerHandle;
}

/** `n` unpredictable bytes. */
export type RandomBytes = (n: number) => Uint8Array;

/** A number in [0, 1), for jitter only. */
export type RandomFraction = () => number;

export function iso(ms: number): Timestamp {
  return new Date(ms).toISOString();
}

/** Waits `ms`, or until the signal aborts, whichever is first. Never rejects. */
export function pause(timers: Timers, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      handle.cancel();
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const handle = timers.after(ms, done);
    signal?.addEventListener("abort", done, { once: true });
  });
}
