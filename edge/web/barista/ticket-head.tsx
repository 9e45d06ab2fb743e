/** Number, name and the time that is left; late, all of it is red and has a sign. */
import type { OrderResource } from "@crema/shared/contract/orders";
import { placeOf } from "@crema/shared/domain/order/place-on-queue";
import { type Drawing, Icon } from "@crema/ui/components/icon.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import Clock from "lucide-react/icons/clock";
import OctagonAlert from "lucide-react/icons/octagon-alert";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import { ageOf, type Pressing } from "./ticket-age.ts";

const SIGNS: Readonly<Record<Pressing, Drawing>> = { calm: Clock, soon: TriangleAlert, late: OctagonAlert };
const HOUR_MS = 3_600_000;

interface HeadProps {
  readonly order: OrderResource;
  readonly boxNow: number;
  /** It is to be made by its time, so that how long is left counts. */
  readonly isTimed: boolean;
}

export function TicketHead({ order, boxNow, isTimed }: HeadProps) {
  const t = useWords();
  return (
    <header className="bar-head">
      <strong className="bar-number number">{order.ticket_number ?? t("queue.no_number")}</strong>
      <Age order={order} boxNow={boxNow} isTimed={isTimed} />
      <span className="bar-name">{order.customer_name}</span>
      <span className="bar-where">{t(order.fulfillment_type === "PICKUP" ? "queue.to_go" : "queue.here")}</span>
    </header>
  );
}

function Age({ order, boxNow, isTimed }: HeadProps) {
  const t = useWords();
  const { day, dayInText, duration, minutes, time } = useFormat();
  /** Of another day than today it says which. */
  const dayOf = (at: string) => (day(at) === day(boxNow) ? "" : `${dayInText(at)}, `);
  if (order.releases_at !== null && order.requested_for !== null)
    return (
      <span className="bar-later">
        {t("queue.for_then", { moment: dayOf(order.requested_for) + time(order.requested_for), time: time(order.releases_at) })}
      </span>
    );
  if (!isTimed) return <span className="bar-later number">{t("queue.for_time", { time: time(order.promised_at) })}</span>;
  // Late is late, also where its guest was told another time since.
  const { pressing, ms } = ageOf(placeOf(order), boxNow);
  const shown = ms >= HOUR_MS ? minutes(ms) : duration(ms);
  return (
    <span className={`bar-age number${ms >= HOUR_MS ? " bar-age-long" : ""}`}>
      <Icon of={SIGNS[pressing]} />
      <span aria-hidden="true">{shown}</span>
      <span className="unseen">{t(pressing === "late" ? "queue.time_late" : "queue.time_in", { time: shown })}</span>
    </span>
  );
}
