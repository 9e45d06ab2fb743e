/**
 * Whether a node takes one more stream. Everybody comes back at once when another node dies: what is more than it serves is
 * refused before anything is read for it, each with a later time to come, so that they return one after another.
 */
import type { Clock } from "@crema/shared/domain/kernel/clock";
import type { Refusal } from "@crema/shared/domain/kernel/errors";

/** Streams whose asker and order are being read. More of them would only wait for each other, and orders for them. */
const OPENING_AT_ONCE = 50;
/** How many a small node opens in a second. */
const OPENED_PER_S = 500;
const LONGEST_WAIT_S = 30;

export interface StreamAdmission {
  /** null: it may go on, and says `opened` when it has come to an end of it. */
  enter(): Refusal | null;
  opened(): void;
}

/** `open`: those there are. */
export function createStreamAdmission(options: {
  readonly open: () => number;
  readonly most: number;
  readonly clock: Pick<Clock, "monotonic">;
}): StreamAdmission {
  let opening = 0;
  /** When the last one of those who were refused is to come. */
  let lastPlace = 0;
  return {
    enter() {
      if (opening < OPENING_AT_ONCE && options.open() + opening < options.most) {
        opening += 1;
        return null;
      }
      const now = options.clock.monotonic();
      lastPlace = Math.max(lastPlace, now) + 1_000 / OPENED_PER_S;
      const retry_after_s = Math.min(LONGEST_WAIT_S, Math.max(1, Math.ceil((lastPlace - now) / 1_000)));
      return {
        code: "service.busy",
        detail: "This node has as many streams as it can take now. Try again, or read the order.",
        retry_after_s,
      };
    },
    opened() {
      opening -= 1;
    },
  };
}
