/** Lets holds run out and refunds settle on time also when nobody calls. */
import type { TimerHandle, Timers } from "@crema/shared/domain/kernel/clock";
import type { Call } from "./call.ts";
import type { Store } from "./store.ts";
import { sweep } from "./sweep.ts";

/** A timer cannot be longer than 2^31 ms. */
const LONGEST_MS = 2_000_000_000;

export class DueTimer {
  #timer: TimerHandle | null = null;
  #stopped = false;

  constructor(
    private readonly store: Store,
    private readonly timers: Timers,
    private readonly contextFor: (account: string) => Call,
    private readonly onSwept: () => void,
  ) {}

  /** Does what is due, and sets the timer for the next. */
  run(): void {
    if (this.#stopped) return;
    const { now } = this.contextFor("");
    this.store.transaction(() => sweep(this.contextFor, this.store, now));
    this.set();
    this.onSwept();
  }

  /** Only the timer: something new may be due. */
  set(): void {
    this.#timer?.cancel();
    this.#timer = null;
    const next = this.#stopped ? null : this.store.nextDue();
    if (next === null) return;
    const wait = Math.min(LONGEST_MS, Math.max(1, next - this.contextFor("").now));
    this.#timer = this.timers.after(wait, () => this.run());
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }
}
