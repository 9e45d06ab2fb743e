/** One order as a barista reads it from two metres: number, time left, contents, and the next step. */
import type { LinkStatus } from "@crema/shared/contract/link-status";
import type { OrderResource } from "@crema/shared/contract/orders";
import { placeOf } from "@crema/shared/domain/order/place-on-queue";
import { type Drawing, Icon } from "@crema/ui/components/icon.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import Circle from "lucide-react/icons/circle";
import OctagonAlert from "lucide-react/icons/octagon-alert";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import { isAllergy, noteShown } from "../allergy.ts";
import { QuestionNote, SettledNotes } from "../substitute/question-note.tsx";
import type { StationChoice } from "./missing.ts";
import type { News } from "./news-of.ts";
import { NextSteps } from "./next-steps.tsx";
import { ageOf, type Pressing } from "./ticket-age.ts";
import { TicketLine } from "./ticket-line.tsx";
import { byWhom, isRefunded, TicketTags } from "./ticket-tags.tsx";
import { unconfirmedReason } from "./unconfirmed-reason.ts";
import type { Lost, Steps } from "./use-steps.ts";
import "./ticket.css";

const SHAPES: Readonly<Record<Pressing, Drawing>> = { calm: Circle, soon: TriangleAlert, late: OctagonAlert };
export interface TicketProps {
  readonly order: OrderResource;
  readonly boxNow: number;
  readonly station: StationChoice;
  /** The store's link to the cloud; null: not known yet. */
  readonly link: LinkStatus | null;
  readonly news: News | null;
  readonly steps: Steps;
  /** Something in the line is sold out. */
  onSoldOut(line: OrderResource["lines"][number]): void;
  /** A cancelled ticket has been seen. */
  onSeen(): void;
}

export function Ticket({ order, boxNow, station, link, news, steps, onSoldOut, onSeen }: TicketProps) {
  const t = useWords();
  const { time } = useFormat();
  const { order_id, status } = order;
  const isVoid = status === "CANCELLED";
  const unconfirmed = order.authority === "cloud" && !isVoid;
  const { pressing } = ageOf(placeOf(order), boxNow);
  const isTimed = status === "PLACED" || status === "PAID" || status === "IN_PROGRESS";
  const calmly = unconfirmed ? "unconfirmed" : isTimed && order.releases_at === null ? pressing : "calm";
  const look = isVoid ? "void" : isRefunded(order) ? "refunded" : calmly;
  const lost = steps.lost.of(order_id);
  const mayCheck = order.allowed_actions.some(({ action }) => action === "check_lines");
  const name = order.ticket_number ?? "No number";
  return (
    <li className={`bar-ticket bar-${look}`} data-order={order_id} aria-label={`Order ${name}`} {...(news ? { "data-news": news } : {})}>
      <header className="bar-head">
        <strong className="bar-number number">{name}</strong>
        <span className="bar-name">{order.customer_name}</span>
        <PromisedTime order={order} boxNow={boxNow} isTimed={isTimed && !unconfirmed} />
      </header>
      <TicketTags order={order} news={news} />
      {isRefunded(order) ? <p className="bar-reason">All of it was refunded. Ask at the till before you make it.</p> : null}
      {order.look_first && !isVoid ? (
        <p className="bar-look-first">Look first: the box was replaced, and this may have been made already. Find out, then tap.</p>
      ) : null}
      {isVoid ? null : <QuestionNote order={order} />}
      <SettledNotes order={order} />
      {order.note ? <p className={isAllergy(order.note) ? "bar-allergy" : "bar-note"}>{noteShown(order.note, t)}</p> : null}
      <ul className="bar-lines" aria-label="Items">
        {order.lines.map((line) => (
          <TicketLine
            key={line.line_id}
            line={line}
            isMade={order.made_line_ids.includes(line.line_id)}
            isSoldOut={order.sold_out_line_ids?.includes(line.line_id) ?? false}
            isElsewhere={station !== "all" && line.station !== station}
            meaning={`${line.line_id} ${status}`}
            onMade={mayCheck ? (made) => steps.setMade(order, line.line_id, made) : null}
            onSoldOut={isTimed ? () => onSoldOut(line) : null}
            onTooEarly={() => steps.tooEarly(order, "place")}
          />
        ))}
      </ul>
      {unconfirmed ? <p className="bar-reason">Not confirmed yet: do not make it. {unconfirmedReason(order, link)}</p> : null}
      {isVoid ? <Void order={order} onSeen={onSeen} /> : <NextSteps order={order} boxNow={boxNow} station={station} steps={steps} />}
      {lost ? (
        <p className="note note-warn" role="status">
          {whyNothingHappened(lost, time)}
        </p>
      ) : null}
    </li>
  );
}

function PromisedTime({ order, boxNow, isTimed }: { order: OrderResource; boxNow: number; isTimed: boolean }) {
  const { day, dayInText, duration, minutes, time } = useFormat();
  /** Of another day than today it says which. */
  const dayOf = (at: string) => (day(at) === day(boxNow) ? "" : `${dayInText(at)}, `);
  if (order.releases_at !== null && order.requested_for !== null)
    return (
      <span className="bar-age">
        for {dayOf(order.requested_for)}
        {time(order.requested_for)}, on the queue at {time(order.releases_at)}
      </span>
    );
  if (!isTimed) return <span className="bar-age number">for {time(order.promised_at)}</span>;
  // Late is late, also where its guest was told another time since.
  const { pressing, ms } = ageOf(placeOf(order), boxNow);
  return (
    <span className="bar-age number">
      <Icon of={SHAPES[pressing]} /> {pressing === "late" ? `${minutes(ms)} late` : `in ${duration(ms)}`}
    </span>
  );
}

function whyNothingHappened({ order, isRace }: Lost, time: (at: string) => string): string {
  return order.last_step && isRace
    ? `${byWhom(order)} at ${time(order.last_step.at)}. Look again, then tap.`
    : "It has just changed or moved. Look again, then tap.";
}

function Void({ order, onSeen }: { order: OrderResource; onSeen(): void }) {
  const { time } = useFormat();
  if (order.status !== "CANCELLED") return null;
  const who = order.cancelled_by.name ? ` by ${order.cancelled_by.name}` : "";
  return (
    <>
      <p className="bar-reason">
        Cancelled at {time(order.cancelled_at)}
        {who}. Stop making it.
      </p>
      <SteadyButton size="large" wide data-step meaning={`${order.order_id} seen`} onPress={onSeen}>
        Seen
      </SteadyButton>
    </>
  );
}
