/** The books of a store's business day: the store's, the cloud's and the payment provider's, side by side. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { BusinessDay } from "../domain/kernel/business-day.ts";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { Currency } from "../domain/kernel/money.ts";
import { contract, json } from "./contract.ts";
import { StoreIdParam } from "./orders.ts";

/** null: that side has no such figure. */
const Side = z.number().int().nullable();

export const BookRow = z.object({
  /** COUNTER: between store and cloud. DRAWER: of one Z report. ONLINE: between cloud and provider, of one account of the provider's. */
  part: z.enum(["COUNTER", "DRAWER", "ONLINE"]),
  /** The Z report, the account, or one of the counter's currencies on a day that has several; else null, as for the installation's own account. */
  of: z.string().nullable(),
  figure: z.string(),
  /** null: a count. */
  currency: Currency.nullable(),
  store: Side,
  cloud: Side,
  provider: Side,
});
export type BookRow = z.infer<typeof BookRow>;

export const BookDifference = z.object({
  /** For programs, e.g. `online.captured` or `order.cancelled_and_kept`. */
  code: z.string(),
  text: z.string(),
  order_id: Id.nullable(),
  intent_id: z.string().nullable(),
  /** Of the amounts. null: they are counts. */
  currency: Currency.nullable(),
  store: Side,
  cloud: Side,
  provider: Side,
  /** In words, where it is known. */
  reason: z.string().nullable(),
});
export type BookDifference = z.infer<typeof BookDifference>;

export const Books = z
  .object({
    store_id: StoreId,
    business_day: BusinessDay,
    currency: Currency,
    as_of: Timestamp,
    /** EQUAL: all that can be compared now agrees; `open` says what cannot. NOT_COMPARED: the provider could not be read. */
    verdict: z.enum(["EQUAL", "DIFFERENT", "NOT_COMPARED"]),
    /** The Z reports that name the day. */
    z_numbers: z.array(z.string()),
    rows: z.array(BookRow),
    differences: z.array(BookDifference),
    /** What cannot be compared yet, or is still pending. */
    open: z.array(z.object({ code: z.string(), text: z.string(), order_id: Id.nullable() })),
    /** Outside the comparison: money that customers' banks have taken back, or want to. */
    disputes: z.array(
      z.object({
        dispute_id: z.string(),
        order_id: Id.nullable(),
        amount_cents: z.number().int(),
        currency: Currency,
        cloud: z.string().nullable(),
        provider: z.string().nullable(),
      }),
    ),
  })
  .openapi("Books");
export type Books = z.infer<typeof Books>;

export const getBooks = contract({
  method: "get",
  path: "/v1/admin/stores/{store_id}/books/{business_day}",
  summary: "The books of a business day: store, cloud and payment provider side by side, and every difference",
  description: "The provider is asked for it, so it takes a while. The same as `crema-cloud books`.",
  access: { operators: ["owner", "hq", "it"], store: "path" },
  request: { params: StoreIdParam.extend({ business_day: BusinessDay }) },
  responses: { 200: json(Books, "The books") },
});
