/** An order that is not the bar's next work, small: ready to be handed over, done here and not elsewhere, or for later. */
import type { OrderResource } from "@crema/shared/contract/orders";
import { useWords } from "@crema/ui/words/words-context.tsx";
import type { StationChoice } from "./missing.ts";
import type { News } from "./news-of.ts";
import { NextSteps } from "./next-steps.tsx";
import { LostNote } from "./ticket.tsx";
import { TicketHead } from "./ticket-head.tsx";
import { TicketTags } from "./ticket-tags.tsx";
import type { Steps } from "./use-steps.ts";

export interface SideCardProps {
  readonly order: OrderResource;
  readonly boxNow: number;
  readonly station: StationChoice;
  readonly news: News | null;
  readonly told: string | null;
  readonly steps: Steps;
  onMore(): void;
}

export function SideCard({ order, boxNow, station, news, told, steps, onMore }: SideCardProps) {
  const t = useWords();
  const { order_id, ticket_number, lines } = order;
  return (
    <li
      className={order.releases_at === null ? "bar-card" : "bar-card bar-card-later"}
      data-order={order_id}
      aria-label={t("queue.order", { number: ticket_number ?? t("queue.no_number") })}
      {...(news ? { "data-news": news } : {})}
    >
      <TicketHead order={order} boxNow={boxNow} isTimed={order.releases_at === null && order.status === "IN_PROGRESS"} />
      <p className="bar-card-lines">{lines.map(({ qty, name }) => (qty > 1 ? `${qty}× ${name}` : name)).join(", ")}</p>
      <TicketTags order={order} news={news} isShort />
      <LostNote lost={steps.lost.of(order_id)} />
      <NextSteps order={order} boxNow={boxNow} station={station} told={told} steps={steps} onMore={onMore} />
    </li>
  );
}
