/**
 * Whether the box can serve: every table can be read, a real write goes through the one write path, and the disk has room.
 * Anyone may ask, so a result is reused for a second and nobody can put load on the box.
 */
import type { Clock } from "@crema/shared/domain/kernel/clock";
import type { Refusal, Result } from "@crema/shared/domain/kernel/errors";

const GOOD_FOR_MS = 1000;

export interface ReadinessDeps {
  /** Throws when something that the box serves from cannot be read. */
  readonly readAll: () => void;
  /** Commits something small. */
  readonly probe: () => Promise<Result<unknown>>;
  /** Bytes free on the database's disk; null when the system does not tell. */
  readonly diskFree: () => number | null;
  readonly minFreeDiskBytes: number;
  readonly clock: Clock;
}

export function createReadiness({ readAll, probe, diskFree, minFreeDiskBytes, clock }: ReadinessDeps): () => Promise<Refusal | null> {
  let last: { at: number; response: Promise<Refusal | null> } | null = null;
  const look = async (): Promise<Refusal | null> => {
    const free = diskFree();
    if (free !== null && free < minFreeDiskBytes) {
      return {
        code: "storage.full",
        detail: `Only ${Math.floor(free / 1024)} KiB of disk are free; at least ${Math.floor(minFreeDiskBytes / 1024)} are wanted.`,
      };
    }
    try {
      readAll();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { code: "storage.unavailable", detail: `The database of the box cannot be read: ${why}.` };
    }
    const written = await probe();
    return written.ok ? null : written.refusal;
  };
  return () => {
    const now = clock.monotonic();
    if (!last || now - last.at >= GOOD_FOR_MS) last = { at: now, response: look() };
    return last.response;
  };
}
