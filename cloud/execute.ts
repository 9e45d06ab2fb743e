/**
 * The one write path of domain state on Postgres: a transaction around a unit of work. A lost race between transactions is
 * run again as a whole. Easy to get wrong: `work` may run more than once, so it must not do anything outside its unit.
 */

import type { Clock } from "@crema/shared/clock";
import type { Result } from "@crema/shared/errors";
import type { IdSource } from "@crema/shared/ids";
import type pg from "pg";
import { codeOf, type Database } from "./db/database.ts";
import { UnitOfWork } from "./db/unit-of-work.ts";

export interface Executor {
  /** Commits what `work` has staged; rolls back when it refuses or throws. */
  execute<T>(work: (unit: UnitOfWork) => Promise<Result<T>>): Promise<Result<T>>;
  /** For work that has something to keep even where it refuses (ingest): rolls back only when it throws. */
  transaction<T>(work: (unit: UnitOfWork) => Promise<T>): Promise<T>;
}

export interface ExecutorOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly newId: IdSource;
  /** After a commit that somebody has to hear of: wakes the outbox relay. */
  readonly onCommitted: () => void;
}

/** serialization_failure, deadlock_detected. */
const LOST_RACES = new Set(["40001", "40P01"]);
const ATTEMPTS = 5;

export function createExecutor(options: ExecutorOptions): Executor {
  const run = async <T>(work: (unit: UnitOfWork) => Promise<T>, keep: (value: T) => boolean): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await attemptOnce(options, work, keep);
      } catch (error) {
        if (attempt >= ATTEMPTS || !LOST_RACES.has(codeOf(error) ?? "")) throw error;
      }
    }
  };
  return {
    execute: (work) => run(work, (result) => result.ok),
    transaction: (work) => run(work, () => true),
  };
}

async function attemptOnce<T>(options: ExecutorOptions, work: (unit: UnitOfWork) => Promise<T>, keep: (value: T) => boolean): Promise<T> {
  const client = await options.database.pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const unit = new UnitOfWork(client, options.clock, options.newId);
    const value = await work(unit);
    if (!keep(value)) {
      await client.query("ROLLBACK");
      return value;
    }
    const heard = await unit.flush();
    await client.query("COMMIT");
    if (heard) options.onCommitted();
    return value;
  } catch (error) {
    broken = await rollBack(client);
    throw error;
  } finally {
    client.release(broken);
  }
}

/** A connection that cannot even roll back is given up; the server has then done it. */
async function rollBack(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query("ROLLBACK");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
