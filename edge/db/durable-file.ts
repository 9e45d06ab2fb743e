/** Files that are there whole or not at all: written under another name, put on the disk, and only then given theirs. */
import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";

export const UNFINISHED = ".unfinished";

/** `write` makes the file that it is given. Whatever ends it in the middle leaves `file` as it was. */
export function writeWhole(file: string, write: (unfinished: string) => void): void {
  const unfinished = `${file}${UNFINISHED}`;
  rmSync(unfinished, { force: true });
  write(unfinished);
  chmodSync(unfinished, 0o600);
  putOnDisk(unfinished);
  renameSync(unfinished, file);
  putOnDisk(dirname(file));
}

/** A file's bytes, or a folder's names. */
export function putOnDisk(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
