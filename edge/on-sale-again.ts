/**
 * Puts back on sale what is sold out until a moment, when that has come, so that nobody has to remember it: an event like one of staff,
 * in a commit of its own, also after the box was off at that moment.
 */
import type { Clock, TimerHandle, Timers } from "@crema/shared/domain/kernel/clock";
import type { Result } from "@crema/shared/domain/kernel/errors";
import type { Service } from "@crema/shared/server/service";
import type { Tables } from "./db/tables.ts";
import type { ChangeBus } from "./ports.ts";

/** The store's time may be set or become known meanwhile, so no timer is set for longer. */
const LONGEST_WAIT_MS = 60_000;

export interface OnSaleAgainDeps {
  readonly tables: Pick<Tables, "availability">;
  /** Does nothing while the store's time is not sure. */
  readonly putBackOnSale: () => Promise<Result<number>>;
  readonly changeBus: ChangeBus;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
}

export interface OnSaleAgain extends Service {
  /** The store's time is known, or is another. */
  timeChanged(): void;
}

export function createOnSaleAgain({ tables, putBackOnSale, changeBus, clock, timers, onError }: OnSaleAgainDeps): OnSaleAgain {
  let timer: TimerHandle | null = null;
  let started = false;

  function arm(atLeastMs = 0): void {
    timer?.cancel();
    if (!started) return;
    const wait = waitMs();
    if (wait !== null) timer = timers.after(Math.min(Math.max(wait, atLeastMs), LONGEST_WAIT_MS), look);
  }

  /** null: nothing is on sale again by itself. */
  function waitMs(): number | null {
    try {
      const next = tables.availability.nextUntil();
      return next === null ? null : Date.parse(next) - clock.now();
    } catch (error) {
      // The disk could not be read: nothing is lost, it is tried again.
      onError(error);
      return LONGEST_WAIT_MS;
    }
  }

  function look(): void {
    const wait = waitMs();
    if (wait === null || wait > 0) {
      arm();
      return;
    }
    putBackOnSale()
      .then((put) => arm(put.ok && put.value > 0 ? 0 : LONGEST_WAIT_MS))
      .catch((error: unknown) => {
        onError(error);
        arm(LONGEST_WAIT_MS);
      });
  }

  let unsubscribe = (): void => undefined;
  return {
    timeChanged: () => arm(),
    start() {
      started = true;
      unsubscribe = changeBus.subscribe((change) => {
        if (change.type === "availability") arm();
      });
      arm();
    },
    stop() {
      started = false;
      timer?.cancel();
      unsubscribe();
    },
  };
}
