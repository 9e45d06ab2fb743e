/**
 * The box's directory: used by one process at a time, readable by its owner only, with the operator's token in it.
 * Pitfall: a lock file would outlive a power cut. A lock held by the kernel does not, and SQLite can take one on every
 * platform.
 */
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RandomBytes } from "@crema/shared/domain/kernel/clock";
import Database from "better-sqlite3";
import { newToken } from "./auth/token.ts";

export const DATABASE_FILE = "crema.sqlite";
/** Whatever is in it can be fetched again: it is in no backup. */
const PICTURES_FOLDER = "pictures";
const LOCK_FILE = "box.lock";
const TOKEN_FILE = "operator.token";
const ADDRESS_FILE = "box.url";

export class DataDirInUse extends Error {}

export interface DataDir {
  readonly databasePath: string;
  readonly picturesPath: string;
  readonly operatorToken: string;
  /** Records the URL of the running box, for the command line on this machine. */
  announce(url: string): void;
  /** Bytes available to us on the database's disk; null where the system does not tell. */
  diskFreeBytes(): number | null;
  release(): void;
}

/** Throws DataDirInUse when another process has it, or the file system's error. */
export function openDataDir(path: string, randomBytes: RandomBytes): DataDir {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  mustBeWritable(path);
  const lock = takeLock(join(path, LOCK_FILE), path);
  try {
    return {
      databasePath: join(path, DATABASE_FILE),
      picturesPath: join(path, PICTURES_FOLDER),
      operatorToken: tokenIn(join(path, TOKEN_FILE), randomBytes),
      announce: (url) => writeFileSync(join(path, ADDRESS_FILE), `${url}\n`),
      diskFreeBytes: () => freeBytes(path),
      release: () => lock.close(),
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** Says so by the name of what is not: SQLite's own error has none. */
function mustBeWritable(path: string): void {
  const files = [DATABASE_FILE, LOCK_FILE, TOKEN_FILE].map((name) => join(path, name));
  for (const each of [path, ...files.filter((file) => existsSync(file))]) accessSync(each, constants.W_OK);
}

/** What the command line needs to talk to the box of this directory; null when no box has ever started in it. */
export function readOperator(path: string): { url: string; token: string } | null {
  const token = readIfThere(join(path, TOKEN_FILE));
  const url = readIfThere(join(path, ADDRESS_FILE));
  return token && url ? { url, token } : null;
}

function takeLock(file: string, dir: string): Database.Database {
  const lock = new Database(file, { timeout: 0 });
  try {
    lock.pragma("journal_mode = DELETE");
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    if (error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code)) {
      throw new DataDirInUse(`another box is running in ${dir}; one directory is for one box`);
    }
    throw error;
  }
}

function tokenIn(file: string, randomBytes: RandomBytes): string {
  const there = readIfThere(file);
  if (there) {
    chmodSync(file, 0o600);
    return there;
  }
  const token = newToken(randomBytes);
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  return token;
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim() || null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function freeBytes(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOSYS") return null;
    throw error;
  }
}
