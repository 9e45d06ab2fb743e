/**
 * The store asks about pieces of a line that it cannot make, of an order that nobody has started. One question at a time is open on an
 * order; until it is settled the order is neither started nor changed nor paid at the counter, since nobody knows yet what it will be.
 */
import type { DomainEvent } from "../events.ts";
import { iso } from "../kernel/clock.ts";
import { type ErrorCode, ok, type Result, refuse } from "../kernel/errors.ts";
import { cents } from "../kernel/money.ts";
import type { Refund } from "../payment/payment.ts";
import { CHOOSE_WITHIN_S } from "../store/defaults.ts";
import type { Substitutes } from "../store/profile.ts";
import { mayDecide, STANDS } from "./decide.ts";
import { type DecideContext, envelopeOf } from "./decide-context.ts";
import { evolve } from "./evolve.ts";
import type { Order } from "./order.ts";
import { questionIsOpen } from "./question-open.ts";
import { isUnstarted } from "./refund-order.ts";
import { needsManager, settle } from "./settle-substitute.ts";
import type { SubstituteChoice, SubstituteQuestion } from "./substitute.ts";
import type { SubstitutePrices, Wanted } from "./substitute-prices.ts";

export interface AskCommand {
  readonly line_id: string;
  /** Of the line's pieces, those that cannot be made. */
  readonly qty: number;
  readonly options: readonly Wanted[];
  /** Staff decide at once, with the guest at the counter; null: the customer is asked in the app. */
  readonly decided: SubstituteChoice | null;
  /** For a cancellation. */
  readonly reason: string | null;
  /** The order as the screen showed it: a compare-and-set. */
  readonly shown: { readonly amendments: number; readonly total_cents: number };
}

export function decideAsk(
  order: Order | null,
  command: AskCommand,
  prices: SubstitutePrices,
  settings: Substitutes | undefined,
  context: DecideContext,
): Result<DomainEvent[]> {
  if (!order) return refuse("order.not_found", "It is not known here. Look at the list of orders again.");
  const allowed = mayAsk(order, context);
  if (!allowed.ok) return allowed;
  const { amendments, total_cents } = command.shown;
  if (amendments !== order.amendments || total_cents !== order.total_cents)
    return withOrder(order, "order.lines_changed", "Somebody changed it meanwhile. Look at it, then ask again.");
  if (!order.lines.some((line) => line.line_id === command.line_id && command.qty <= line.qty))
    return withOrder(order, "order.line_not_found", "The order has no such pieces. Look at its lines again.");
  if (command.decided === null && order.origin === "POS")
    return withOrder(order, "order.nobody_to_ask", "It was ordered at the counter. Ask the guest, and decide it here.");
  const question = questionOf(order, command, prices, settings, context);
  if (!question.ok) return question;
  const { order_id } = order;
  const asked: DomainEvent = {
    ...envelopeOf(order.store_id, context),
    type: "order.substitute_asked",
    order_id,
    question: question.value,
  };
  if (command.decided === null) return ok([asked]);
  const settled = settle(evolve(order, asked), { choice: command.decided, by: "STAFF", reason: command.reason }, prices, context);
  return settled.ok ? ok([asked, ...settled.value]) : settled;
}

/** Whether the store may ask about a line of it, or decide at once. */
export function mayAsk(order: Order, context: DecideContext): Result<null> {
  const decidable = mayDecide(order, context.node);
  if (!decidable.ok) return decidable;
  if (context.asker !== "staff" || !isUnstarted(order))
    return withOrder(order, "order.invalid_transition", `Its lines stay as they are: it is ${STANDS[order.status]}.`);
  if (order.look_first) return withOrder(order, "order.look_first", "Look first whether it was made, and say which it is.");
  if (order.question) return questionIsOpen(order);
  const isRefunded = context.refunds.some(({ kind, status }) => kind === "GIVEN_BACK" && status !== "FAILED");
  if (isRefunded || order.refunded_cents > 0)
    return withOrder(order, "order.partly_refunded", "Something of it was refunded. Refund the line as well, or cancel the order.");
  // Of an order paid online the cloud alone knows what comes of it; a correction of ours is no such refund.
  if (order.pay_mode === "ONLINE" && order.refund_state === "PENDING" && !context.refunds.some(isUnderWay))
    return withOrder(order, "refund.under_way", "A refund of it is under way. Ask when its outcome is shown here, or cancel the order.");
  return needsManager(order, context) ?? ok(null);
}

const isUnderWay = ({ kind, status }: Refund): boolean => kind === "CORRECTION" && status === "PENDING";

function questionOf(
  order: Order,
  { line_id, qty, options }: AskCommand,
  prices: SubstitutePrices,
  settings: Substitutes | undefined,
  { at, newId }: DecideContext,
): Result<SubstituteQuestion> {
  const pieces = { line_id, qty };
  const offered: SubstituteQuestion["options"] = [];
  for (const wanted of options) {
    const price = prices.withOption(order, pieces, wanted, order.total_cents);
    if (!price.ok) return price;
    offered.push(price.value.option);
  }
  const without = prices.without(order, pieces);
  if (!without.ok && without.refusal.code !== "order.nothing_left") return without;
  const total_without_cents = without.ok ? cents(without.value.total_cents) : null;
  const within = settings?.choose_within_s ?? CHOOSE_WITHIN_S;
  return ok({
    question_id: newId(),
    ...pieces,
    options: offered,
    total_without_cents,
    asked_at: at,
    choose_by: iso(Date.parse(at) + within * 1000),
    default: defaultOf(settings, offered.length > 0, total_without_cents !== null),
  });
}

/** What the store's setting comes to: a line without which nothing is left is not taken away. */
function defaultOf(settings: Substitutes | undefined, hasOptions: boolean, hasMore: boolean): SubstituteChoice {
  const wanted = settings?.default ?? "REMOVE";
  if (wanted === "SUBSTITUTE" && hasOptions) return { kind: "SUBSTITUTE", option: 0 };
  return wanted === "CANCEL" || !hasMore ? { kind: "CANCEL" } : { kind: "REMOVE" };
}

function withOrder(order: Order, code: ErrorCode, detail: string): Result<never> {
  return refuse(code, detail, { extra: { current_status: order.status, order } });
}
