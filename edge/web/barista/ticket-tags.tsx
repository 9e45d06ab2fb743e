/** What is unusual about a ticket, at a glance, so that nobody makes it by mistake. */
import type { OrderResource } from "@crema/shared/contract/orders";
import { Badge, type BadgeProps } from "@crema/ui/components/badge.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import type { Words } from "@crema/ui/words/words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
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

/** Whether it was fully refunded, so that making it would give it away. */
export const isRefunded = (order: Pick<OrderResource, "refund_state" | "status">): boolean =>
  order.refund_state === "FULL" && order.status !== "CANCELLED";

interface Tag extends Omit<BadgeProps, "children"> {
  readonly text: string;
  /** Said of it instead: its drawing says the rest. */
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
  const t = useWords();
  const { time } = useFormat();
  const tags = tagsOf(order, news, time, t).filter(({ isLong }) => !(isShort && isLong));
  if (tags.length === 0) return null;
  return (
    <p className="bar-tags">
      {tags.map(({ text, unseen, isLong: _isLong, ...look }) => (
        <Badge key={text} {...look}>
          {unseen ? (
            <>
              <span className="unseen">{unseen}</span>
              <span aria-hidden="true">{text}</span>
            </>
          ) : (
            text
          )}
        </Badge>
      ))}
    </p>
  );
}

function tagsOf(order: OrderResource, news: News | null, time: (at: string) => string, t: Words): Tag[] {
  const { status, last_step, refund_state } = order;
  const isOpen = status !== "CANCELLED" && status !== "COMPLETED";
  const owes = isOpen && order.pay_mode === "AT_STORE" && order.balance_cents > 0 && refund_state === "NONE";
  const isTold = isOpen && status !== "READY" && order.first_promised_at !== null;
  const isMoved = last_step !== null && last_step.by.name !== null && (status === "IN_PROGRESS" || status === "READY");
  const all: readonly (readonly [boolean, Tag])[] = [
    [order.is_rush && isOpen, { text: t("queue.tag.rush"), icon: ArrowUp, isSolid: true, isLong: true }],
    [
      news !== null,
      { text: news ? t(`queue.tag.${news}`) : "", tone: "info", icon: news === "void" ? Ban : Sparkles, isSolid: true, isLong: true },
    ],
    [
      order.amendments > 0 && news !== "changed",
      {
        text: order.amended_at ? t("queue.tag.changed_at", { time: time(order.amended_at) }) : t("queue.tag.changed"),
        tone: "info",
        icon: Pencil,
      },
    ],
    [order.replaces_order_id !== null, { text: t("queue.tag.instead"), tone: "warn", icon: Repeat }],
    [
      order.question !== null && order.question !== undefined && isOpen,
      { text: t("queue.tag.asked"), tone: "bad", icon: MessageCircleQuestionMark, isSolid: true },
    ],
    [order.sold_out_line_ids !== undefined, { text: t("queue.tag.sold_out"), tone: "bad", icon: Ban, isSolid: true }],
    [isRefunded(order), { text: t("queue.tag.refunded"), tone: "bad", icon: Undo2, isSolid: true }],
    [refund_state === "PARTIAL" && isOpen, { text: t("queue.tag.part_refunded"), tone: "warn", icon: Undo2 }],
    [refund_state === "PENDING" && isOpen, { text: t("queue.tag.refund_pending"), tone: "warn", icon: Undo2 }],
    [isTold, { text: t("queue.tag.guest_told", { time: time(order.promised_at) }), icon: Smartphone }],
    [owes, { text: t("queue.tag.not_paid"), tone: "warn", icon: CircleDollarSign, isLong: true }],
    [isMoved, { text: last_step?.by.name ?? "", unseen: byWhom(order, t), icon: UserRound, isLong: true }],
  ];
  return all.flatMap(([holds, tag]) => (holds ? [tag] : []));
}

/** "Started by Ana": the last step, and who made it. */
export function byWhom(order: OrderResource, t: Words): string {
  if (!order.last_step) return "";
  const { name } = order.last_step.by;
  return name ? t("queue.last_step_by", { step: stepOf(order), name }) : t("queue.last_step", { step: stepOf(order) });
}

/** "Ana started A15", where somebody is known to have made the last step. */
export function whoDid(order: OrderResource, t: Words): string | null {
  const name = order.last_step?.by.name;
  return name ? t("queue.who_did", { name, step: stepOf(order), number: order.ticket_number ?? t("queue.the_order") }) : null;
}

/** An order that is being made, and was started before its last step, was called back. */
const stepOf = (order: OrderResource): OrderResource["status"] | "RECALLED" =>
  order.status === "IN_PROGRESS" && order.started_at !== order.last_step?.at ? "RECALLED" : (order.last_step?.status ?? order.status);
