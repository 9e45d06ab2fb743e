/** What headquarters is told when a box shows that this cloud was put back. */
import type { UnitOfWork } from "../db/unit-of-work.ts";

const REWOUND_ADVICE =
  "Nothing goes down to the store until its box has joined, which it does by itself; one of a release from before the joins has to be upgraded first. If the whole database was put back, other stores may be concerned: say so with crema-cloud set-back.";

/** This cloud lacks what the box has (D7). */
export function raiseRewound(unit: UnitOfWork, storeId: string, detail: string): void {
  unit.raise({
    store_id: storeId,
    order_id: null,
    kind: "sync.rewound",
    detail: `The store's box has what this service does not know, so the service was put back to an earlier state: ${detail}`,
    what_to_do: REWOUND_ADVICE,
  });
}
