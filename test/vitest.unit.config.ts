/**
 * `npm run test:unit` and `npm run test:watch`: what needs neither Postgres nor a browser nor another process. With file names
 * behind it, those of them. The house's rules in test/docs read every source, and are for `npm test`.
 */

import { NEEDS_POSTGRES, STARTS_PROCESSES } from "./test-layers.ts";
import base from "./vitest.config.ts";

export default {
  ...base,
  test: {
    ...base.test,
    globalSetup: [],
    // One for each core: nothing waits here, and each has the modules to load.
    maxWorkers: 2,
    exclude: [...(base.test?.exclude ?? []), ...NEEDS_POSTGRES, ...STARTS_PROCESSES, "test/docs/**"],
  },
};
