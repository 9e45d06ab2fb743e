/** What is to become of a line that cannot be made: the store asks and settles, the customer chooses. */
import { z } from "@hono/zod-openapi";
import { Id, Slug } from "../domain/kernel/ids.ts";
import { AmountCents } from "../domain/kernel/money.ts";
import { SubstituteChoice } from "../domain/order/substitute.ts";
import { contract, IdempotencyKeyHeader, json, jsonBody, OptionalKeyHeader } from "./contract.ts";
import { ManagerPin, OrderIdParam, OrderResponse, Reason } from "./orders.ts";
import { CancelResponse } from "./orders-at-store.ts";
import { OF_A_DECISION, OF_A_MANAGER, OF_PRICED_LINES } from "./refusals.ts";

const [Substitute, Remove, Cancel] = SubstituteChoice.options;
const Choice = z.discriminatedUnion("kind", [Substitute.strict(), Remove.strict(), Cancel.strict()]);

/** For a choice that cancels the order. */
const reason = Reason.nullable().default(null);

export const AskSubstituteRequest = z
  .strictObject({
    line_id: Id,
    /** Of the line's pieces, those that cannot be made. */
    qty: z.number().int().min(1).max(99),
    /** What is offered instead, each with all its choices; groups that require one have the menu's default where none is named. */
    options: z.array(z.strictObject({ item_id: Slug, modifier_ids: z.array(Slug).max(40).default([]) })).max(5),
    /** Decided at once, with the guest at the counter; null: the customer is asked in the app. */
    decided: Choice.nullable().default(null),
    reason,
    /** The order as the screen shows it: a compare-and-set. */
    shown: z.strictObject({ amendments: z.number().int().min(0), total_cents: AmountCents }),
    manager_pin: ManagerPin,
  })
  .openapi("AskSubstituteRequest");
export type AskSubstituteRequest = z.infer<typeof AskSubstituteRequest>;

const STAFF = { devices: ["pos", "barista"], staff: ["barista", "cashier", "manager"], store: "order" } as const;
const OF_SETTLING = [
  ...[...OF_A_DECISION, ...OF_A_MANAGER, ...OF_PRICED_LINES],
  ...(["order.choice_not_offered", "order.line_not_found", "order.look_first", "order.nothing_left", "order.status_changed"] as const),
] as const;

export const askSubstitute = contract({
  method: "post",
  path: "/v1/orders/{order_id}/question",
  summary: "Asks the customer what is to become of pieces of a line that cannot be made, or decides it at once",
  description:
    "Of an order that nobody has started. A dearer substitute is given at the old price. Once the question is open the order waits for it: starting, changing, paying or refunding it is 409 `order.question_open`. A lost race is 409 `order.lines_changed`, or `order.question_open`, with the present `order`. Where the counter took money a manager has to approve; what is to be handed back is in `refunds`; sent again with the same Idempotency-Key after a lost response it says so once more.",
  access: STAFF,
  refuses: [
    ...OF_SETTLING,
    "order.lines_changed",
    "order.nobody_to_ask",
    "order.partly_refunded",
    "order.question_open",
    "refund.under_way",
    "request.too_large",
  ],
  request: { headers: OptionalKeyHeader, params: OrderIdParam, body: jsonBody(AskSubstituteRequest) },
  responses: { 200: json(CancelResponse, "The order with its open question, or as it was decided, and what is to be handed back") },
});

export const SettleSubstituteRequest = z
  .strictObject({
    question_id: Id,
    /** null: the question is taken back, and the order made as it was ordered. */
    choice: Choice.nullable(),
    reason,
    manager_pin: ManagerPin,
  })
  .openapi("SettleSubstituteRequest");
export type SettleSubstituteRequest = z.infer<typeof SettleSubstituteRequest>;

export const settleSubstitute = contract({
  method: "post",
  path: "/v1/orders/{order_id}/question/settle",
  summary: "Staff decide the open question for the customer, or take it back",
  description:
    "Once per Idempotency-Key: sent again after a lost response it says once more what is to be handed back. Settled already, by the customer, a colleague or the clock, it is 409 `order.question_closed` with the present `order`.",
  access: STAFF,
  refuses: [...OF_SETTLING, "order.question_closed"],
  request: { headers: IdempotencyKeyHeader, params: OrderIdParam, body: jsonBody(SettleSubstituteRequest) },
  responses: { 201: json(CancelResponse, "Settled, on disk: the order as it was then, and what is to be handed back") },
});

export const ChooseSubstituteRequest = z.strictObject({ question_id: Id, choice: Choice }).openapi("ChooseSubstituteRequest");

export const chooseSubstitute = contract({
  method: "post",
  path: "/v1/orders/{order_id}/question/choice",
  summary: "The customer chooses what is to become of what the store cannot make",
  description:
    "A wish: the store settles the question by whatever comes first, this, its staff, or the time that is over. The outcome comes by the stream, in `settled_questions`. The same choice once more changes nothing.",
  access: { customer: true, order_holder: true, store: "order" },
  refuses: [
    ...(["order.choice_not_offered", "order.question_answered", "order.question_closed", "order.question_over"] as const),
    "store.rejoining",
  ],
  request: { params: OrderIdParam, body: jsonBody(ChooseSubstituteRequest) },
  responses: { 200: json(OrderResponse, "The order, with the choice in its `question`") },
});
