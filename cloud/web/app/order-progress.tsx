/** Where the order stands, read out when it changes, and how fresh that is. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import { type Drawing, Icon } from "@crema/ui/components/icon.tsx";
import { Note } from "@crema/ui/components/note.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import type { EventsState } from "@crema/ui/stream/follow-events.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import Bell from "lucide-react/icons/bell-ring";
import Check from "lucide-react/icons/check";
import Coffee from "lucide-react/icons/coffee";
import Receipt from "lucide-react/icons/receipt-text";
import type { ReactNode } from "react";
import { bold } from "./bold.tsx";
import { Directions } from "./directions.tsx";
import { happensNow, headline, isOpenOrder, isPlaced, isWaitedFor, moneyBack, whyCancelled } from "./order-words.ts";
import { useStore, useZoneOf } from "./use-stores.ts";
import "./order.css";

type Step = readonly [status: string, name: `order.step.${"placed" | "in_progress" | "ready" | "completed"}`, icon: Drawing];
const STEPS: readonly Step[] = [
  ["PLACED", "order.step.placed", Receipt],
  ["IN_PROGRESS", "order.step.in_progress", Coffee],
  ["READY", "order.step.ready", Bell],
  ["COMPLETED", "order.step.completed", Check],
];

export function OrderProgress({ order, stream }: { order: OrderResponse; stream: EventsState }) {
  const t = useWords();
  const { money, time, dayInText } = useFormat();
  const store = useStore(order.store_id);
  const zone = useZoneOf(order);
  const isOpen = isOpenOrder(order);
  const back = moneyBack(order, t);
  const promised = time(order.promised_at, zone);
  const now = happensNow(order, promised, t);
  const wanted =
    order.requested_for === null
      ? t("order.for_about", { time: promised })
      : t("order.for_time", { day: dayInText(order.promised_at, zone), time: promised });
  return (
    <section className={`standing standing-${order.status.toLowerCase()}`} aria-label={t("order.standing")}>
      {order.ticket_number && isOpen ? (
        <p className="ticket">
          <span className="small">{t("order.number")}</span> <strong className="ticket-number number">{order.ticket_number}</strong>
        </p>
      ) : null}
      <div role="status" className="standing-head">
        <h1>{headline(order, t)}</h1>
        {now ? <p>{now}</p> : null}
        {order.status === "CANCELLED" ? <p>{whyCancelled(order, t)}</p> : null}
        {back ? <p>{back}</p> : null}
      </div>
      {isWaitedFor(order) && isPlaced(order) ? <p className="standing-when number">{wanted}</p> : null}
      {order.status === "CANCELLED" ? null : <Steps order={order} />}
      {isOpen && order.pay_mode === "AT_STORE" && order.balance_cents > 0 ? (
        <p>{t.drawn("order.pay_at_counter", { b: bold, amount: money(order.balance_cents, order) })}</p>
      ) : null}
      <div className="standing-place">
        <p className="grow">
          <strong>{store?.name ?? order.store_id}</strong>
          {store?.address ? <span className="soft standing-address">{store.address}</span> : null}
        </p>
        {store && isOpen ? <Directions store={store} /> : null}
      </div>
      <Slip order={order} zone={zone} />
      {isOpen ? <Freshness stream={stream} /> : null}
    </section>
  );
}

function Steps({ order }: { order: OrderResponse }) {
  const t = useWords();
  const step = order.status === "PAID" ? "PLACED" : order.status;
  const at = isPlaced(order) ? STEPS.findIndex(([status]) => status === step) : -1;
  return (
    <ol className="steps" aria-label={t("order.steps")}>
      {STEPS.map(([status, name, icon], index) => (
        <li
          key={status}
          className={index < at ? "step step-done" : index === at ? "step step-done step-now" : "step"}
          {...(index === at ? { "aria-current": "step" as const } : {})}
        >
          <span className="step-mark">
            <Icon of={index < at ? Check : icon} />
          </span>
          {t(name)}
        </li>
      ))}
    </ol>
  );
}

/** What is not as it was promised, or not certain. */
function Slip({ order, zone }: { order: OrderResponse; zone: string | undefined }): ReactNode {
  const t = useWords();
  const { time } = useFormat();
  if (!isOpenOrder(order)) return null;
  const promised = time(order.promised_at, zone);
  const isLate = order.status !== "READY" && order.first_promised_at !== null && order.first_promised_at < order.promised_at;
  const known = time(order.as_of, zone);
  const isForLater = order.requested_for !== null && order.status !== "IN_PROGRESS";
  return (
    <>
      {isLate && order.first_promised_at !== null ? (
        <Note tone="warn">{t.drawn("order.slipped", { b: bold, time: promised, before: time(order.first_promised_at, zone) })}</Note>
      ) : null}
      {order.authority === "edge" && order.store_online === false ? (
        <Note tone="warn">
          {isForLater
            ? t.drawn("order.store_offline.later", { b: bold, time: promised, known })
            : t.drawn("order.store_offline.now", { b: bold, known })}
        </Note>
      ) : null}
    </>
  );
}

function Freshness({ stream }: { stream: EventsState }) {
  const t = useWords();
  return (
    <p className={`freshness small freshness-${stream}`} role="status">
      <span className="dot" aria-hidden="true" />
      {t(`order.stream.${stream}`)}
    </p>
  );
}
