/** One order as a barista reads it from two metres: number and time left, what nobody may overlook, contents, and the next step. */

import type { LinkStatus } from "@crema/shared/contract/link-status";
import type { OrderResource } from "@crema/shared/contract/orders";
import { placeOf } from "@crema/shared/domain/order/place-on-queue";
import { Icon } from "@crema/ui/components/icon.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import OctagonAlert from "lucide-react/icons/octagon-alert";
import { isAllergy } from "../allergy.ts";
import type { Menu } from "../pos/use-menu.ts";
import { QuestionNote, SettledNotes } from "../substitute/question-note.tsx";
import { allergiesOf } from "./allergies.ts";
import type { StationChoice } from "./missing.ts";
import type { News } from "./news-of.ts";
import { NextSteps } from "./next-steps.tsx";
import { ageOf } from "./ticket-age.ts";
import { TicketHead } from "./ticket-head.tsx";
import { TicketLine } from "./ticket-line.tsx";
import { byWhom, isRefunded, TicketTags } from "./ticket-tags.tsx";
import { unconfirmedReason } from "./unconfirmed-reason.ts";
import type { Lost, Steps } from "./use-steps.ts";
import { whatDiffers } from "./what-differs.ts";
import "./ticket.css";

export interface TicketProps {
  readonly order: OrderResource;
  readonly boxNow: number;
  readonly station: StationChoice;
  /** The store's link to the cloud; null: not known yet. */
  readonly link: LinkStatus | null;
  /** null: not read yet. */
  readonly menu: Menu | null;
  readonly news: News | null;
  /** "Ana started A15": what somebody else has just done to it. */
  readonly told: string | null;
  readonly steps: Steps;
  /** What is done with it now and then: rush, 86, print. */
  onMore(): void;
  /** A cancelled ticket has been seen. */
  onSeen(): void;
}

export function Ticket({ order, boxNow, station, link, menu, news, told, steps, onMore, onSeen }: TicketProps) {
  const t = useWords();
  const { order_id, status } = order;
  const isVoid = status === "CANCELLED";
  const unconfirmed = order.authority === "cloud" && !isVoid;
  const isTimed = status === "PLACED" || status === "PAID" || status === "IN_PROGRESS";
  const mayCheck = order.allowed_actions.some(({ action }) => action === "check_lines");
  const name = order.ticket_number ?? t("queue.no_number");
  return (
    <li
      className={`bar-ticket bar-${lookOf(order, boxNow)}`}
      data-order={order_id}
      aria-label={t("queue.order", { number: name })}
      {...(news ? { "data-news": news } : {})}
    >
      <TicketHead order={order} boxNow={boxNow} isTimed={isTimed && !unconfirmed} />
      <div className="bar-body">
        {allergiesOf(order).map(({ text, item }) => (
          <p key={`${item} ${text}`} className="bar-allergy">
            <Icon of={OctagonAlert} /> {t("store.allergy", { note: text })}
            {item === null ? null : <span className="bar-allergy-item"> {item}</span>}
          </p>
        ))}
        <Warnings order={order} link={link} unconfirmed={unconfirmed} />
        <TicketTags order={order} news={news} />
        {order.note && !isAllergy(order.note) ? <p className="bar-note">{order.note}</p> : null}
        <ul className="bar-lines" aria-label={t("queue.order", { number: name })}>
          {order.lines.map((line) => (
            <TicketLine
              key={line.line_id}
              line={line}
              differs={whatDiffers(line, order.menu_version, menu, t)}
              isMade={order.made_line_ids.includes(line.line_id)}
              isSoldOut={order.sold_out_line_ids?.includes(line.line_id) ?? false}
              isElsewhere={station !== "all" && line.station !== station}
              meaning={`${line.line_id} ${status}`}
              onMade={mayCheck ? (made) => steps.setMade(order, line.line_id, made) : null}
              onTooEarly={() => steps.tooEarly(order, "place")}
            />
          ))}
        </ul>
      </div>
      <LostNote lost={steps.lost.of(order_id)} />
      {isVoid ? (
        <SteadyButton size="large" wide data-step meaning={`${order_id} seen`} onPress={onSeen}>
          {t("queue.seen")}
        </SteadyButton>
      ) : (
        <NextSteps order={order} boxNow={boxNow} station={station} told={told} steps={steps} onMore={onMore} />
      )}
    </li>
  );
}

function lookOf(order: OrderResource, boxNow: number): string {
  if (order.status === "CANCELLED") return "void";
  if (isRefunded(order)) return "refunded";
  if (order.authority === "cloud") return "unconfirmed";
  const isTimed = order.status === "PLACED" || order.status === "PAID" || order.status === "IN_PROGRESS";
  return isTimed && order.releases_at === null ? ageOf(placeOf(order), boxNow).pressing : "calm";
}

/** Why it is not to be made, or not as it was. */
function Warnings({ order, link, unconfirmed }: { order: OrderResource; link: LinkStatus | null; unconfirmed: boolean }) {
  const t = useWords();
  const { time } = useFormat();
  const isVoid = order.status === "CANCELLED";
  return (
    <>
      {order.status === "CANCELLED" ? (
        <p className="bar-reason">
          {order.cancelled_by.name
            ? t("queue.cancelled_by", { time: time(order.cancelled_at), name: order.cancelled_by.name })
            : t("queue.cancelled", { time: time(order.cancelled_at) })}
        </p>
      ) : null}
      {isRefunded(order) ? <p className="bar-reason">{t("queue.all_refunded")}</p> : null}
      {order.look_first && !isVoid ? <p className="bar-look-first">{t("queue.look_first")}</p> : null}
      {unconfirmed ? <p className="bar-reason">{t("queue.unconfirmed", { why: unconfirmedReason(order, link, t) })}</p> : null}
      {isVoid ? null : <QuestionNote order={order} />}
      <SettledNotes order={order} />
    </>
  );
}

/** Why a tap did nothing. */
export function LostNote({ lost }: { lost: Lost | null }) {
  const t = useWords();
  const { time } = useFormat();
  if (!lost) return null;
  const { order, isRace } = lost;
  return (
    <p className="note note-warn" role="status">
      {order.last_step && isRace ? t("queue.lost.race", { what: byWhom(order, t), time: time(order.last_step.at) }) : t("queue.lost.moved")}
    </p>
  );
}
