/** Events about the lines of an order after it was placed: their price, what was made of them, and what stands in for what cannot be. */
import { z } from "zod";
import { envelope } from "./event-envelope.ts";
import { Id } from "./kernel/ids.ts";
import { AmountCents } from "./kernel/money.ts";
import { PricedOrder } from "./order/order.ts";
import { SettledBy, SubstituteChoice, SubstituteQuestion } from "./order/substitute.ts";

/** Staff gave a discount before any tender: the whole new price, so that nobody computes it again. */
export const OrderDiscounted = z.object({
  ...envelope,
  type: z.literal("order.discounted"),
  order_id: Id,
  reason: z.string().max(280),
  discount_cents: AmountCents,
  /** It was taken off this line alone. */
  line_id: Id.optional(),
  priced: PricedOrder,
});
/** One line has been made, or was unchecked. Without an `order_seq`, because the status does not move. */
export const OrderLineMade = z.object({ ...envelope, type: z.literal("order.line_made"), order_id: Id, line_id: Id, made: z.boolean() });
/** Pieces of a line cannot be made: the customer, or staff for them, chooses what happens. One question at a time is open on an order. */
export const OrderSubstituteAsked = z.object({
  ...envelope,
  type: z.literal("order.substitute_asked"),
  order_id: Id,
  question: SubstituteQuestion,
});
/**
 * The question is closed, once and for all; what follows of it (order.amended, order.cancelled) comes in the same commit.
 * `choice` null: it is made as it was ordered after all.
 */
export const OrderSubstituteSettled = z.object({
  ...envelope,
  type: z.literal("order.substitute_settled"),
  order_id: Id,
  question_id: Id,
  choice: SubstituteChoice.nullable(),
  /** TIME: nobody had chosen by then. */
  settled_by: SettledBy,
});
/**
 * The lines were changed before the start: all new lines with their prices. `amendment` counts 1, 2, 3 … per order. Of an order that was
 * paid online the total never rises; the cloud gives back what was paid above it.
 */
export const OrderAmended = z.object({
  ...envelope,
  type: z.literal("order.amended"),
  order_id: Id,
  amendment: z.number().int().min(1),
  priced: PricedOrder,
});
/** What the customer wishes in answer to a question of the store, which settles it. */
export const OrderSubstituteChosen = z.object({
  ...envelope,
  type: z.literal("order.substitute_chosen"),
  order_id: Id,
  question_id: Id,
  choice: SubstituteChoice,
});
