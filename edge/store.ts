/**
 * Puts the box's store together: file, migrations, statements, the one write path, commands, queries, and the sync side.
 * Used by main.ts and by tests alike, so that what is tested is what runs.
 */
import { type Clock, iso, type Timers } from "@crema/shared/domain/kernel/clock";
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import { type BoxClock, createBoxClock } from "./box-clock.ts";
import { createAppOrders } from "./commands/app-orders.ts";
import type { CommandContext } from "./commands/command-context.ts";
import { createCommands } from "./commands/edge-commands.ts";
import { createStock } from "./commands/menu.ts";
import { tellDevices } from "./commands/next-box.ts";
import { appendNotice, type Notice } from "./commands/staff-notice.ts";
import { createDayOf } from "./day-of.ts";
import { prepareBox } from "./db/box-state.ts";
import { type Db, openDatabase } from "./db/database.ts";
import { migrate } from "./db/migrate.ts";
import { prepareTables, type Tables } from "./db/tables.ts";
import { createExecutor, type Executor, type Tx } from "./executor.ts";
import { createGuestDeadlines } from "./guests/deadlines.ts";
import { createInTurns } from "./in-turns.ts";
import { createOrderPresenter } from "./order-presenter.ts";
import type { ChangeBus, EdgeCommands, EdgeQueries } from "./ports.ts";
import { createQueries } from "./queries/edge-queries.ts";
import { createSyncStore, type SyncStore } from "./sync/sync-store.ts";

import { createWorkload } from "./workload.ts";

export interface StoreOptions {
  readonly path: string;
  /** The machine's. */
  readonly clock: Clock;
  readonly timers: Timers;
  readonly newId: IdSource;
  readonly changeBus: ChangeBus;
  /** Called after each commit that appended to the log, so that the uplink sends it. */
  readonly onAppended: () => void;
  /** As in ExecutorOptions. */
  readonly observeGroup?: (commands: number) => () => void;
  /** Whether the link has heard that this box is replaced. */
  readonly isFenced: () => boolean;
  readonly boxVersion: string;
  readonly diskFreeBytes: () => number | null;
  /** Called when the store's time becomes trusted or untrusted. */
  readonly onTimeChanged?: () => void;
  /** Nobody waits for what has failed. */
  readonly onError: (error: unknown) => void;
}

export interface Store {
  readonly db: Db;
  readonly tables: Tables;
  readonly executor: Executor;
  readonly commands: EdgeCommands;
  readonly queries: EdgeQueries;
  readonly sync: SyncStore;
  /** What its commands work with. */
  readonly context: CommandContext;
  /** The store's time, used by everything except the measurement of the clock offset. */
  readonly time: BoxClock;
  /** Call it in a run of the executor. */
  readonly appendNotice: (tx: Tx, notice: Notice) => Result<null>;
  /** Of devices that were let in by a release that said nothing of them; once. */
  tellDevices(): Promise<Result<null>>;
  /** Commits accepted commands, then closes the file. */
  close(): Promise<void>;
}

/** Throws when the file cannot be opened or is newer than this program. */
export function openStore(options: StoreOptions): Store {
  const { timers, newId, changeBus } = options;
  const db = openDatabase(options.path);
  try {
    migrate(db, iso(options.clock.now()));
    const clock = createBoxClock(options.clock, prepareBox(db).box(), options.onTimeChanged, () => {
      workload.forget();
      Promise.all([appOrders.timeCorrected(), stock.timeCorrected()]).catch(options.onError);
    });
    const tables = prepareTables(db, clock.ofEvent);
    const executor = createExecutor({
      db,
      timers,
      publish: (changes) => changeBus.publish(changes),
      onCommitted: (appended) => {
        if (appended > 0) options.onAppended();
      },
      ...(options.observeGroup ? { observeGroup: options.observeGroup } : {}),
    });
    const dayOf = createDayOf();
    const show = createOrderPresenter(tables, clock, dayOf);
    const inTurns = createInTurns(timers);
    const workload = createWorkload(tables, clock, changeBus);
    const guestDeadlines = createGuestDeadlines(clock);
    const of = { tables, executor, clock, newId, dayOf, show, inTurns, workload, guestDeadlines };
    const deps: CommandContext = { ...of, isFenced: options.isFenced };
    const appOrders = createAppOrders(deps);
    const stock = createStock(deps);
    const sync = createSyncStore({ db, commands: deps, boxVersion: options.boxVersion, diskFreeBytes: options.diskFreeBytes });
    return {
      db,
      tables,
      executor,
      commands: createCommands(deps, appOrders, stock),
      queries: createQueries(deps),
      sync,
      context: deps,
      time: clock,
      appendNotice: (tx, notice) => appendNotice(deps, tx, notice),
      tellDevices: () => (tables.devices.untold().length > 0 ? executor.run((tx) => tellDevices(deps, tx)) : Promise.resolve(ok(null))),
      async close() {
        await executor.stop();
        db.close();
      },
    };
  } catch (error) {
    db.close();
    throw error;
  }
}
