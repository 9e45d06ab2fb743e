/** What is asked for when an order is priced or placed: what the domain decides on, as it comes over the wire. */
import { z } from "@hono/zod-openapi";
import { RequestedTime } from "../kernel/clock.ts";
import { Slug, StoreId } from "../kernel/ids.ts";
import { AmountCents } from "../kernel/money.ts";
import { FulfillmentType } from "./fulfillment-type.ts";
import { PayMode } from "./order.ts";

/** One in which nothing can be seen is none. */
const noteOf = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest)
    .nullable()
    .default(null)
    .transform((note) => note || null);

const REQUIRED = "REQUIRED";

export const RequestedLine = z
  .strictObject({
    item_id: Slug,
    qty: z.number().int().min(1).max(99),
    modifier_ids: z.array(Slug).max(40).optional().openapi({
      description:
        "What was chosen, each as often as it is wanted, up to its `max_qty`. `[]` is a choice as well: nothing that the menu does not require. Left out, nothing was chosen, and each group gets the menu's defaults.",
    }),
    fill_defaults: z
      .union([z.boolean(), z.literal(REQUIRED)])
      .optional()
      .openapi({
        description:
          "Which groups get the menu's defaults where `modifier_ids` names nothing of them. `REQUIRED`, and what is meant where it is left out: those of which one has to be chosen. `true`: all. `false`: none, so that a choice that is missing is refused.",
      }),
    note: noteOf(140),
  })
  .transform(({ item_id, qty, modifier_ids, fill_defaults, note }): RequestedLine => {
    const fills = fill_defaults ?? (modifier_ids === undefined ? undefined : REQUIRED);
    return { item_id, qty, modifier_ids: modifier_ids ?? [], ...(fills === undefined ? {} : { fill_defaults: fills }), note };
  })
  .openapi("RequestedLine");

export interface RequestedLine {
  readonly item_id: string;
  readonly qty: number;
  readonly modifier_ids: string[];
  /** undefined: nothing was said of modifiers, or an older release stored it so; every group gets the menu's defaults. */
  readonly fill_defaults?: boolean | typeof REQUIRED | undefined;
  readonly note: string | null;
}

/** As a request is told from another under its key: a line that says nothing of its modifiers is not one that chose none. */
export function asToldApart<R extends { readonly items: readonly RequestedLine[] }>(request: R): R & { readonly left_out: number[] } {
  const left_out = request.items.flatMap((line, at) => (line.fill_defaults === undefined ? [at] : []));
  return { ...request, left_out };
}

/** As older releases told it from another, who took those two for the same: for the retry of a request that one of them has answered. */
export function asRemembered<R extends { readonly items: readonly RequestedLine[] }>(request: R): R {
  if (!request.items.some((line) => line.fill_defaults === REQUIRED)) return request;
  const items = request.items.map((line) => {
    const { fill_defaults, ...rest } = line;
    return fill_defaults === REQUIRED ? rest : line;
  });
  return { ...request, items };
}

/** Whether a group of which nothing is named gets the menu's defaults. */
export function fillsDefaults(
  { fill_defaults }: Pick<RequestedLine, "fill_defaults">,
  { min_choices }: { readonly min_choices: number },
): boolean {
  return fill_defaults === REQUIRED ? min_choices > 0 : fill_defaults !== false;
}

const lines = z.array(RequestedLine).min(1).max(100);
const promotionCodes = z.array(z.string().trim().min(1).max(40)).max(10).default([]);

export const QuoteRequest = z
  .strictObject({
    store_id: StoreId,
    items: lines,
    promotion_codes: promotionCodes,
    /** The tax may depend on it; left out: PICKUP. */
    fulfillment_type: FulfillmentType.optional(),
    /** When it is wanted, where that is not now: the rate of that day counts. */
    requested_for: RequestedTime.nullable().optional(),
  })
  .openapi("QuoteRequest");
export type QuoteRequest = z.infer<typeof QuoteRequest>;

export const PlaceOrderRequest = z
  .strictObject({
    store_id: StoreId,
    fulfillment_type: FulfillmentType,
    payment_method: PayMode,
    items: lines,
    promotion_codes: promotionCodes,
    customer_name: z.string().trim().min(1).max(40).nullable().default(null),
    note: noteOf(280),
    requested_for: RequestedTime.nullable().default(null),
    /** The total that the client showed. If it is not the price now, the response is 409 order.price_changed with `quote`. */
    expected_total_cents: AmountCents.nullable().default(null),
    /** Of an order that is paid online: for the staff, charged with the total and no part of it. At most twice the total, or the store's `tip_limit_cents`. */
    tip_cents: AmountCents.optional(),
  })
  .openapi("PlaceOrderRequest");
export type PlaceOrderRequest = z.infer<typeof PlaceOrderRequest>;
