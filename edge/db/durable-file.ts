/** Files that are there whole or not at all: written under another name, put on the disk, and only then given theirs. */
import { chmodSync, closeSync, copyFileSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

export const UNFINISHED = ".unfinished";

/** What changes a folder, step by step: a test cuts the power before each. */
export interface FileWrites {
  readonly copy: (from: string, to: string) => void;
  readonly rename: (from: string, to: string) => void;
  readonly remove: (file: string) => void;
  readonly write: (file: string, text: string) => void;
  readonly sync: (handle: number) => void;
}
export const systemFileWrites: FileWrites = {
  copy: (from, to) => copyFileSync(from, to),
  rename: renameSync,
  remove: (file) => rmSync(file, { force: true }),
  write: (file, text) => writeFileSync(file, text),
  sync: fsyncSync,
};

/** `write` makes the file that it is given. Whatever ends it in the middle leaves `file` as it was. */
export function writeWhole(file: string, write: (unfinished: string) => void, writes = systemFileWrites): void {
  const unfinished = `${file}${UNFINISHED}`;
  writes.remove(unfinished);
  write(unfinished);
  chmodSync(unfinished, 0o600);
  putOnDisk(unfinished, writes);
  writes.rename(unfinished, file);
  putOnDisk(dirname(file), writes);
}

/** A file's bytes, or a folder's names. */
export function putOnDisk(path: string, writes = systemFileWrites): void {
  const handle = openSync(path, "r");
  try {
    writes.sync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A name that nothing has: numbered from 2 on. */
export function freeFile(stem: string, extension: string): string {
  let n = 1;
  const numbered = () => `${stem}${n === 1 ? "" : `-${n}`}${extension}`;
  while (existsSync(numbered())) n += 1;
  return numbered();
}
