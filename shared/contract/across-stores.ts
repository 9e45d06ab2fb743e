/** What all of headquarters' readings across stores have in common. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { BusinessDay } from "../domain/kernel/business-day.ts";
import { StoreId } from "../domain/kernel/ids.ts";
import type { Access } from "./access.ts";

/** Of the stores that the operator may see. */
export const acrossStores = { operators: ["owner", "hq", "it"], store: "none" } as const satisfies Access;

export const PageLimit = z.coerce.number().int().min(1).max(200).default(50);

/** Half-open, in each store's own business days: `from` belongs to it, `to` does not. */
export const DaySpan = z.object({ from: BusinessDay, to: BusinessDay, store_id: StoreId.optional() });
