/** A store's days as headquarters sees them: the Z reports of its boxes, and what the facts that arrived sum to. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { DayTotals, ZReport } from "../domain/drawer/report.ts";
import { BusinessDay } from "../domain/kernel/business-day.ts";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id } from "../domain/kernel/ids.ts";
import { Currency } from "../domain/kernel/money.ts";
import { contract, json } from "./contract.ts";
import { StoreIdParam } from "./orders.ts";

const it = { operators: ["owner", "hq", "it"] } as const;

export const listStoreZReports = contract({
  method: "get",
  path: "/v1/admin/stores/{store_id}/z-reports",
  summary: "The Z reports of a store as its box wrote them, latest first",
  access: { ...it, store: "path" },
  request: {
    params: StoreIdParam,
    query: z.object({ before: Id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
  },
  responses: {
    200: json(
      z.object({
        reports: z.array(
          z.object({
            received_at: Timestamp,
            report: ZReport,
            /** It came in from an old disk after the next box had begun with the same money: it covers nothing, and the books leave it out. */
            is_set_aside: z.boolean(),
          }),
        ),
        next_before: Id.nullable(),
      }),
      "A page; `next_before` asks for the one after it",
    ),
  },
});

const DayInCurrency = DayTotals.extend({ currency: Currency.nullable() });
export const StoreDay = DayInCurrency.extend({
  /** On the day on which a store changed its currency: what was counted in another, for itself. Amounts of two currencies are never added. */
  other_currencies: z.array(DayInCurrency),
}).openapi("StoreDay");
export type StoreDay = z.infer<typeof StoreDay>;

export const getStoreDay = contract({
  method: "get",
  path: "/v1/admin/stores/{store_id}/days/{business_day}",
  summary: "What the store's facts of a business day sum to here, computed as in a Z report",
  description: "A fact counts on its own business day, however late it arrives: the figures of a past day may grow.",
  access: { ...it, store: "path" },
  request: { params: StoreIdParam.extend({ business_day: BusinessDay }) },
  responses: { 200: json(StoreDay, "The day, as far as it has arrived") },
});
