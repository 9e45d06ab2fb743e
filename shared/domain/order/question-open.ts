/** While the customer is asked about a line nobody knows what the order will be: it is neither started nor changed nor paid at the counter. */
import { type Result, refuse } from "../kernel/errors.ts";
import type { Order } from "./order.ts";

/** The refusal of every step that waits for the answer. */
export function questionIsOpen(order: Order): Result<never> {
  const name = order.lines.find((line) => line.line_id === order.question?.line_id)?.name ?? "a line";
  const detail = `It is being asked what is to become of ${name}. Decide it, or take the question back, then go on.`;
  return refuse("order.question_open", detail, { extra: { current_status: order.status, order } });
}
