/** `npm run test:long`. */
export const isLong = Boolean(process.env.CREMA_LONG);

/**
 * How many seeds a randomised test runs: a few in `npm test`, many in `npm run test:long`, and as many as `CREMA_FUZZ_RUNS`
 * says when one seed is looked at by hand.
 */
export function fuzzRuns(few: number, many: number): number {
  return Number(process.env.CREMA_FUZZ_RUNS ?? (isLong ? many : few));
}

/** Milliseconds that such a test may take: its own time for each run, and what any other test may take. */
export const fuzzTimeout = (runs: number, eachMs: number): number => 300_000 + runs * eachMs;

/** Of a long matrix `npm test` takes every second case (or as `every` says), from `first` on, and `npm run test:long` all. */
export const casesOf = <T>(all: readonly T[], first: number, every = 2): T[] =>
  isLong ? [...all] : all.filter((_, index) => index % every === first % every);
