/**
 * Runs work that ends by itself, by its deadline, or when its caller aborts (L2). Work that ignores its signal is
 * abandoned, and its late result is thrown away.
 */
import type { Timers } from "@crema/shared/domain/kernel/clock";

export class DeadlineError extends Error {
  constructor(readonly timeoutMs: number) {
    super(`nothing within ${timeoutMs} ms`);
  }
}

/**
 * Rejects with DeadlineError when the time is up, with the signal's reason when the caller aborts, else as `work` does.
 * `heard(ms)` extends the deadline to `ms` from now, so that a slow download goes on and a silent one does not.
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
