/** Long reads in pieces: the box has one thread, and between two pieces it takes orders. */
import type { Timers } from "@crema/shared/domain/kernel/clock";

/** Runs the pieces of `work` one by one, and whatever else is due between them. */
export type InTurns = <T>(work: Generator<undefined, T>) => Promise<T>;

export function createInTurns(timers: Pick<Timers, "afterTurn">): InTurns {
  return async (work) => {
    for (;;) {
      const piece = work.next();
      if (piece.done) return piece.value;
      await new Promise<void>((resolve) => timers.afterTurn(resolve));
    }
  };
}
