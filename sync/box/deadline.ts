/**
 * One piece of work that ends: by itself, by its time, or by its caller (L2). Work that ignores its signal is left behind, and
 * what it still brings is thrown away.
 */
import type { Timers } from "@crema/shared/domain/kernel/clock";

export class DeadlineError extends Error {
  constructor(readonly timeoutMs: number) {
    super(`nothing within ${timeoutMs} ms`);
  }
}

/**
 * Rejects with DeadlineError when the time is up, with the signal's reason when the caller gives up, else as `work` does.
 * `heard(ms)`: something has come, and the next has that long; so a slow download lives, and one that went silent does not.
 */
export function withDeadline<T>(
  timers: Timers,
  timeoutMs: number,
  signal: AbortSignal | null | undefined,
  work: (signal: AbortSignal, heard: (nextWithinMs: number) => void) => Promise<T>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const controller = new AbortController();
    const end = (reason: unknown) => {
      settle();
      reject(reason);
      controller.abort(reason);
    };
    const onAbort = () => end(signal?.reason);
    const limit = (ms: number) => timers.after(ms, () => end(new DeadlineError(ms)));
    let timer = limit(timeoutMs);
    let over = false;
    const heard = (nextWithinMs: number) => {
      if (over) return;
      timer.cancel();
      timer = limit(nextWithinMs);
    };
    const settle = () => {
      over = true;
      timer.cancel();
      signal?.removeEventListener("abort", onAbort);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    work(controller.signal, heard).then(
      (value) => {
        settle();
        resolve(value);
      },
      (error: unknown) => {
        settle();
        reject(error);
      },
    );
  });
}
