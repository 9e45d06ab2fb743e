/**
 * Postgres does not run as root, and the user it runs as may not be able to walk into root's home, where a checkout often
 * stands on a fresh machine. Its programs are then run from a copy that everyone can reach.
 */
import type { Stats } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

const COPIES = "/var/tmp";

/** Whether a user who owns nothing on the way can walk to `path` (which need not exist yet). */
export async function isReachable(path: string): Promise<boolean> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const found = await statOrNull(folder);
    if (found && (found.mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/**
 * The folder of Postgres's programs, or a copy of it that every user can reach, made once per version. `native` is the
 * package's folder, `version` names the copy.
 */
export async function reachableCopy(native: string, version: string): Promise<string> {
  const copy = join(COPIES, `crema-postgres-${version}`);
  const there = await statOrNull(copy);
  if (there) {
    // Whoever else could have put programs there must not have them run by us.
    if (there.uid !== process.getuid?.() || (there.mode & 0o022) !== 0) throw new Error(`${copy} is not ours; remove it.`);
    return copy;
  }
  const part = await mkdtemp(join(COPIES, "crema-postgres-part-"));
  try {
    await mkdir(join(part, "whole"), { mode: 0o755 });
    await cp(native, join(part, "whole"), { recursive: true, verbatimSymlinks: true });
    await rename(join(part, "whole"), copy);
  } catch (error) {
    // Another process was faster: its copy is as good.
    if (!(await statOrNull(copy))) throw error;
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return copy;
}

/** `…/native/bin/postgres` -> `…/native`. */
export const nativeFolderOf = (binary: string): string => dirname(dirname(binary));
export const inFolder = (folder: string, binary: string): string => join(folder, "bin", basename(binary));

async function statOrNull(path: string): Promise<Stats | null> {
  return stat(path).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return null;
    throw error;
  });
}
