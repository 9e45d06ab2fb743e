/**
 * A question about a line is settled once: by the customer's wish, by staff, or by the clock, whichever comes first. What follows of it is
 * in the same commit: the changed lines, or the cancellation, and what the counter gives back. Of what was paid online the cloud gives
 * back what was paid above the new total (payment/next-step.ts).
 */
import type { DomainEvent, EventOf } from "../events.ts";
import { type ErrorCode, ok, type Result, refuse } from "../kernel/errors.ts";
import { correctOverpaid } from "../payment/overpaid.ts";
import { isCounterCapture } from "../payment/refund.ts";
import type { Actor } from "../staff/actor.ts";
import { decide, mayDecide } from "./decide.ts";
import { type DecideContext, envelopeOf } from "./decide-context.ts";
import { evolve } from "./evolve.ts";
import type { Order, PricedOrder } from "./order.ts";
import type { OpenQuestion, SettledBy, SubstituteChoice } from "./substitute.ts";
import type { SubstitutePrices } from "./substitute-prices.ts";

export interface Settlement {
  /** null: it is made as it was ordered after all. */
  readonly choice: SubstituteChoice | null;
  readonly by: SettledBy;
  /** For a cancellation by staff. */
  readonly reason: string | null;
}

/** Staff at the counter settle the open question, or take it back. */
export function decideSettle(
  order: Order | null,
  command: { readonly question_id: string; readonly choice: SubstituteChoice | null; readonly reason: string | null },
  prices: SubstitutePrices,
  context: DecideContext,
): Result<DomainEvent[]> {
  if (!order) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
  const allowed = maySettle(order, context);
  if (!allowed.ok) return allowed;
  if (order.question?.question_id !== command.question_id)
    return withOrder(order, "order.question_closed", "Another question is open by now. Look at the order again.");
  return settle(order, { choice: command.choice, by: "STAFF", reason: command.reason }, prices, context);
}

/** Whether staff may decide what the customer is asked. */
export function maySettle(order: Order, context: DecideContext): Result<null> {
  const decidable = mayDecide(order, context.node);
  if (!decidable.ok) return decidable;
  if (context.asker !== "staff" || !order.question)
    return withOrder(order, "order.question_closed", "It is settled already. Look at the order again.");
  if (order.look_first) return withOrder(order, "order.look_first", "Look first whether it was made, and say which it is.");
  return needsManager(order, context) ?? ok(null);
}

/** What comes of it may take money out of the drawer, also when the clock settles it. */
export function needsManager(order: Order, { payments, managerApproved }: DecideContext): Result<never> | null {
  if (managerApproved || order.pay_mode === "ONLINE" || !payments.some(isCounterCapture)) return null;
  return refuse("auth.manager_required", "Money was taken for this order, and some may have to be given back. Enter a manager's PIN.");
}

/** The customer's wish has arrived. Nothing for one that comes after the question was settled, or is about another one. */
export function onWish(
  order: Order | null,
  wish: { readonly question_id: string; readonly choice: SubstituteChoice; readonly actor: Actor; readonly at: string },
  prices: SubstitutePrices | null,
  context: DecideContext,
): DomainEvent[] {
  if (order?.authority !== "edge" || order.question?.question_id !== wish.question_id) return [];
  const { question_id, choice, actor } = wish;
  // Nobody knows whether it was made, or what is on the menu: it is kept, and settles the question then.
  if (order.look_first || !prices) {
    return [
      {
        ...envelopeOf(order.store_id, { ...context, actor }),
        type: "order.substitute_chosen",
        order_id: order.order_id,
        question_id,
        choice,
      },
    ];
  }
  return settledFor(order, { choice, by: "CUSTOMER", reason: null }, prices, { ...context, actor });
}

/** Whether the open question of an order is to be settled without anybody's doing: by a wish that the box before had not heard, or by the clock. */
export function isDue({ question, look_first, authority }: Order, at: string): boolean {
  return question !== null && authority === "edge" && !look_first && (question.chosen !== null || question.choose_by <= at);
}

export function settleDue(order: Order, prices: SubstitutePrices, context: DecideContext): DomainEvent[] {
  const { question } = order;
  if (!question || !isDue(order, context.at)) return [];
  if (question.chosen === null) return settledFor(order, { choice: question.default, by: "TIME", reason: null }, prices, context);
  const actor: Actor = order.user_id
    ? { kind: "customer", id: order.user_id, name: order.customer_name }
    : { kind: "guest", id: null, name: order.customer_name };
  return settledFor(order, { choice: question.chosen, by: "CUSTOMER", reason: null }, prices, { ...context, actor });
}

/** Nobody is there to be refused: it is settled whatever has become of the menu. */
function settledFor(order: Order, settlement: Settlement, prices: SubstitutePrices, context: DecideContext): DomainEvent[] {
  const settled = settle(order, settlement, prices, { ...context, asker: "system" });
  return settled.ok ? settled.value : [closed(order, { ...settlement, choice: null }, context)];
}

/**
 * By staff it is refused where what they chose cannot be done. Else the next best is: without the substitute the line goes, and an order
 * that has nothing else is cancelled.
 */
export function settle(order: Order, settlement: Settlement, prices: SubstitutePrices, context: DecideContext): Result<DomainEvent[]> {
  const { question } = order;
  if (!question) throw new Error(`order ${order.order_id} has no open question`);
  const { choice, by } = settlement;
  if (choice === null) return ok([closed(order, settlement, context)]);
  // What moves money, or ends the order, takes an accountable person.
  if (by === "STAFF" && context.actor.kind === "device")
    return refuse("auth.forbidden", "Deciding it takes somebody who is signed in. Enter your PIN, then decide.");
  if (choice.kind === "CANCEL") return cancelled(order, settlement, context);
  const priced = pricedBy(order, question, choice, prices);
  if (priced.ok) return ok(amended(order, settlement, priced.value, context));
  if (by === "STAFF") return priced;
  if (choice.kind === "SUBSTITUTE") return settle(order, { ...settlement, choice: { kind: "REMOVE" } }, prices, context);
  return priced.refusal.code === "order.nothing_left" ? cancelled(order, { ...settlement, choice: { kind: "CANCEL" } }, context) : priced;
}

function pricedBy(
  order: Order,
  question: OpenQuestion,
  choice: Exclude<SubstituteChoice, { kind: "CANCEL" }>,
  prices: SubstitutePrices,
): Result<PricedOrder> {
  if (choice.kind === "REMOVE") return prices.without(order, question);
  const option = question.options[choice.option];
  if (!option) return withOrder(order, "order.choice_not_offered", "The question has no such option. Look at it again.");
  const price = prices.withOption(order, question, option, option.total_cents);
  return price.ok ? ok(price.value.priced) : price;
}

function amended(order: Order, settlement: Settlement, priced: PricedOrder, context: DecideContext): DomainEvent[] {
  const { order_id, store_id } = order;
  const event: EventOf<"order.amended"> = {
    ...envelopeOf(store_id, context),
    type: "order.amended",
    order_id,
    amendment: order.amendments + 1,
    priced,
  };
  const events = [closed(order, settlement, context), event];
  const after = events.reduce<Order>(evolve, order);
  return [...events, ...correctOverpaid(after, context)];
}

function cancelled(order: Order, settlement: Settlement, context: DecideContext): Result<DomainEvent[]> {
  const isWish = settlement.by === "CUSTOMER";
  const reason = settlement.reason ?? (settlement.by === "STAFF" ? null : CANNOT_BE_MADE);
  const cancel = { type: "cancel", cause: isWish ? "CUSTOMER" : "STAFF", reason, expected_status: null, request_id: null } as const;
  const ended = decide(order, cancel, context);
  return ended.ok ? ok([closed(order, settlement, context), ...ended.value]) : ended;
}

const CANNOT_BE_MADE = "What was ordered cannot be made.";

export function closed(
  order: Order,
  { choice, by }: Pick<Settlement, "choice" | "by">,
  context: DecideContext,
): EventOf<"order.substitute_settled"> {
  return {
    ...envelopeOf(order.store_id, context),
    type: "order.substitute_settled",
    order_id: order.order_id,
    question_id: order.question?.question_id ?? "",
    choice,
    settled_by: by,
  };
}

function withOrder(order: Order, code: ErrorCode, detail: string): Result<never> {
  return refuse(code, detail, { extra: { current_status: order.status, order } });
}
