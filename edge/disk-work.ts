/** What a running box does about disks: backups of its own, what it has set aside, and what the command line brings from other boxes. */
import type { Clock, Timers } from "@crema/shared/domain/kernel/clock";
import type { Logger } from "pino";
import { type BackupSchedule, createBackupSchedule, type RunBackup } from "./disk/backup-schedule.ts";
import { createHistories, type Histories, type RunRelog } from "./disk/relog-histories.ts";
import type { EdgeSettings } from "./settings.ts";
import type { Store } from "./store.ts";
import type { CloudLink } from "./sync/cloud-link.ts";
import { createRelog, type Relog } from "./sync/relog.ts";

export interface DiskWorkDeps {
  readonly settings: EdgeSettings;
  readonly machine: { readonly runBackup: RunBackup; readonly runRelog: RunRelog };
  readonly store: Store;
  readonly link: Pick<CloudLink, "cloud" | "status">;
  /** The store's time. */
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
}

export interface DiskWork {
  readonly relog: Relog;
  readonly backups: BackupSchedule;
  readonly histories: Histories;
}

export function createDiskWork({ settings, machine, store, link, clock, timers, log }: DiskWorkDeps): DiskWork {
  const { identity } = store.queries;
  const relog = createRelog({
    commands: store.context,
    identity,
    cloud: link.cloud,
    clock,
    timers,
    report: (message) => log.warn(message),
  });
  const backups = createBackupSchedule({
    dir: settings.backupDir,
    everyMs: settings.backupEveryMs,
    keep: settings.backupsKept,
    runBackup: machine.runBackup,
    storeId: () => identity()?.store_id ?? null,
    clock,
    timers,
    log,
  });
  const histories = createHistories({
    dataDir: settings.dataDir,
    relogs: store.tables.relogs,
    runRelog: machine.runRelog,
    linkState: () => link.status().state,
    timers,
    log,
  });
  return { relog, backups, histories };
}
