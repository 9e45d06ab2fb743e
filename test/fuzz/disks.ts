/** The databases in the directories of a store's machines, also of those that do not run. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DATABASE_FILE } from "@crema/edge/data-dir";
import { backUp } from "@crema/edge/disk/backup";
import { prepareCopy } from "@crema/edge/disk/prepare";
import { type RestoreReport, restore } from "@crema/edge/disk/restore";
import { systemRandomBytes } from "@crema/shared/server/system";
import Database from "better-sqlite3";

/** All but the present one of the box in `presentDir`. */
export function disksIn(dirs: readonly string[], presentDir: string): string[] {
  return databasesIn(dirs).filter((file) => file !== join(presentDir, DATABASE_FILE));
}

function databasesIn(dirs: readonly string[]): string[] {
  const isDatabase = (name: string) => name === DATABASE_FILE || /^history-.*\.sqlite$/.test(name);
  return dirs.flatMap((dir) =>
    readdirSync(dir)
      .filter(isDatabase)
      .map((name) => join(dir, name)),
  );
}

export const wasBegun = (dirs: readonly string[], orderId: string): boolean =>
  databasesIn(dirs).some((file) => has(file, "SELECT 1 FROM events WHERE order_id = ? AND type = 'order.started'", orderId));

export const knowsOrder = (dirs: readonly string[], orderId: string): boolean =>
  databasesIn(dirs).some((file) => has(file, "SELECT 1 FROM orders WHERE order_id = ?", orderId));

function has(file: string, sql: string, value: string): boolean {
  const db = new Database(file, { readonly: true });
  try {
    return db.prepare(sql).get(value) !== undefined;
  } finally {
    db.close();
  }
}

/** As `crema-edge relog` prepares it. */
export function prepared(source: string, file: string, at: string): string {
  const copied = prepareCopy(source, file, at);
  if (!copied.ok) throw new Error(`${source} cannot be read: ${copied.refusal.detail}`);
  return file;
}

/** The file of a backup of the box in `dir`, beside it. */
export function backedUp(dir: string, at: string): string {
  const made = backUp({ databasePath: join(dir, DATABASE_FILE), dir: `${dir}-backups`, at, keep: 1 });
  if (!made.ok) throw new Error(`no backup: ${made.refusal.detail}`);
  return made.value.file;
}

/** The backup `from` in the place of the database in `dir`, of a box that does not run. */
export function restored(dir: string, from: string, storeId: string, at: string): RestoreReport {
  const put = restore({ databasePath: join(dir, DATABASE_FILE), from, storeId, at, randomBytes: systemRandomBytes });
  if (!put.ok) throw new Error(`not restored: ${put.refusal.detail}`);
  return put.value;
}
