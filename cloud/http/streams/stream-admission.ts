/**
 * Whether a node takes one more stream. Everybody comes back at once when another node dies, and boxes and orders are to go on meanwhile:
 * few are opened at a time, some wait for their turn, and what is more is refused before anything is read for it, each with a later time
 * to come, so that they return one after another.
 */
import type { Clock } from "@crema/shared/domain/kernel/clock";
import type { Refusal } from "@crema/shared/domain/kernel/errors";

/** Streams whose asker and order are being read: half of the connections to the database that a node has without further settings. */
const OPENING_AT_ONCE = 8;
const MOST_WAITING = 100;
/** How many a small node opens in a second. */
const OPENED_PER_S = 500;
const LONGEST_WAIT_S = 30;

export interface StreamAdmission {
  /** Resolves to null when it may go on; it says `opened` when it has come to an end of it. */
  enter(): Refusal | Promise<null>;
  opened(): void;
}

/** `open`: those there are. */
export function createStreamAdmission(options: {
  readonly open: () => number;
  readonly most: number;
  readonly clock: Pick<Clock, "monotonic">;
}): StreamAdmission {
  let opening = 0;
  const waiting: (() => void)[] = [];
  /** When the last one of those who were refused is to come. */
  let lastPlace = 0;

  function refusal(): Refusal {
    const now = options.clock.monotonic();
    lastPlace = Math.max(lastPlace, now) + 1_000 / OPENED_PER_S;
    const retry_after_s = Math.min(LONGEST_WAIT_S, Math.max(1, Math.ceil((lastPlace - now) / 1_000)));
    return {
      code: "service.busy",
      detail: "This node has as many streams as it can take now. Try again, or read the order.",
      retry_after_s,
    };
  }

  return {
    enter() {
      if (waiting.length >= MOST_WAITING || options.open() + opening + waiting.length >= options.most) return refusal();
      if (opening < OPENING_AT_ONCE) {
        opening += 1;
        return Promise.resolve(null);
      }
      return new Promise((resolve) => waiting.push(() => resolve(null)));
    },
    opened() {
      const next = waiting.shift();
      if (next) next();
      else opening -= 1;
    },
  };
}
