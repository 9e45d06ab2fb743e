/**
 * The one write path of domain state on Postgres: a transaction around a unit of work. A transaction that loses a race
 * is run again as a whole. Pitfall: `work` may run more than once, so it must have no effect outside its unit.
 */

import type { Clock } from "@crema/shared/domain/kernel/clock";
import type { Result } from "@crema/shared/domain/kernel/errors";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import type pg from "pg";
import { codeOf, type Database } from "./db/database.ts";
import { flushPending, type Said } from "./db/flush.ts";
import { NotYourTurn, StoreTurns } from "./db/store-turns.ts";
import { type Subject, UnitOfWork } from "./db/unit-of-work.ts";
import { eraseAgain } from "./erasure/erase-again.ts";
import { applyPaymentPolicy } from "./payments/operations/apply-policy.ts";

export interface Executor {
  /** Commits what `work` has staged; rolls back when it refuses or throws. `subject` is locked with the first trip. */
  execute<T>(work: (unit: UnitOfWork) => Promise<Result<T>>, subject?: Subject): Promise<Result<T>>;
  /** For work that has something to keep even where it refuses (ingest): rolls back only when it throws. */
  transaction<T>(work: (unit: UnitOfWork) => Promise<T>, subject?: Subject): Promise<T>;
}

/** What a transaction has opened. */
export interface Opened {
  /** It is committed: what was taken is carried out, and what was not is looked for. */
  begin(): void;
  /** It was not. */
  drop(): void;
}

export interface ExecutorOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly newId: IdSource;
  /** After a commit that somebody has to hear of: wakes the outbox relay, and who tells customers. */
  readonly onCommitted: (said: Said) => void;
  /** Takes what a transaction has opened at the payment provider, in that transaction; begun once it is committed. */
  readonly takeOpened?: (unit: UnitOfWork) => Opened | null;
}

/** serialization_failure, deadlock_detected. */
const LOST_RACES = new Set(["40001", "40P01"]);
const STATEMENT_TIMEOUT = "57014";
const ATTEMPTS = 5;

export function createExecutor(options: ExecutorOptions): Executor {
  const turns = new StoreTurns();
  const run = async <T>(work: (unit: UnitOfWork) => Promise<T>, keep: (value: T) => boolean, subject: Subject | null): Promise<T> => {
    let lost = 0;
    /** The store at which a place is kept for the next attempt. */
    let place: string | null = null;
    for (;;) {
      const at = new Place(turns, place);
      place = null;
      try {
        // Who knows where it leads waits without a connection.
        if (subject) at.take(subject.storeId);
        return await attemptOnce(options, at, { work, keep, subject });
      } catch (error) {
        if (error instanceof NotYourTurn) {
          at.leave();
          await turns.wait(error.storeId);
          place = error.storeId;
          continue;
        }
        const code = codeOf(error) ?? "";
        lost += 1;
        if (lost >= ATTEMPTS || !LOST_RACES.has(code)) throw error;
      } finally {
        at.leave();
      }
    }
  };
  return {
    execute: (work, subject) => run(work, (result) => result.ok, subject ?? null),
    transaction: (work, subject) => run(work, () => true, subject ?? null),
  };
}

/** An attempt's place at its store, if it has come to one. */
class Place {
  constructor(
    private readonly turns: StoreTurns,
    private storeId: string | null,
  ) {}

  take(storeId: string): void {
    if (this.storeId === storeId) return;
    if (!this.turns.enter(storeId)) throw new NotYourTurn(storeId);
    this.storeId = storeId;
  }

  giveUp(error: unknown): void {
    if (this.storeId !== null) this.turns.giveUp(this.storeId, error);
  }

  leave(): void {
    if (this.storeId !== null) this.turns.leave(this.storeId);
    this.storeId = null;
  }
}

interface Attempt<T> {
  readonly work: (unit: UnitOfWork) => Promise<T>;
  readonly keep: (value: T) => boolean;
  readonly subject: Subject | null;
}

async function attemptOnce<T>(options: ExecutorOptions, place: Place, { work, keep, subject }: Attempt<T>): Promise<T> {
  const client = await options.database.pool.connect();
  let broken: Error | undefined;
  let unit: UnitOfWork | null = null;
  let opened: Opened | null = null;
  try {
    unit = new UnitOfWork(client, options.clock, options.newId, (storeId) => place.take(storeId));
    await unit.begin(subject);
    const value = await work(unit);
    if (!keep(value)) {
      await client.query("ROLLBACK");
      return value;
    }
    // What the orders' new states ask of their payments is in the same commit.
    await applyPaymentPolicy(unit);
    await eraseAgain(unit);
    opened = options.takeOpened?.(unit) ?? null;
    const said = await flushPending(unit);
    opened?.begin();
    opened = null;
    if (said.isHeard) options.onCommitted(said);
    return value;
  } catch (error) {
    opened?.drop();
    // Whoever has the row and takes too long over something else hands it on.
    if (codeOf(error) === STATEMENT_TIMEOUT && !unit?.link) place.giveUp(error);
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
