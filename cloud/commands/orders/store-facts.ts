/** What is known of a store by which it may take an order of the app, in one statement. */
import type { Clock } from "@crema/shared/domain/kernel/clock";
import type { Asks } from "../../db/batch.ts";
import { believedSince, closedAccountOf } from "../../payments/accounts.ts";
import { LINK_FACTS, type LinkFactsRow, pausedUntil, reachFrom, type StoreReach, type StoreWord } from "../../queries/store-online.ts";

export interface StoreFacts extends StoreReach, StoreWord {
  /** Its orders are compared with its box first. */
  readonly isStopped: boolean;
  /** The provider does not admit us to its account. */
  readonly isClosedToUs: boolean;
}

/** Of a store that is not there: nothing stands against it, and it has no box. */
export async function storeFacts(asks: Asks, clock: Clock, storeId: string): Promise<StoreFacts> {
  const found = await asks.query<Row>({
    name: "store_facts",
    text: `SELECT s.retired_at IS NOT NULL AS is_retired, s.app_orders_paused_until, ${closedAccountOf("$2")} AS is_closed, ${LINK_FACTS}
           FROM stores s LEFT JOIN store_links l USING (store_id) LEFT JOIN store_link_seen n USING (store_id) WHERE s.store_id = $1`,
    values: [storeId, believedSince(clock)],
  });
  const row = found.rows[0];
  return {
    ...reachFrom(row, clock.now()),
    isRetired: row?.is_retired ?? false,
    pausedUntil: pausedUntil(row?.app_orders_paused_until ?? null, clock.now()),
    isStopped: row !== undefined && row.frozen_by !== null,
    isClosedToUs: row?.is_closed ?? false,
  };
}

interface Row extends LinkFactsRow {
  readonly is_retired: boolean;
  readonly app_orders_paused_until: Date | null;
  readonly is_closed: boolean;
}
