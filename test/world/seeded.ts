/** Randomness under a seed: the same seed, the same choices. Never for keys that leave a test. */
import type { RandomBytes, RandomFraction } from "@crema/shared/domain/kernel/clock";

export interface Seeded {
  readonly fraction: RandomFraction;
  readonly bytes: RandomBytes;
  /** Whole, from 0 to below `n`. */
  below(n: number): number;
  randomly(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** Mulberry32. */
export function seeded(seed: number): Seeded {
  let state = seed >>> 0;
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number) => Math.floor(fraction() * n);
  return {
    fraction,
    below,
    bytes: (n) => Uint8Array.from({ length: n }, () => below(256)),
    randomly: (probability) => fraction() < probability,
    pick: (from) => {
      const one = from[below(from.length)];
      if (one === undefined) throw new Error("nothing to pick from");
      return one;
    },
  };
}
