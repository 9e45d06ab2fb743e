/**
 * Whether the box can serve: a real write through the one write path, and room on the disk. Easy to get wrong: anyone may
 * ask, so an answer is good for a second and nobody can make the box write for nothing.
 */
import type { Clock } from "@crema/shared/clock";
import type { Refusal, Result } from "@crema/shared/errors";

const GOOD_FOR_MS = 1000;

export interface ReadinessPorts {
  /** Commits something small. */
  readonly probe: () => Promise<Result<unknown>>;
  /** Bytes free on the database's disk; null when the system does not tell. */
  readonly diskFree: () => number | null;
  readonly minFreeDiskBytes: number;
  readonly clock: Clock;
}

export function createReadiness({ probe, diskFree, minFreeDiskBytes, clock }: ReadinessPorts): () => Promise<Refusal | null> {
  let last: { at: number; answer: Promise<Refusal | null> } | null = null;
  const look = async (): Promise<Refusal | null> => {
    const free = diskFree();
    if (free !== null && free < minFreeDiskBytes) {
      return {
        code: "storage.full",
        detail: `Only ${Math.floor(free / 1024)} KiB of disk are free; at least ${Math.floor(minFreeDiskBytes / 1024)} are wanted.`,
      };
    }
    const written = await probe();
    return written.ok ? null : written.refusal;
  };
  return () => {
    const now = clock.monotonic();
    if (!last || now - last.at >= GOOD_FOR_MS) last = { at: now, answer: look() };
    return last.answer;
  };
}
