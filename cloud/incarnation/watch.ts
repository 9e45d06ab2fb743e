/**
 * Sees to it that this node works on the database that it knows: compares at the start, and on every new connection before that
 * serves anything, since a database that was put back has lost all its connections. Once a second it notes how far the database is.
 */
import { type Clock, iso, type Timers } from "@crema/shared/domain/kernel/clock";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import { createJob, type Job } from "@crema/shared/server/service";
import type pg from "pg";
import { type Begun, takeUpDatabase } from "./begin.ts";
import { judgeDatabase, type Remembered } from "./judge.ts";
import type { DatabaseMemory } from "./memory-file.ts";
import { observeDatabase } from "./observe.ts";

const EVERY_MS = 1_000;
/** Notes between two writes of the file. */
const NOTES_PER_WRITE = 5;

export interface IncarnationWatch {
  /** The incarnation of the database that this node works on. Throws before `start`. */
  present(): string;
  /** For a new connection, before it serves. Passes before `start`. */
  verify(client: pg.ClientBase): Promise<void>;
  /** Takes up the database, which is up to date. */
  start(pool: pg.Pool): Promise<void>;
  readonly job: Job;
}

export interface WatchOptions {
  readonly memory: DatabaseMemory;
  readonly newId: IdSource;
  /** The database's time. */
  readonly clock: Clock;
  readonly timers: Timers;
  /** A new incarnation was begun by this node: the database was put back. */
  readonly onBegun: (begun: NonNullable<Begun["begun"]>) => void;
  readonly onError: (error: unknown) => void;
}

export function createIncarnationWatch({ memory, newId, clock, timers, onBegun, onError }: WatchOptions): IncarnationWatch {
  let pool: pg.Pool | null = null;
  let remembered: Remembered | null = null;
  let notes = 0;
  let written: string | null = null;

  const look = async (client: pg.ClientBase): Promise<void> => {
    const observed = await observeDatabase(client, remembered?.incarnation_id ?? null);
    const verdict = judgeDatabase(remembered, observed);
    let incarnation_id: string;
    if (verdict.is === "present") incarnation_id = verdict.incarnation_id;
    else {
      const taken = await takeUpDatabase(client, { newId, now: () => iso(clock.now()) }, remembered);
      incarnation_id = taken.incarnation_id;
      if (taken.begun) onBegun(taken.begun);
    }
    const { system_identifier, timeline, position } = observed;
    // Two connections look at once: of one incarnation the later position counts.
    const before = remembered?.incarnation_id === incarnation_id ? remembered.position : 0;
    remembered = { incarnation_id, system_identifier, timeline, position: Math.max(before, position) };
  };
  const write = async (): Promise<void> => {
    if (!remembered) return;
    notes = 0;
    written = remembered.incarnation_id;
    await memory.write(remembered);
  };
  const note = async (): Promise<void> => {
    if (!pool) return;
    const client = await pool.connect();
    try {
      await look(client);
    } finally {
      client.release();
    }
    notes += 1;
    if (notes >= NOTES_PER_WRITE || written !== remembered?.incarnation_id) await write();
  };
  const job = createJob({ timers, everyMs: EVERY_MS, onError, run: note });
  return {
    present() {
      if (!remembered) throw new Error("the database was not taken up yet");
      return remembered.incarnation_id;
    },
    async verify(client) {
      if (pool) await look(client);
    },
    async start(given) {
      remembered = await memory.read();
      pool = given;
      await note();
    },
    job: {
      ...job,
      async stop() {
        await job.stop();
        await write();
      },
    },
  };
}
