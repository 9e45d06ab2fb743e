/** Lines of an order that its store cannot make any more, because staff have since marked as sold out what is in them. */
import { isToday } from "../menu/sold-out.ts";
import type { ProfileDocument } from "../store/profile.ts";
import type { Order } from "./order.ts";

/** Ids that staff have marked as sold out; what the count has sold out is not among them, as the order may have got the last one. */
export interface MarkedSoldOut {
  readonly items: ReadonlySet<string>;
  readonly modifiers: ReadonlySet<string>;
}

/** Of an order for the present day that nobody has started; of any other there are none. `profile` null: every order is for today. */
export function soldOutLineIds(
  order: Pick<Order, "status" | "requested_for" | "lines">,
  marked: MarkedSoldOut,
  profile: Pick<ProfileDocument, "time_zone" | "business_day_cutoff_hour"> | null,
  nowMs: number,
): string[] {
  if (order.status !== "PLACED" && order.status !== "PAID") return [];
  if (marked.items.size === 0 && marked.modifiers.size === 0) return [];
  if (profile && !isToday(profile, order.requested_for, nowMs)) return [];
  const isSoldOut = (line: Order["lines"][number]) =>
    marked.items.has(line.item_id) || line.modifiers.some(({ modifier_id }) => marked.modifiers.has(modifier_id));
  return order.lines.filter(isSoldOut).map((line) => line.line_id);
}
