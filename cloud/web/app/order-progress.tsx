/** Where the order stands, read out when it changes, and how fresh that is. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import { useFormat } from "@crema/ui/format/use-format.ts";
import type { EventsState } from "@crema/ui/stream/follow-events.ts";
import { headline, isPlaced, moneyBack, whyCancelled } from "./order-words.ts";
import { useStore, useZoneOf } from "./use-stores.ts";

const STEPS = [
  ["PLACED", "Placed"],
  ["IN_PROGRESS", "Being made"],
  ["READY", "Ready"],
  ["COMPLETED", "Picked up"],
] as const;

export function OrderProgress({ order, stream }: { order: OrderResponse; stream: EventsState }) {
  const { money, time, dayInText } = useFormat();
  const store = useStore(order.store_id);
  const zone = useZoneOf(order);
  const step = order.status === "PAID" ? "PLACED" : order.status;
  const at = isPlaced(order) ? STEPS.findIndex(([status]) => status === step) : -1;
  const isOpen = order.status !== "CANCELLED" && order.status !== "COMPLETED";
  const back = moneyBack(order);
  return (
    <section className={`standing standing-${order.status.toLowerCase()}`} aria-label="Where the order stands">
      <div role="status">
        <h1>{headline(order)}</h1>
        {order.status === "CANCELLED" ? <p>{whyCancelled(order)}</p> : null}
        {back ? <p>{back}</p> : null}
      </div>
      {isOpen && order.pay_mode === "AT_STORE" && order.balance_cents > 0 ? (
        <p>
          <strong className="number">{money(order.balance_cents, order)}</strong> to pay at the counter
        </p>
      ) : null}
      {order.ticket_number && isOpen ? (
        <p>
          Your number <strong className="ticket number">{order.ticket_number}</strong>
        </p>
      ) : null}
      {order.status === "CANCELLED" ? null : (
        <ol className="steps">
          {STEPS.map(([status, name], index) => (
            <li key={status} className={index <= at ? "step-done" : ""} {...(index === at ? { "aria-current": "step" as const } : {})}>
              {name}
            </li>
          ))}
        </ol>
      )}
      <p className="soft">
        {store?.name ?? order.store_id}
        {store ? `, ${store.address}` : ""}
        {order.status === "PLACED" || order.status === "PAID" || order.status === "IN_PROGRESS"
          ? ` · for ${order.requested_for ? `${dayInText(order.promised_at, zone)}, ` : "about "}${time(order.promised_at, zone)}`
          : ""}
      </p>
      {isOpen && order.status !== "READY" && order.first_promised_at !== null && order.first_promised_at < order.promised_at ? (
        <p className="note note-warn" role="status">
          <strong>Now about {time(order.promised_at, zone)}.</strong> It was {time(order.first_promised_at, zone)}: the store is busier than
          it thought.
        </p>
      ) : null}
      {order.handoff === "HELD" ? (
        <p className="note" role="status">
          The store takes it on when it is there, in time for {time(order.promised_at, zone)}. Until then you can cancel it.
        </p>
      ) : null}
      {isOpen && order.authority === "edge" && order.store_online === false ? (
        <p className="note note-warn" role="status">
          <strong>The store cannot be reached right now.</strong>{" "}
          {order.requested_for !== null && order.status !== "IN_PROGRESS"
            ? `It has your order, and makes it for ${time(order.promised_at, zone)} all the same`
            : "It goes on making your order"}
          ; this is what we knew at {time(order.as_of, zone)}. Ask at the counter.
        </p>
      ) : null}
      {isOpen ? <Freshness stream={stream} /> : null}
    </section>
  );
}

const STREAM_WORDS: Readonly<Record<EventsState, string>> = {
  connecting: "Connecting …",
  live: "Live",
  polling: "Looking every few seconds",
  unreachable: "No network. This is what we knew last; it goes on by itself when the network is back.",
  refused: "This page no longer follows the order. Reload it.",
};

function Freshness({ stream }: { stream: EventsState }) {
  return (
    <p className={`freshness small freshness-${stream}`} role="status">
      <span className="dot" aria-hidden="true" />
      {STREAM_WORDS[stream]}
    </p>
  );
}
