/**
 * Puts the history of this disk aside before another one takes its place: a whole copy beside the database, for what it has and nobody
 * else. Not inside a transaction.
 */
import { dirname, join } from "node:path";
import type { Db } from "./database.ts";
import { freeFile, writeWhole } from "./durable-file.ts";

/**
 * Returns the file. One box may have several histories of one epoch, as often as a backup of it is put back: none takes the place of
 * another, which may not have been re-logged yet.
 */
export function setHistoryAside(db: Pick<Db, "name" | "prepare">, { epoch, node_id }: { epoch: number; node_id: string }): string {
  const file = freeFile(join(dirname(db.name), `history-${epoch}-${node_id}`), ".sqlite");
  writeWhole(file, (unfinished) => void db.prepare("VACUUM INTO ?").run(unfinished));
  return file;
}
