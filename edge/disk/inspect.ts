/**
 * Looks through a database file that is to be relied on: whole, of a version that is known here, its log as it was written, its sums
 * readable. The file is opened for reading alone and is not changed.
 */
import { existsSync, statSync } from "node:fs";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import Database from "better-sqlite3";
import { type Db, SqliteError } from "../db/database.ts";
import { mustKnowMigrations, NewerDatabase } from "../db/migrate.ts";
import { logFault } from "./check-log.ts";

/** What is in it, summed, so that two readings can be compared. */
export interface DiskReport {
  readonly store_id: string | null;
  readonly node_id: string | null;
  readonly epoch: number | null;
  readonly head_seq: number;
  readonly orders: number;
  readonly orders_cents: number;
  readonly payments: number;
  readonly payments_cents: number;
  readonly refunds: number;
  readonly refunds_cents: number;
  readonly bytes: number;
}

/** Refuses with disk.unreadable, disk.newer, disk.tampered. */
export function inspectDisk(file: string): Result<DiskReport> {
  const missing = whyNoFile(file);
  if (missing !== null) return refuse("disk.unreadable", missing);
  return reading(file, (db) => {
    const damage = damageOf(db, file);
    if (damage !== null) return unreadable(file, damage);
    mustKnowMigrations(db);
    const fault = logFault(db);
    if (fault !== null) return refuse("disk.tampered", `The log in ${file} is not as it was written: ${fault}.`);
    return ok({ ...identityIn(db), ...sumsIn(db), bytes: statSync(file).size });
  });
}

/** For a person: that nothing is there, or a folder in which the file is. null: it is a file. */
export function whyNoFile(file: string): string | null {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return `There is no file ${file}.`;
  return found.isDirectory() ? `${file} is a folder. Name the file in it: a box's is called crema.sqlite.` : null;
}

/** null: none. The end of the last page may be missing where SQLite does not look. */
export function damageOf(db: Db, file: string): string | null {
  const found = db.pragma("quick_check(1)", { simple: true });
  if (found !== "ok") return String(found);
  const bytes = Number(db.pragma("page_count", { simple: true })) * Number(db.pragma("page_size", { simple: true }));
  const { size } = statSync(file);
  return size === bytes || existsSync(`${file}-wal`) ? null : `it has ${size} bytes of ${bytes}`;
}

/** Opens the file for reading; what SQLite or the migrations have against it is a refusal. */
export function reading<T>(file: string, read: (db: Db) => Result<T>): Result<T> {
  let db: Db | null = null;
  try {
    db = openForReading(file);
    return read(db);
  } catch (error) {
    return faultOf(file, error);
  } finally {
    db?.close();
  }
}

/** The same for what takes its time and works with another database meanwhile: what goes wrong in that one is thrown. */
export async function readingWhile<T>(file: string, read: (db: Db) => Promise<Result<T>>): Promise<Result<T>> {
  let db: Db | null = null;
  try {
    db = asFile(() => openForReading(file));
    return await read(watched(db));
  } catch (error) {
    if (error instanceof SqliteError) throw error;
    return faultOf(file, error instanceof FaultOfFile ? error.cause : error);
  } finally {
    db?.close();
  }
}

/** Set apart from an error of the same kind in another database. */
class FaultOfFile extends Error {
  constructor(override readonly cause: InstanceType<typeof SqliteError>) {
    super(cause.message);
  }
}

function asFile<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof SqliteError ? new FaultOfFile(error) : error;
  }
}

/** The database, or a statement of it, whose errors are the file's. */
function watched<T extends object>(of: T): T {
  const itself: T = new Proxy(of, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      return (...values: unknown[]): unknown => {
        const result: unknown = asFile(() => Reflect.apply(member, target, values));
        if (result === target) return itself;
        return name === "prepare" && typeof result === "object" && result !== null ? watched(result) : result;
      };
    },
  });
  return itself;
}

const openForReading = (file: string): Db => new Database(file, { readonly: true, fileMustExist: true });

function faultOf(file: string, error: unknown): Result<never> {
  if (error instanceof NewerDatabase) return refuse("disk.newer", `${file}: ${error.message}. Use that version, or a newer one.`);
  if (error instanceof SqliteError) return unreadable(file, `${error.code}: ${error.message}`);
  if (error instanceof TypeError && /does not exist/.test(error.message)) return unreadable(file, "it is not there");
  throw error;
}

/** A copy of one moment, with what is in the write-ahead log beside the file. */
export function copyInto(file: string, target: string): void {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    db.prepare("VACUUM INTO ?").run(target);
  } finally {
    db.close();
  }
}

export function unreadable(file: string, why: string): Result<never> {
  return refuse("disk.unreadable", `${file} is not a whole database of a box (${why}). Nothing was changed.`);
}

export type DiskIdentity = Pick<DiskReport, "store_id" | "node_id" | "epoch" | "head_seq">;

export function identityIn(db: Pick<Db, "prepare">): DiskIdentity {
  const row = db.prepare<[], DiskIdentity>("SELECT store_id, node_id, epoch, head_seq FROM box, position").get();
  if (!row) throw new SqliteError("the row of the box is missing", "SQLITE_CORRUPT");
  return row;
}

type Sums = Omit<DiskReport, keyof DiskIdentity | "bytes">;

function sumsIn(db: Db): Sums {
  const sums = db
    .prepare<[], Sums>(
      `SELECT o.n AS orders, o.cents AS orders_cents, p.n AS payments, p.cents AS payments_cents, r.n AS refunds, r.cents AS refunds_cents FROM
         (SELECT COUNT(*) AS n, COALESCE(SUM(total_cents), 0) AS cents FROM orders) o,
         (SELECT COUNT(*) AS n, COALESCE(SUM(amount_cents), 0) AS cents FROM payments) p,
         (SELECT COUNT(*) AS n, COALESCE(SUM(amount_cents), 0) AS cents FROM refunds) r`,
    )
    .get();
  if (!sums) throw new SqliteError("the sums cannot be read", "SQLITE_CORRUPT");
  return sums;
}
