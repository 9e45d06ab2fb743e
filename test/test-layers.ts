/**
 * What a test needs, told by its name and folder alone: `npm run test:unit` leaves out what is named here, so a test that needs
 * more than its own process goes where this says. test/docs/test-layers.test.ts holds it to that.
 */
export const NEEDS_POSTGRES = ["**/*.pg.test.ts"];
export const STARTS_PROCESSES = ["test/{browser,chain,docker,upgrade}/**", "**/{main,crash}.test.ts"];
export const TAKES_MINUTES = ["**/*.long.test.ts"];
/** Of which `npm test` runs a few seeds, or a part of the cases, or takes no pictures: `npm run test:long` runs them whole. */
export const HAS_MORE = [
  "test/browser/*.test.ts",
  "test/fuzz/chain.pg.test.ts",
  "test/payments/money-schedules.pg.test.ts",
  "test/payments/webhook-orders.pg.test.ts",
  "test/upgrade/upgrade.pg.test.ts",
  "test/payments/{refunds-while-cut,substitutes,tips}.pg.test.ts",
  "test/scenarios/{counted,crash,crash-facts,crash-lineage,every-message,set-back-epoch,wan-modes,wan-modes-lineage,whole-facts}.pg.test.ts",
  "cloud/commands/orders/slots.pg.test.ts",
  "edge/commands/{drawers,report}-schedules.test.ts",
  "edge/commands/money/refund.test.ts",
  "shared/domain/menu/line-taxes.test.ts",
  "shared/domain/receipt/receipt.test.ts",
  "sync/testing/up-fuzz.test.ts",
];
