/**
 * One piece of work that ends: by itself, by its time, or by its caller (L2). Easy to get wrong: work that ignores its
 * signal. It is left behind, and what it still brings is thrown away.
 */
import type { Timers } from "@crema/shared/clock";

export class DeadlineError extends Error {
  constructor(readonly timeoutMs: number) {
    super(`no whole answer within ${timeoutMs} ms`);
  }
}

/** Rejects with DeadlineError when the time is up, with the signal's reason when the caller gives up, else as `work` does. */
export function withDeadline<T>(
  timers: Timers,
  timeoutMs: number,
  signal: AbortSignal | null | undefined,
  work: (signal: AbortSignal) => Promise<T>,
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
    const timer = timers.after(timeoutMs, () => end(new DeadlineError(timeoutMs)));
    const settle = () => {
      timer.cancel();
      signal?.removeEventListener("abort", onAbort);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    work(controller.signal).then(
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
