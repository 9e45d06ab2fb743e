/** A repeatable stand-in for randomness: the same seed gives the same numbers in [0, 1). (mulberry32) */
import type { RandomFraction } from "@crema/shared/domain/kernel/clock";

export function seededFraction(seed: number): RandomFraction {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
