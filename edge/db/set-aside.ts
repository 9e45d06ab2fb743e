/**
 * Puts the history of this disk aside before another one takes its place: a whole copy beside the database, for what it has and nobody
 * else. Not inside a transaction.
 */
import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Db } from "./database.ts";

/** Returns the file. Made again, it is replaced. */
export function setHistoryAside(db: Pick<Db, "name" | "prepare">, { epoch, node_id }: { epoch: number; node_id: string }): string {
  const folder = dirname(db.name);
  const file = join(folder, `history-${epoch}-${node_id}.sqlite`);
  const unfinished = `${file}.unfinished`;
  rmSync(unfinished, { force: true });
  db.prepare("VACUUM INTO ?").run(unfinished);
  chmodSync(unfinished, 0o600);
  sync(unfinished);
  renameSync(unfinished, file);
  sync(folder);
  return file;
}

function sync(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
