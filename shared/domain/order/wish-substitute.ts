/** The customer chooses in the app what is to become of what the store cannot make. It is a wish: the store settles the question. */
import type { EventOf } from "../events.ts";
import { type ErrorCode, ok, type Result, refuse } from "../kernel/errors.ts";
import { type DecideContext, envelopeOf } from "./decide-context.ts";
import type { Order } from "./order.ts";
import type { OpenQuestion, SubstituteChoice } from "./substitute.ts";

export interface Wish {
  readonly question_id: string;
  readonly choice: SubstituteChoice;
}

/** null: it is on its way already. */
export function decideWish(order: Order, wish: Wish, context: DecideContext): Result<EventOf<"order.substitute_chosen"> | null> {
  const { question } = order;
  if (question?.question_id !== wish.question_id) return withOrder(order, "order.question_closed", SETTLED);
  if (question.chosen && isSame(question.chosen, wish.choice)) return ok(null);
  const open = mayWish(order, context);
  if (!open.ok) return open;
  if (!isOffered(question, wish.choice))
    return withOrder(order, "order.choice_not_offered", "That cannot be had any more. Choose something else.");
  const { question_id, choice } = wish;
  return ok({
    ...envelopeOf(order.store_id, context),
    type: "order.substitute_chosen",
    order_id: order.order_id,
    question_id,
    choice,
  });
}

/** Whether the customer may choose now. */
export function mayWish(order: Order, { at, asker }: Pick<DecideContext, "at" | "asker">): Result<null> {
  const { question } = order;
  if (asker !== "customer" || !question) return withOrder(order, "order.question_closed", SETTLED);
  if (question.chosen) return withOrder(order, "order.question_answered", "Your choice is on its way to the store.");
  if (question.choose_by <= at)
    return withOrder(order, "order.question_over", "The time to choose is over. The store decides; you will see here what it has done.");
  return ok(null);
}

const SETTLED = "The store does not ask that, or no longer. Look at your order again.";

function isOffered({ options, total_without_cents }: OpenQuestion, choice: SubstituteChoice): boolean {
  switch (choice.kind) {
    case "SUBSTITUTE":
      return choice.option < options.length;
    case "REMOVE":
      return total_without_cents !== null;
    case "CANCEL":
      return true;
  }
}

const isSame = (a: SubstituteChoice, b: SubstituteChoice): boolean =>
  a.kind === b.kind && (a.kind !== "SUBSTITUTE" || b.kind !== "SUBSTITUTE" || a.option === b.option);

function withOrder(order: Order, code: ErrorCode, detail: string): Result<never> {
  return refuse(code, detail, { extra: { current_status: order.status, order } });
}
