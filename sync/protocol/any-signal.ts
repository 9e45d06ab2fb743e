/**
 * One signal that fires with any of several.
 * Pitfall: AbortSignal.any on a signal that lives as long as the process keeps every request's signal in memory; this one
 * detaches when the request is over.
 */
export interface AnySignal {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  /** Must be called when the work is done. */
  unlink(): void;
}

export function anySignal(...sources: readonly (AbortSignal | null | undefined)[]): AnySignal {
  const controller = new AbortController();
  const present = sources.filter((source) => source !== null && source !== undefined);
  const follow = (event: Event) => controller.abort((event.target as AbortSignal).reason);
  for (const source of present) {
    if (source.aborted) controller.abort(source.reason);
    else source.addEventListener("abort", follow, { once: true });
  }
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    unlink: () => {
      for (const source of present) source.removeEventListener("abort", follow);
    },
  };
}
