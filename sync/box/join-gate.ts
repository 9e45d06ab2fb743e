/**
 * The token of the box's last join, shared by the way up, which joins, and the way down, which runs only while there is one (J1).
 * A request that was made with an earlier token is worth nothing, whatever comes of it.
 */
export class JoinGate {
  #open: { readonly token: string; readonly over: AbortController } | null = null;
  readonly #waiting = new Set<() => void>();

  /** null: the box has to join before anything moves. */
  get token(): string | null {
    return this.#open?.token ?? null;
  }

  /** Fires when the present token is worth nothing any more. */
  get over(): AbortSignal {
    return this.#open?.over.signal ?? AbortSignal.abort();
  }

  open(token: string): void {
    this.close();
    this.#open = { token, over: new AbortController() };
    for (const wake of [...this.#waiting]) wake();
  }

  /** `token`: closes only if it is still the present one. */
  close(token: string | null = this.token): void {
    if (token !== this.token) return;
    const closed = this.#open;
    this.#open = null;
    closed?.over.abort(new Error("the box has to join again"));
  }

  /** Resolves once there is a token, or when the signal fires. */
  whenOpen(signal: AbortSignal): Promise<void> {
    if (this.#open || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener("abort", done, { once: true });
    });
  }
}
