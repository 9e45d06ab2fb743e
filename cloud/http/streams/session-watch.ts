/**
 * Ends streams whose sign-in has ended, on whichever node that was. All open streams are looked at together, once a second: a
 * query each would cost more than what they tell.
 */
import type { TimerHandle, Timers } from "@crema/shared/domain/kernel/clock";

const EVERY_MS = 1_000;

export interface SessionWatch {
  /** `end` is called once when the session is no longer good. Returns what stops the watch. */
  watch(sessionId: string, end: () => void): () => void;
  stop(): void;
}

export interface SessionWatchDeps {
  /** Which of these have ended. */
  readonly ended: (sessionIds: readonly string[]) => Promise<readonly string[]>;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
}

export function createSessionWatch({ ended, timers, onError }: SessionWatchDeps): SessionWatch {
  const watched = new Map<string, Set<() => void>>();
  let stopped = false;
  let timer: TimerHandle | null = null;

  const look = async (): Promise<void> => {
    try {
      for (const id of watched.size > 0 ? await ended([...watched.keys()]) : []) {
        const ends = watched.get(id) ?? [];
        watched.delete(id);
        for (const end of ends) end();
      }
    } catch (error) {
      onError(error);
    }
    timer = null;
    next();
  };
  const next = () => {
    if (!stopped && timer === null && watched.size > 0) timer = timers.after(EVERY_MS, () => void look());
  };

  return {
    watch(sessionId, end) {
      const ends = watched.get(sessionId) ?? new Set();
      ends.add(end);
      watched.set(sessionId, ends);
      next();
      return () => {
        ends.delete(end);
        if (ends.size === 0 && watched.get(sessionId) === ends) watched.delete(sessionId);
      };
    },
    stop() {
      stopped = true;
      timer?.cancel();
      watched.clear();
    },
  };
}
