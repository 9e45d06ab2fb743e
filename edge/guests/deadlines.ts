/**
 * How long a guest's ticket still waits. In one run of the box by the monotonic clock, which nobody sets: a time that is found to be
 * wrong ends no ticket and keeps none. After a start by the store's time, and by the whole wait where that has gone back.
 */
import type { Clock } from "@crema/shared/domain/kernel/clock";

export const GUEST_WAIT_MS = 30 * 60_000;

export interface GuestDeadlines {
  /** 0 or less: it is over. */
  leftMs(draft: { readonly draft_id: string; readonly held_at: string }): number;
  /** Of those that are not among these. */
  forgetOthers(waiting: readonly { readonly draft_id: string }[]): void;
}

export function createGuestDeadlines(clock: Clock): GuestDeadlines {
  const ends = new Map<string, number>();
  return {
    leftMs({ draft_id, held_at }) {
      const now = clock.monotonic();
      const waited = clock.now() - Date.parse(held_at);
      const end = ends.get(draft_id) ?? now + GUEST_WAIT_MS - Math.min(Math.max(waited, 0), GUEST_WAIT_MS);
      ends.set(draft_id, end);
      return end - now;
    },
    forgetOthers(waiting) {
      const kept = new Set(waiting.map(({ draft_id }) => draft_id));
      for (const id of ends.keys()) if (!kept.has(id)) ends.delete(id);
    },
  };
}
