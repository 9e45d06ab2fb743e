/**
 * Backups of the running box by themselves. Making one and reading it back takes seconds of a processor, so another process does it
 * (`runBackup`); here is only when, and what came of it. The age of the last good one counts from the names in the folder, so that a
 * restart forgets nothing.
 */
import type { BackupStatus } from "@crema/shared/contract/link";
import { type Clock, iso, type Timers } from "@crema/shared/domain/kernel/clock";
import type { Result } from "@crema/shared/domain/kernel/errors";
import { createTicker, type Service } from "@crema/shared/server/service";
import type { Logger } from "pino";
import { type BackupReport, backupsIn } from "./backup.ts";

/** Makes one backup into the folder, at the box's time; the database is read from another process or by a test. */
export type RunBackup = (order: { readonly dir: string; readonly at: string; readonly keep: number }) => Promise<Result<BackupReport>>;

export interface BackupScheduleDeps {
  /** null: none are made. */
  readonly dir: string | null;
  readonly everyMs: number;
  readonly keep: number;
  readonly runBackup: RunBackup;
  readonly storeId: () => string | null;
  /** The store's time. */
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Pick<Logger, "info" | "error">;
}

export interface BackupSchedule extends Service {
  /** null: the box makes none by itself. */
  status(): BackupStatus | null;
}

/** How often it is looked whether one is due; one that failed is tried again then. */
const LOOK_EVERY_MS = 300_000;

export function createBackupSchedule(deps: BackupScheduleDeps): BackupSchedule {
  const { dir, clock, timers, log } = deps;
  let newest: { readonly storeId: string; readonly at: string | null } | null = null;
  let last: Pick<BackupStatus, "drill" | "last_error"> = { drill: null, last_error: null };
  let busy = false;

  function lastGoodAt(dir: string): string | null {
    const storeId = deps.storeId();
    if (storeId === null) return null;
    if (newest?.storeId !== storeId) newest = { storeId, at: backupsIn(dir, storeId).at(-1)?.at ?? null };
    return newest.at;
  }

  const ageMs = (at: string): number => Math.abs(clock.now() - Date.parse(at));

  async function look(dir: string): Promise<void> {
    const before = lastGoodAt(dir);
    if (busy || deps.storeId() === null || (before !== null && ageMs(before) < deps.everyMs)) return;
    busy = true;
    try {
      await make(dir);
    } finally {
      busy = false;
    }
  }

  async function make(dir: string): Promise<void> {
    const storeId = deps.storeId();
    const made = await deps.runBackup({ dir, at: iso(clock.now()), keep: deps.keep });
    // Not by the names in the folder: a clock that was ahead has left names there that are later for a long time.
    newest = made.ok && storeId !== null ? { storeId, at: made.value.at } : null;
    if (!made.ok) {
      const detail = `${made.refusal.code}: ${made.refusal.detail}`;
      last = { ...last, last_error: { at: iso(clock.now()), detail } };
      log.error({ dir, detail }, "no backup could be made; the next try is in five minutes");
      return;
    }
    const { file, head_seq, orders, orders_cents, payments, payments_cents, at } = made.value;
    const drill = { at: iso(clock.now()), file, head_seq, orders, orders_cents, payments, payments_cents };
    last = { drill, last_error: null };
    log.info({ backup: at, ...drill }, "backup made, and read back as a restore would");
  }

  const failed = (err: unknown) => {
    last = { ...last, last_error: { at: iso(clock.now()), detail: err instanceof Error ? err.message : String(err) } };
    log.error({ err }, "no backup could be made");
  };
  const ticker = dir === null ? null : createTicker({ timers, everyMs: LOOK_EVERY_MS, onError: failed, run: () => look(dir) });

  return {
    async start() {
      await ticker?.start();
    },
    async stop() {
      await ticker?.stop();
    },
    status() {
      if (dir === null) return null;
      const at = lastGoodAt(dir);
      return { last_good_at: at, last_good_age_ms: at === null ? null : ageMs(at), ...last };
    },
  };
}
