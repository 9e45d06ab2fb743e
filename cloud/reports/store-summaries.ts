/** The stores as a customer sees them: those that have a menu, with open and online. */

import type { StoreSummary } from "@crema/shared/api/customer";
import type { Clock } from "@crema/shared/clock";
import { isOpen, ProfileDocument } from "@crema/shared/profile";
import type { Pool } from "pg";
import type { z } from "zod";
import type { CloudQueries } from "../ports.ts";

const Shown = ProfileDocument.pick({ name: true, address: true, time_zone: true, hours: true });

export interface SummaryParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly queries: Pick<CloudQueries, "isOnline">;
}

export async function storeSummaries({ pool, clock, queries }: SummaryParts): Promise<z.infer<typeof StoreSummary>[]> {
  const found = await pool.query<{ store_id: string; document: unknown }>(
    `SELECT p.store_id, p.document FROM store_documents p JOIN store_documents m ON m.store_id = p.store_id AND m.kind = 'menu'
     WHERE p.kind = 'profile' ORDER BY p.store_id`,
  );
  return Promise.all(
    found.rows.map(async ({ store_id, document }) => {
      const { name, address, time_zone, hours } = Shown.parse(document);
      return {
        store_id,
        name,
        address,
        time_zone,
        is_open: isOpen({ hours, time_zone }, clock.now()),
        is_online: await queries.isOnline(store_id),
      };
    }),
  );
}
