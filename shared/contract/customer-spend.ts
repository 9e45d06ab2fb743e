/**
 * What customers spent, for headquarters: who spent most in a month, and who never has. Served by the cloud. Spend is sale
 * money, captured less refunded, on the day on which it moved; docs/money.md says what that leaves out and why.
 */
import { z } from "@hono/zod-openapi";
import { isTimeZone } from "../domain/kernel/business-day.ts";
import { Month } from "../domain/kernel/calendar-month.ts";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { Currency } from "../domain/kernel/money.ts";
import { contract, json } from "./contract.ts";

/** Not for IT: it is about people, and no store needs it to run. */
const hq = { operators: ["owner", "hq"] } as const;

/** By name: offsets like +01:00 have no summer time, and not every machine reads their sign the same way. */
const TimeZone = z
  .string()
  .max(64)
  .refine((name) => /^[A-Za-z]/.test(name) && isTimeZone(name), "an IANA time zone");

/** All that these responses say about a person. */
const SpendingCustomer = z.object({
  user_id: Id,
  /** null: none was given, or the account was deleted. */
  first_name: z.string().nullable(),
});

/** The stores that were counted: the operator's; null is every store. */
const store_ids = z.array(StoreId).nullable();

export const TopSpenders = z
  .object({
    store_ids,
    month: Month,
    time_zone: z.string(),
    /** The month is from ≤ t < until. */
    from: Timestamp,
    until: Timestamp,
    /** One entry for each currency in which a customer spent anything; amounts of different currencies are never added. */
    currencies: z.array(z.object({ currency: Currency, spend_cents: z.number().int().positive(), customers: z.array(SpendingCustomer) })),
    /**
     * Payments and refunds of the month whose order is not here (yet): they count for nobody, and may still change the
     * result.
     */
    without_order: z.number().int(),
  })
  .openapi("TopSpenders");
export type TopSpenders = z.infer<typeof TopSpenders>;

export const listTopSpenders = contract({
  method: "get",
  path: "/v1/admin/reports/top-spenders",
  summary: "The customers who spent most in a calendar month, in each currency; all of them when several spent the same",
  description:
    "Captured less refunded, each when it moved, without tips. Of the operator's stores alone. Guests have no account and are not in it. Without `month`: the last one that is over in that time zone.",
  access: { ...hq, store: "none" },
  request: { query: z.object({ month: Month.optional(), time_zone: TimeZone }) },
  responses: { 200: json(TopSpenders, "The month's top, as far as it has arrived") },
});

export const NeverSpent = z
  .object({
    store_ids,
    customers: z.array(
      SpendingCustomer.extend({
        /** Something was captured, and all of it refunded. */
        refunded_in_full: z.boolean(),
      }),
    ),
    next_after: Id.nullable(),
  })
  .openapi("NeverSpent");
export type NeverSpent = z.infer<typeof NeverSpent>;

export const listNeverSpent = contract({
  method: "get",
  path: "/v1/admin/reports/never-spent",
  summary: "The customers who never spent anything: of whose money nothing was captured and kept, ever; in the order of their ids",
  description:
    "An operator of all stores sees every registered customer who never spent. One of some stores sees those who have ordered there and never spent there; what a customer does elsewhere is neither looked at nor told. A page may hold fewer than `limit`, even none, and not be the last: go on until `next_after` is null.",
  access: { ...hq, store: "none" },
  request: { query: z.object({ after: Id.optional(), limit: z.coerce.number().int().min(1).max(1000).default(200) }) },
  responses: { 200: json(NeverSpent, "A page; `next_after` asks for the one after it") },
});
