/**
 * What a test needs, told by its name and folder alone: `npm run test:unit` leaves out what is named here, so a test that needs
 * more than its own process goes where this says. test/docs/test-layers.test.ts holds it to that.
 */
export const NEEDS_POSTGRES = ["**/*.pg.test.ts"];
export const STARTS_PROCESSES = ["test/{browser,chain,docker,upgrade}/**", "**/{main,crash}.test.ts"];
export const TAKES_MINUTES = ["**/*.long.test.ts"];
