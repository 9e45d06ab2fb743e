/**
 * The only place that opens a write transaction on the box. Commands that arrive in one turn of the event loop share one
 * commit, each in its savepoint; every reply, also a refusal, leaves after it, and screens hear of changes only then.
 * Pitfall: SQLite may roll back the whole group inside a single command (a full disk does), so after any thrown error
 * `inTransaction` decides whether the other commands are still valid.
 */
import type { EventRequest } from "@crema/shared/domain/event-envelope";
import type { Timers } from "@crema/shared/domain/kernel/clock";
import { type Refusal, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { BoxIdentity } from "@crema/sync/ports";
import { type BoxRow, identityOf, type Position, prepareBox } from "./db/box-state.ts";
import { type Db, SqliteError } from "./db/database.ts";
import type { Change } from "./ports.ts";

/** What a command sees of the group's transaction. Valid only while the command runs. */
export interface Tx {
  /** The box's positions as of this command; assignments are committed with the group. */
  readonly position: Position;
  readonly box: BoxRow;
  readonly identity: BoxIdentity | null;
  /** The request that this command answers, which goes into the events that it appends; set by whoever remembers the response. */
  request: EventRequest | null;
  /** Call after writing the row of `box`. */
  boxChanged(): void;
  /** Publishes after the commit, under the next cursor, which it returns. */
  publish(change: (cursor: number) => Change): number;
  /** What the group has to publish so far, this command included. */
  readonly changes: readonly Change[];
}

export interface Executor {
  /**
   * Runs `work` in the next group. Resolves after the commit; a refusal has undone what `work` wrote. Refuses with
   * storage.full or storage.unavailable when nothing could be stored. Rejects with what `work` threw.
   */
  run<T>(work: (tx: Tx) => Result<T>): Promise<Result<T>>;
  /**
   * Runs `before` outside of any transaction, and `work` in a commit of its own; nothing is committed between the two. Settles as
   * `run` does; when `before` throws, nothing else has happened.
   */
  alone<T>(before: () => void, work: (tx: Tx) => Result<T>): Promise<Result<T>>;
  /** Resolves when all accepted commands are committed; later ones are refused with service.unavailable. */
  stop(): Promise<void>;
}

export interface ExecutorOptions {
  readonly db: Pick<Db, "prepare" | "inTransaction">;
  readonly timers: Timers;
  readonly publish: (changes: readonly Change[]) => void;
  /** After each commit: how many events it appended to the log. */
  readonly onCommitted: (appended: number) => void;
  /**
   * For the metrics: called when a group begins, with its number of commands; the returned function is called when it is
   * committed.
   */
  readonly observeGroup?: (commands: number) => () => void;
  /** The most commands that share a commit. */
  readonly maxGroup?: number;
}

interface Job {
  /** Runs the command; true when its savepoint is to be released, false to roll it back. */
  run(tx: Tx): boolean;
  fail(error: unknown): void;
  /** Settles the caller's promise with the command's outcome, or with the error that lost the group. */
  settle(lost: { readonly error: unknown } | null): void;
}

const MAX_GROUP = 256;

export function createExecutor(options: ExecutorOptions): Executor {
  const { db, timers } = options;
  const maxGroup = options.maxGroup ?? MAX_GROUP;
  const table = prepareBox(db);
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const rollback = db.prepare("ROLLBACK");
  const savepoint = db.prepare("SAVEPOINT command");
  const release = db.prepare("RELEASE command");
  const rollbackTo = db.prepare("ROLLBACK TO command");
  let waiting: Job[] = [];
  let stopped = false;
  let drained: (() => void) | null = null;

  /** Waits as long as each turn brings more commands, so that what arrives together is committed together. */
  function gather(seen: number): void {
    timers.afterTurn(() => {
      if (waiting.length > seen && waiting.length < maxGroup) return gather(waiting.length);
      flush();
      if (waiting.length > 0) gather(waiting.length);
      else drained?.();
    });
  }

  function flush(): void {
    const group = waiting.slice(0, maxGroup);
    waiting = waiting.slice(maxGroup);
    commitGroup(group);
  }

  function commitGroup(group: readonly Job[]): void {
    const committed = options.observeGroup?.(group.length);
    const done = runGroup(group);
    const lost = "error" in done ? done : null;
    for (const job of group) job.settle(lost);
    if ("error" in done) return;
    if (done.changes.length > 0) options.publish(done.changes);
    committed?.();
    options.onCommitted(done.appended);
  }

  function runGroup(group: readonly Job[]): { changes: Change[]; appended: number } | { error: unknown } {
    try {
      if (db.inTransaction) rollback.run();
      begin.run();
      const tx = new GroupTx(table.position(), () => table.box());
      const head = tx.position.head_seq;
      const before = JSON.stringify(tx.position);
      for (const job of group) runOne(job, tx);
      if (JSON.stringify(tx.position) !== before) table.savePosition(tx.position);
      commit.run();
      return { changes: tx.changes, appended: Math.max(0, tx.position.head_seq - head) };
    } catch (error) {
      giveUp();
      return { error };
    }
  }

  /** Throws only what ends the whole group. */
  function runOne(job: Job, tx: GroupTx): void {
    const mark = tx.mark();
    tx.request = null;
    savepoint.run();
    let keep: boolean;
    try {
      keep = job.run(tx);
    } catch (error) {
      job.fail(error);
      if (!db.inTransaction) throw error instanceof SqliteError ? error : new SqliteError("the transaction is gone", "SQLITE_ABORT");
      keep = false;
    }
    if (!keep) {
      rollbackTo.run();
      tx.returnTo(mark);
    }
    release.run();
  }

  function giveUp(): void {
    try {
      if (db.inTransaction) rollback.run();
    } catch (error) {
      // The next group begins with another attempt; this one is refused in any case.
      if (!(error instanceof SqliteError)) throw error;
    }
  }

  return {
    run<T>(work: (tx: Tx) => Result<T>): Promise<Result<T>> {
      if (stopped) return Promise.resolve(refuse("service.unavailable", "The box is stopping."));
      return new Promise<Result<T>>((resolve, reject) => {
        waiting.push(newJob(work, resolve, reject));
        if (waiting.length === 1) gather(1);
      });
    },
    alone<T>(before: () => void, work: (tx: Tx) => Result<T>): Promise<Result<T>> {
      if (stopped) return Promise.resolve(refuse("service.unavailable", "The box is stopping."));
      return new Promise<Result<T>>((resolve, reject) => {
        try {
          before();
        } catch (error) {
          if (isStorageFault(error)) resolve(storageRefusal(error));
          else reject(error);
          return;
        }
        commitGroup([newJob(work, resolve, reject)]);
      });
    },
    stop() {
      stopped = true;
      if (waiting.length === 0) return Promise.resolve();
      return new Promise((resolve) => {
        drained = resolve;
      });
    },
  };
}

class GroupTx implements Tx {
  position: Position;
  request: EventRequest | null = null;
  changes: Change[] = [];
  #row: BoxRow | null = null;
  #identity: { readonly value: BoxIdentity | null } | null = null;

  constructor(
    position: Position,
    private readonly load: () => BoxRow,
  ) {
    this.position = position;
  }

  get box(): BoxRow {
    this.#row ??= this.load();
    return this.#row;
  }

  get identity(): BoxIdentity | null {
    this.#identity ??= { value: identityOf(this.box) };
    return this.#identity.value;
  }

  boxChanged(): void {
    this.#row = null;
    this.#identity = null;
  }

  publish(change: (cursor: number) => Change): number {
    this.position.cursor += 1;
    this.changes.push(change(this.position.cursor));
    return this.position.cursor;
  }

  mark(): { position: Position; changes: number } {
    return { position: { ...this.position }, changes: this.changes.length };
  }

  returnTo(mark: { position: Position; changes: number }): void {
    this.position = mark.position;
    this.changes.length = mark.changes;
    this.boxChanged();
  }
}

type Outcome<T> = { readonly result: Result<T> } | { readonly thrown: unknown };

function newJob<T>(work: (tx: Tx) => Result<T>, resolve: (result: Result<T>) => void, reject: (error: unknown) => void): Job {
  let outcome: Outcome<T> | null = null;
  return {
    run(tx) {
      const result = work(tx);
      outcome = { result };
      return result.ok;
    },
    fail(error) {
      outcome = isStorageFault(error) ? { result: storageRefusal(error) } : { thrown: error };
    },
    settle(lost) {
      if (outcome !== null && "thrown" in outcome) reject(outcome.thrown);
      else if (lost !== null && !(lost.error instanceof SqliteError)) reject(lost.error);
      else if (lost !== null || outcome === null) resolve(storageRefusal(lost?.error));
      else resolve(outcome.result);
    },
  };
}

const STORAGE_FAULT = /^SQLITE_(FULL|IOERR|NOMEM|BUSY|LOCKED|READONLY|CANTOPEN|CORRUPT|NOTADB|PROTOCOL|INTERRUPT)/;

/** The disk's or the memory's fault, as opposed to a bug in a command. */
function isStorageFault(error: unknown): boolean {
  return error instanceof SqliteError && STORAGE_FAULT.test(error.code);
}

function storageRefusal(error: unknown): { ok: false; refusal: Refusal } {
  if (error instanceof SqliteError && error.code === "SQLITE_FULL") {
    return refuse("storage.full", "Nothing was stored. Free some space on the box; it goes on by itself.", { retry_after_s: 5 });
  }
  const code = error instanceof SqliteError ? ` (${error.code})` : "";
  return refuse(
    "storage.unavailable",
    `The database of the box could not write${code}, and nothing was stored. Try again; if it stays so, call IT.`,
    { retry_after_s: 1 },
  );
}
