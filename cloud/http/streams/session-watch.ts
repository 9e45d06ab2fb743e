/**
 * Ends streams whose sign-in has ended, on whichever node that was. All open streams are looked at together, once a second: a
 * query each would cost more than what they tell.
 */
import type { TimerHandle, Timers } from "@crema/shared/domain/kernel/clock";

const EVERY_MS = 1_000;

export interface SessionEnd {
  end(): void;
}

export interface SessionWatch {
  /** `stream` is ended once, when the session is no longer good. */
  watch(sessionId: string, stream: SessionEnd): void;
  unwatch(sessionId: string, stream: SessionEnd): void;
  stop(): void;
}

export interface SessionWatchDeps {
  /** Which of these have ended. */
  readonly ended: (sessionIds: readonly string[]) => Promise<readonly string[]>;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
}

export function createSessionWatch({ ended, timers, onError }: SessionWatchDeps): SessionWatch {
  const watched = new Map<string, Set<SessionEnd>>();
  let stopped = false;
  let timer: TimerHandle | null = null;

  const look = async (): Promise<void> => {
    try {
      for (const id of watched.size > 0 ? await ended([...watched.keys()]) : []) {
        const streams = watched.get(id) ?? [];
        watched.delete(id);
        for (const stream of streams) stream.end();
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
    watch(sessionId, stream) {
      const streams = watched.get(sessionId) ?? new Set();
      streams.add(stream);
      watched.set(sessionId, streams);
      next();
    },
    unwatch(sessionId, stream) {
      const streams = watched.get(sessionId);
      if (streams?.delete(stream) && streams.size === 0) watched.delete(sessionId);
    },
    stop() {
      stopped = true;
      timer?.cancel();
      watched.clear();
    },
  };
}
