/**
 * The world's time: it runs like the machine's, and `skip` makes it jump, firing every timer on the way in order. So a
 * time-out of 30 s costs a test no 30 s. Pitfall: a skip during work would let exchanges time out that only wait for a
 * real database, so whoever waits here skips only while `busy` says no.
 */
import { type Clock, pause, type TimerHandle, type Timers } from "@crema/shared/domain/kernel/clock";
import { systemClock, systemTimers } from "@crema/shared/server/system";

/** A Monday, 10:00 in Berlin. */
export const START_MS = Date.parse("2026-05-04T08:00:00.000Z");
/** Longest delay of a Node timer. */
const MAX_DELAY_MS = 2 ** 31 - 1;
/** How far time is moved in one go while a test waits, in ms. */
const STEP_MS = 500;
/** In the machine's time: however fast the world's runs, a real Postgres needs some. */
const LEAST_WAIT_MS = 20_000;
/** Looks at an idle world before time is moved, 1 ms apart. */
const IDLE_LOOKS = 2;

interface Entry {
  readonly owner: string;
  readonly due: number;
  readonly fire: () => void;
}

export class WorldTime {
  readonly clock: Clock;
  #skipped = 0;
  readonly #began = systemClock.monotonic();
  readonly #entries = new Set<Entry>();
  #turns = new Map<string, number>();
  #waiters = 0;
  #driving = false;

  constructor(
    private readonly busy: () => boolean,
    private readonly startMs = START_MS,
  ) {
    this.clock = this.clockWith(() => 0);
  }

  /** A clock that is wrong by `offset()` ms; durations are right. */
  clockWith(offset: () => number): Clock {
    const monotonic = () => systemClock.monotonic() - this.#began + this.#skipped;
    return { monotonic, now: () => Math.round(this.startMs + monotonic() + offset()) };
  }

  /** `owner` names who has to clear up what is set here. */
  timersOf(owner: string): Timers {
    return {
      after: (ms, run) => this.#after(owner, ms, run),
      afterTurn: (run) => {
        this.#turns.set(owner, (this.#turns.get(owner) ?? 0) + 1);
        const ended = () => this.#turns.set(owner, (this.#turns.get(owner) ?? 0) - 1);
        let open = true;
        const handle = systemTimers.afterTurn(() => {
          open = false;
          ended();
          run();
        });
        return {
          cancel: () => {
            handle.cancel();
            if (open) ended();
            open = false;
          },
        };
      },
    };
  }

  /** Timers that are set and have neither fired nor been cancelled. */
  pending(owner: string): number {
    return [...this.#entries].filter((entry) => entry.owner === owner).length + (this.#turns.get(owner) ?? 0);
  }

  #after(owner: string, ms: number, run: () => void): TimerHandle {
    const cancel = () => {
      handle.cancel();
      this.#entries.delete(entry);
    };
    const fire = () => {
      cancel();
      run();
    };
    const entry: Entry = { owner, due: this.clock.monotonic() + ms, fire };
    const handle = systemTimers.after(Math.min(ms, MAX_DELAY_MS), fire);
    this.#entries.add(entry);
    return { cancel };
  }

  /** Moves time on by `ms`; what was due meanwhile fires in order, each in a turn of its own. */
  async skip(ms: number): Promise<void> {
    const target = this.clock.monotonic() + ms;
    for (;;) {
      let next: Entry | null = null;
      for (const entry of this.#entries) if (entry.due <= target && (!next || entry.due < next.due)) next = entry;
      if (!next) break;
      this.#skipped += Math.max(0, next.due - this.clock.monotonic());
      next.fire();
      await new Promise<void>((resolve) => systemTimers.afterTurn(resolve));
    }
    this.#skipped += Math.max(0, target - this.clock.monotonic());
  }

  /** Lets `ms` pass as in an ordinary while: whatever is under way gets the time that it needs. */
  async pass(ms: number): Promise<void> {
    const target = this.clock.monotonic() + ms;
    await this.until(`${ms} ms pass`, () => this.clock.monotonic() >= target, ms + 1_000_000);
  }

  /** Awaits `work` while time moves by itself whenever nothing is under way. */
  async pump<T>(work: Promise<T>): Promise<T> {
    this.#waiters += 1;
    if (!this.#driving) void this.#drive();
    try {
      return await work;
    } finally {
      this.#waiters -= 1;
    }
  }

  async #drive(): Promise<void> {
    this.#driving = true;
    let idle = 0;
    while (this.#waiters > 0) {
      await pause(systemTimers, 1);
      idle = this.busy() ? 0 : idle + 1;
      if (idle >= IDLE_LOOKS && this.#waiters > 0) await this.skip(STEP_MS);
    }
    this.#driving = false;
  }

  /**
   * The first truthy value of `condition`. Throws when there is none within `limitMs` of the world's time, of which minutes may pass while
   * a busy machine answers one query; so some of the machine's has to have passed as well.
   */
  until<T>(what: string, condition: () => T | Promise<T>, limitMs = 300_000): Promise<Exclude<T, false | null | undefined | 0 | "">> {
    const deadline = this.clock.monotonic() + limitMs;
    const least = systemClock.monotonic() + LEAST_WAIT_MS;
    const look = async () => {
      for (;;) {
        const value = await condition();
        if (value) return value as Exclude<T, false | null | undefined | 0 | "">;
        if (this.clock.monotonic() > deadline && systemClock.monotonic() > least)
          throw new Error(`it did not come to be within ${limitMs / 1000} s: ${what}`);
        await pause(systemTimers, 4);
      }
    };
    return this.pump(look());
  }
}
