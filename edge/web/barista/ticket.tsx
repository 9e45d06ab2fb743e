/** One order as a barista reads it from two metres: number, how long still, what goes into it, and the next step. */
import type { ShownOrder } from "@crema/shared/api/orders";
import type { LinkStatus } from "@crema/shared/link-status";
import { Button } from "@crema/ui/components/button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { isAllergy } from "../allergy.ts";
import type { News } from "./news-of.ts";
import type { StationChoice } from "./sort-queue.ts";
import { ageOf, type Pressing } from "./ticket-age.ts";
import { TicketLine } from "./ticket-line.tsx";
import { unconfirmedReason } from "./unconfirmed-reason.ts";
import type { Steps } from "./use-steps.ts";
import "./ticket.css";

const NEXT = { IN_PROGRESS: "Start", READY: "Ready", COMPLETED: "Hand over" } as const;
const SHAPES: Readonly<Record<Pressing, string>> = { calm: "●", soon: "▲", late: "■" };
const NEWS: Readonly<Record<News, string>> = { new: "New", changed: "Changed", void: "Void" };

export interface TicketProps {
  readonly order: ShownOrder;
  readonly boxNow: number;
  readonly station: StationChoice;
  /** Of the store to the cloud; null: not heard of yet. */
  readonly link: LinkStatus | null;
  readonly news: News | null;
  readonly steps: Steps;
  /** A cancelled ticket has been seen. */
  onSeen(): void;
}

export function Ticket({ order, boxNow, station, link, news, steps, onSeen }: TicketProps) {
  const { time } = useFormat();
  const { order_id, status } = order;
  const isVoid = status === "CANCELLED";
  const unconfirmed = order.authority === "cloud" && !isVoid;
  const { pressing } = ageOf(order.promised_at, boxNow);
  const isTimed = status === "PLACED" || status === "PAID" || status === "IN_PROGRESS";
  const look = isVoid ? "void" : unconfirmed ? "unconfirmed" : isTimed && order.releases_at === null ? pressing : "calm";
  const lost = steps.lost.of(order_id);
  const mayCheck = order.allowed_actions.some(({ action }) => action === "check_lines");
  const name = order.ticket_number ?? "No number";
  return (
    <li className={`bar-ticket bar-${look}`} aria-label={`Order ${name}`} {...(news ? { "data-news": news } : {})}>
      <header className="bar-head">
        <strong className="bar-number number">{name}</strong>
        <span className="bar-name">{order.customer_name}</span>
        <PromisedTime order={order} boxNow={boxNow} isTimed={isTimed && !unconfirmed} />
      </header>
      <p className="bar-tags">
        {news ? <b className="bar-tag">{NEWS[news]}</b> : null}
        {order.amendments > 0 ? <b className="bar-tag">Changed{order.amended_at ? ` ${time(order.amended_at)}` : ""}</b> : null}
        <span className="bar-tag">{order.fulfillment_type === "PICKUP" ? "Pick-up" : "In store"}</span>
        {status === "IN_PROGRESS" ? (
          <b className="bar-tag">In progress{order.last_step?.by.name ? `: ${order.last_step.by.name}` : ""}</b>
        ) : null}
      </p>
      {order.note ? <p className={isAllergy(order.note) ? "bar-allergy" : "bar-note"}>{order.note}</p> : null}
      <ul className="bar-lines" aria-label="Items">
        {order.lines.map((line) => (
          <TicketLine
            key={line.line_id}
            line={line}
            isMade={order.made_line_ids.includes(line.line_id)}
            isElsewhere={station !== "all" && line.station !== station}
            onMade={mayCheck ? (made) => steps.setMade(order, line.line_id, made) : null}
          />
        ))}
      </ul>
      {lost?.last_step ? (
        <p className="note note-warn" role="status">
          {lost.last_step.by.name ?? "Somebody else"} was faster: {said(lost.last_step.status)} at {time(lost.last_step.at)}.
        </p>
      ) : null}
      {unconfirmed ? <p className="bar-reason">Not confirmed yet: do not make it. {unconfirmedReason(order, link)}</p> : null}
      {isVoid ? <Void order={order} onSeen={onSeen} /> : <NextSteps order={order} boxNow={boxNow} steps={steps} />}
    </li>
  );
}

function PromisedTime({ order, boxNow, isTimed }: { order: ShownOrder; boxNow: number; isTimed: boolean }) {
  const { duration, time } = useFormat();
  if (order.releases_at !== null) return <span className="bar-age">On the queue at {time(order.releases_at)}</span>;
  if (!isTimed) return <span className="bar-age number">for {time(order.promised_at)}</span>;
  const { pressing, ms } = ageOf(order.promised_at, boxNow);
  return (
    <span className="bar-age number">
      <span aria-hidden="true">{SHAPES[pressing]}</span> {pressing === "late" ? "late" : "in"} {duration(ms)}
    </span>
  );
}

const said = (status: ShownOrder["status"]): string =>
  ({ PLACED: "placed", PAID: "paid", IN_PROGRESS: "started", READY: "ready", COMPLETED: "handed over", CANCELLED: "cancelled" })[status];

function Void({ order, onSeen }: { order: ShownOrder; onSeen(): void }) {
  const { time } = useFormat();
  if (order.status !== "CANCELLED") return null;
  const who = order.cancelled_by.name ? ` by ${order.cancelled_by.name}` : "";
  return (
    <>
      <p className="bar-reason">
        Cancelled at {time(order.cancelled_at)}
        {who}. Stop making it.
      </p>
      <Button size="large" wide data-step onPress={onSeen}>
        Seen
      </Button>
    </>
  );
}

function NextSteps({ order, boxNow, steps }: Pick<TicketProps, "order" | "boxNow" | "steps">) {
  const { money } = useFormat();
  const isAsking = steps.isAsking(order.order_id);
  const open = order.allowed_transitions.filter(
    ({ until, needs_manager }) => !needs_manager && (until === null || Date.parse(until) > boxNow),
  );
  const back = order.status === "READY" ? open.find(({ to_status }) => to_status === "IN_PROGRESS") : undefined;
  const next = open.find((step) => step !== back && step.to_status in NEXT);
  if (steps.isLeaving(order.order_id)) return <p className="bar-reason">Being handed over …</p>;
  return (
    <div className="bar-steps">
      {next ? (
        <Button look="primary" size="large" data-step isPending={isAsking} onPress={() => steps.step(order, next.to_status)}>
          {NEXT[next.to_status as keyof typeof NEXT]}
        </Button>
      ) : order.status === "READY" && order.balance_cents > 0 ? (
        <p className="bar-reason">{money(order.balance_cents, order)} to be paid at the till first.</p>
      ) : null}
      {back ? (
        <Button {...(next ? {} : { "data-step": true })} size="large" isPending={isAsking} onPress={() => steps.step(order, "IN_PROGRESS")}>
          Recall
        </Button>
      ) : null}
    </div>
  );
}
