/**
 * `npm run test:long`: the randomised tests with many seeds, the matrices of faults with all their cases, and what takes minutes by
 * itself (`*.long.test.ts`): whole mornings of real processes, filled databases upgraded; the pages' pictures in all sizes. Run before
 * a release; docs/reliability.md has the figures.
 */
import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** Those of which `npm test` runs a few seeds, or a part of the cases. */
const MORE_OF = [
  "test/fuzz/chain.pg.test.ts",
  "test/payments/money-schedules.pg.test.ts",
  "test/payments/webhook-orders.pg.test.ts",
  "test/upgrade/upgrade.pg.test.ts",
  "test/scenarios/{crash,crash-facts,crash-lineage,every-message,wan-modes}.pg.test.ts",
  "edge/commands/drawer.test.ts",
  "edge/commands/money/refund.test.ts",
  "shared/domain/receipt/receipt.test.ts",
  "sync/testing/up-fuzz.test.ts",
];

const long = mergeConfig(base, defineConfig({ test: { env: { CREMA_LONG: "1" } } }));
// Replaced, as a merge would add to what the short run takes.
export default {
  ...long,
  test: {
    ...long.test,
    include: ["{shared,sync,edge,cloud,tools,test}/**/*.long.test.ts", ...MORE_OF, "test/browser/*.test.ts"],
    exclude: ["**/node_modules/**"],
  },
};
