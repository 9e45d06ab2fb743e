/**
 * `npm run test:long`: the randomised tests with many seeds, the matrices of faults with all their cases, and what takes minutes by
 * itself (`*.long.test.ts`): whole mornings of real processes, filled databases upgraded; the pages' pictures in all sizes. Run before
 * a release; docs/reliability.md has the figures.
 */
import { defineConfig, mergeConfig } from "vitest/config";
import { HAS_MORE, TAKES_MINUTES } from "./test-layers.ts";
import base from "./vitest.config.ts";

const long = mergeConfig(base, defineConfig({ test: { env: { CREMA_LONG: "1" } } }));
// Replaced, as a merge would add to what the short run takes.
export default {
  ...long,
  test: {
    ...long.test,
    include: [...TAKES_MINUTES, ...HAS_MORE],
    exclude: ["**/node_modules/**"],
  },
};
