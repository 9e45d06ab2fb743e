/** A disk in memory, where tests write: a test that proves nothing about a disk need not wait for one. */
import { statfsSync } from "node:fs";

const MEMORY_DISK = "/dev/shm";
/** A container has 64 MB there by default. */
const ROOM_BYTES = 4 * 1024 ** 3;

/** null where there is none, or too little room on it. */
export function memoryDisk(): string | null {
  try {
    const { bavail, bsize } = statfsSync(MEMORY_DISK);
    return bavail * bsize >= ROOM_BYTES ? MEMORY_DISK : null;
  } catch {
    return null;
  }
}
