/** What is unusual about a ticket, at a glance, so that nobody makes it by mistake. */
import type { OrderResource } from "@crema/shared/contract/orders";
import { Badge, type BadgeProps } from "@crema/ui/components/badge.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import ArrowUp from "lucide-react/icons/arrow-up";
import Ban from "lucide-react/icons/ban";
import CircleDollarSign from "lucide-react/icons/circle-dollar-sign";
import MessageCircleQuestionMark from "lucide-react/icons/message-circle-question-mark";
import Pencil from "lucide-react/icons/pencil";
import Repeat from "lucide-react/icons/repeat";
import Smartphone from "lucide-react/icons/smartphone";
import Sparkles from "lucide-react/icons/sparkles";
import Undo2 from "lucide-react/icons/undo-2";
import UserRound from "lucide-react/icons/user-round";
import type { News } from "./news-of.ts";

const NEWS: Readonly<Record<News, string>> = { new: "New", changed: "Changed", void: "Void" };

/** Whether it was fully refunded, so that making it would give it away. */
export const isRefunded = (order: Pick<OrderResource, "refund_state" | "status">): boolean =>
  order.refund_state === "FULL" && order.status !== "CANCELLED";

interface Tag extends Omit<BadgeProps, "children"> {
  readonly text: string;
  /** Said of it, and not shown: its drawing says so. */
  readonly unseen?: string;
  /** Is told elsewhere on a small card. */
  readonly isLong?: true;
}

export interface TicketTagsProps {
  readonly order: OrderResource;
  readonly news: News | null;
  /** Without what a small card says in other places. */
  readonly isShort?: boolean;
}

export function TicketTags({ order, news, isShort = false }: TicketTagsProps) {
  const { time } = useFormat();
  const tags = tagsOf(order, news, time).filter(({ isLong }) => !(isShort && isLong));
  if (tags.length === 0) return null;
  return (
    <p className="bar-tags">
      {tags.map(({ text, unseen, isLong: _isLong, ...look }) => (
        <Badge key={text} {...look}>
          {unseen ? <span className="unseen">{unseen}</span> : null}
          {text}
        </Badge>
      ))}
    </p>
  );
}

function tagsOf(order: OrderResource, news: News | null, time: (at: string) => string): Tag[] {
  const { status, last_step, refund_state } = order;
  const isOpen = status !== "CANCELLED" && status !== "COMPLETED";
  const owes = isOpen && order.pay_mode === "AT_STORE" && order.balance_cents > 0 && refund_state === "NONE";
  const isTold = isOpen && status !== "READY" && order.first_promised_at !== null;
  const isMoved = last_step !== null && last_step.by.name !== null && (status === "IN_PROGRESS" || status === "READY");
  const all: readonly (readonly [boolean, Tag])[] = [
    [order.is_rush && isOpen, { text: "Rush", icon: ArrowUp, isSolid: true, isLong: true }],
    [news !== null, { text: news ? NEWS[news] : "", tone: "info", icon: news === "void" ? Ban : Sparkles, isSolid: true, isLong: true }],
    [
      order.amendments > 0 && news !== "changed",
      { text: `Changed${order.amended_at ? ` ${time(order.amended_at)}` : ""}`, tone: "info", icon: Pencil },
    ],
    [order.replaces_order_id !== null, { text: "In place of an app order", tone: "warn", icon: Repeat }],
    [
      order.question !== null && order.question !== undefined && isOpen,
      { text: "Asked", tone: "bad", icon: MessageCircleQuestionMark, isSolid: true },
    ],
    [order.sold_out_line_ids !== undefined, { text: "Sold out in it", tone: "bad", icon: Ban, isSolid: true }],
    [isRefunded(order), { text: "Refunded", tone: "bad", icon: Undo2, isSolid: true }],
    [refund_state === "PARTIAL" && isOpen, { text: "Part refunded", tone: "warn", icon: Undo2 }],
    [refund_state === "PENDING" && isOpen, { text: "Refund under way", tone: "warn", icon: Undo2 }],
    [isTold, { text: `Guest told ${time(order.promised_at)}`, icon: Smartphone }],
    [owes, { text: "Not paid", tone: "warn", icon: CircleDollarSign, isLong: true }],
    [isMoved, { text: last_step?.by.name ?? "", unseen: `${saidOf(order)} by `, icon: UserRound, isLong: true }],
  ];
  return all.flatMap(([holds, tag]) => (holds ? [tag] : []));
}

/** "Started by Ana": the last step, and who made it. */
export function byWhom(order: OrderResource): string {
  const { last_step } = order;
  if (!last_step) return "";
  const name = last_step.by.name;
  return `${saidOf(order)}${name ? ` by ${name}` : ""}`;
}

const saidOf = (order: OrderResource): string => {
  const { last_step } = order;
  return isRecalled(order) ? "Recalled" : SAID[last_step?.status ?? order.status];
};

/** "Ana started A15", where somebody is known to have made the last step. */
export function whoDid(order: OrderResource): string | null {
  const { last_step, ticket_number } = order;
  const name = last_step?.by.name;
  if (!last_step || !name) return null;
  const did = isRecalled(order) ? "recalled" : DID[last_step.status];
  return `${name} ${did} ${ticket_number ?? "it"}`;
}

const isRecalled = (order: OrderResource): boolean => order.status === "IN_PROGRESS" && order.started_at !== order.last_step?.at;

const SAID: Readonly<Record<OrderResource["status"], string>> = {
  PLACED: "Placed",
  PAID: "Paid",
  IN_PROGRESS: "Started",
  READY: "Made ready",
  COMPLETED: "Handed over",
  CANCELLED: "Cancelled",
};

const DID: Readonly<Record<OrderResource["status"], string>> = {
  PLACED: "placed",
  PAID: "paid",
  IN_PROGRESS: "started",
  READY: "finished",
  COMPLETED: "handed over",
  CANCELLED: "cancelled",
};
