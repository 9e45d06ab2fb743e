/** What is unusual about a ticket, at a glance, so that nobody makes it by mistake. */
import type { OrderResource } from "@crema/shared/contract/orders";
import { useFormat } from "@crema/ui/format/use-format.ts";
import type { News } from "./news-of.ts";

const NEWS: Readonly<Record<News, string>> = { new: "New", changed: "Changed", void: "Void" };

/** Whether it was fully refunded, so that making it would give it away. */
export const isRefunded = (order: Pick<OrderResource, "refund_state" | "status">): boolean =>
  order.refund_state === "FULL" && order.status !== "CANCELLED";

export function TicketTags({ order, news }: { order: OrderResource; news: News | null }) {
  const { time } = useFormat();
  const { status, last_step } = order;
  const isOpen = status !== "CANCELLED" && status !== "COMPLETED";
  const owes = isOpen && order.pay_mode === "AT_STORE" && order.balance_cents > 0 && order.refund_state === "NONE";
  return (
    <p className="bar-tags">
      {order.is_rush && isOpen ? <b className="bar-tag bar-tag-rush">Rush</b> : null}
      {news ? <b className="bar-tag">{NEWS[news]}</b> : null}
      {order.amendments > 0 && news !== "changed" ? (
        <b className="bar-tag">Changed{order.amended_at ? ` ${time(order.amended_at)}` : ""}</b>
      ) : null}
      <span className="bar-tag">{order.fulfillment_type === "PICKUP" ? "Pick-up" : "In store"}</span>
      {order.replaces_order_id ? <b className="bar-tag bar-tag-odd">In place of an app order</b> : null}
      {order.question && isOpen ? <b className="bar-tag bar-tag-bad">Asked</b> : null}
      {order.sold_out_line_ids ? <b className="bar-tag bar-tag-bad">Sold out in it</b> : null}
      {isRefunded(order) ? <b className="bar-tag bar-tag-bad">Refunded</b> : null}
      {order.refund_state === "PARTIAL" && isOpen ? <b className="bar-tag bar-tag-odd">Part refunded</b> : null}
      {order.refund_state === "PENDING" && isOpen ? <b className="bar-tag bar-tag-odd">Refund under way</b> : null}
      {isOpen && status !== "READY" && order.first_promised_at !== null ? (
        <b className="bar-tag">Guest told {time(order.promised_at)}</b>
      ) : null}
      {owes ? <b className="bar-tag bar-tag-odd">Not paid</b> : null}
      {last_step && (status === "IN_PROGRESS" || status === "READY") ? <b className="bar-tag">{byWhom(order)}</b> : null}
    </p>
  );
}

/** "Started by Ana": the last step, and who made it. */
export function byWhom(order: OrderResource): string {
  const { last_step } = order;
  if (!last_step) return "";
  const isRecalled = order.status === "IN_PROGRESS" && order.started_at !== last_step.at;
  const name = last_step.by.name;
  return `${isRecalled ? "Recalled" : SAID[last_step.status]}${name ? ` by ${name}` : ""}`;
}

const SAID: Readonly<Record<OrderResource["status"], string>> = {
  PLACED: "Placed",
  PAID: "Paid",
  IN_PROGRESS: "Started",
  READY: "Made ready",
  COMPLETED: "Handed over",
  CANCELLED: "Cancelled",
};
