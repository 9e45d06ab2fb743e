/**
 * Finds the embedded Postgres that another process of this installation has started, for commands that are run beside the
 * service: two servers on one data directory are impossible.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Its URL; null when none runs on the directory. */
export async function runningEmbedded(directory: string): Promise<string | null> {
  // Lines of postmaster.pid (Postgres, miscinit.c): pid, data directory, start time, port, socket directory, address, …, status.
  const lines = (await readOrNull(join(directory, "postmaster.pid")))?.split("\n").map((line) => line.trim());
  const password = await readOrNull(join(directory, "crema-password"));
  if (!lines || !password || lines[7] !== "ready" || !isAlive(Number(lines[0]))) return null;
  return `postgres://crema:${password.trim()}@127.0.0.1:${lines[3]}/crema`;
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
