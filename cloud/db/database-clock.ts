/**
 * The time that a node goes by: the database's, which is the same for all nodes. A node whose own clock is ahead would
 * find every store silent and every session over. So the offset is measured and the monotonic clock carries it on;
 * sweepers first ask whether it is known.
 */
import type { Clock, Timers } from "@crema/shared/domain/kernel/clock";
import { createJob, type Job } from "@crema/shared/server/service";
import type { Database } from "./database.ts";

const EVERY_MS = 60_000;
/** How soon a jump of the machine's clocks is noticed. */
const LOOK_EVERY_MS = 2_000;
/** After so long without a measurement nobody knows how far the clocks have drifted, or how long the machine has slept. */
const KNOWN_FOR_MS = 5 * EVERY_MS;
/** The machine's two clocks disagree by that much: one was set, or the machine was asleep. */
const JUMP_MS = 1_000;
/** A reading that took longer says too little. */
const SLOWEST_MS = 2_000;

export interface DatabaseClock {
  readonly clock: Clock;
  /** Whether the database's time is known well enough to sweep by. */
  readonly isKnown: () => boolean;
  /** How far this machine's clock is behind the database's, in ms; null: not measured yet. */
  readonly offsetMs: () => number | null;
  /** Rejects when the database is away. */
  measure(): Promise<void>;
  /** Measures once a minute, and as soon as the machine's two clocks disagree: it was asleep, and the time is behind. */
  readonly job: Job;
}

export interface DatabaseClockOptions {
  readonly database: Pick<Database, "pool">;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
}

export function createDatabaseClock({ database, clock, timers, onError }: DatabaseClockOptions): DatabaseClock {
  /** One moment by three clocks. */
  let measured: { readonly database: number; readonly monotonic: number; readonly machine: number } | null = null;
  const measure = async (): Promise<void> => {
    // How long a busy pool lets it wait for a connection says nothing of the reading.
    const client = await database.pool.connect();
    try {
      const began = clock.monotonic();
      const found = await client.query<{ ms: number }>("SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms");
      const took = clock.monotonic() - began;
      const ms = found.rows[0]?.ms;
      if (ms === undefined || took > SLOWEST_MS) return;
      measured = { database: ms + took / 2, monotonic: began + took, machine: clock.now() };
    } finally {
      client.release();
    }
  };
  const sinceMs = () => (measured ? clock.monotonic() - measured.monotonic : 0);
  const hasJumped = () => measured !== null && Math.abs(clock.now() - measured.machine - sinceMs()) >= JUMP_MS;
  let triedAt: number | null = null;
  const measureWhenDue = async (): Promise<void> => {
    const isDue = triedAt === null || clock.monotonic() - triedAt >= EVERY_MS;
    if (!isDue && !hasJumped()) return;
    triedAt = clock.monotonic();
    await measure();
  };
  return {
    clock: {
      now: () => (measured ? Math.round(measured.database + sinceMs()) : clock.now()),
      monotonic: () => clock.monotonic(),
    },
    isKnown: () => measured !== null && sinceMs() < KNOWN_FOR_MS && !hasJumped(),
    offsetMs: () => measured && measured.database - measured.machine,
    measure,
    job: createJob({ timers, everyMs: LOOK_EVERY_MS, onError, run: measureWhenDue }),
  };
}
