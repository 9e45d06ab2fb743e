/** One order in full, as the cloud knows it: lines, money, where it stands. Figures are the order's own. */
import { choiceText } from "@crema/shared/domain/order/choice-text";
import { discountName } from "@crema/shared/domain/order/discount-name";
import type { OrderView } from "@crema/shared/domain/order/order";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import type { Store } from "./stores-view.tsx";

export type Order = OrderView;

export const STATUS_NAMES: Readonly<Record<Order["status"], string>> = {
  PLACED: "Placed",
  PAID: "Paid",
  IN_PROGRESS: "In progress",
  READY: "Ready",
  COMPLETED: "Completed",
  CANCELLED: "Cancelled",
};

/** Times are the store's. */
export function OrderSheet({ order, store, onClose }: { order: Order | null; store: Store | undefined; onClose(): void }) {
  return (
    <Sheet title={order ? `${order.ticket_number ?? "Order"} ${order.customer_name ?? ""}` : ""} isOpen={order !== null} onClose={onClose}>
      {order ? <OrderInFull order={order} store={store} /> : null}
    </Sheet>
  );
}

function OrderInFull({ order, store }: { order: Order; store: Store | undefined }) {
  const { money, day, time } = useFormat();
  const sum = (cents: number) => money(cents, order);
  const when = (at: string) => `${day(at, store?.time_zone)} ${time(at, store?.time_zone)}`;
  return (
    <div className="stack">
      <p>
        <span className={`badge status-${order.status.toLowerCase()}`}>{STATUS_NAMES[order.status]}</span> {store?.name ?? order.store_id}
      </p>
      {order.status === "CANCELLED" ? (
        <p className="note note-bad">
          Cancelled {when(order.cancelled_at)}: {order.cancel_reason ?? order.cancel_cause.toLowerCase().replaceAll("_", " ")}
        </p>
      ) : null}
      <ul className="lines">
        {order.lines.map((line) => (
          <li key={line.line_id}>
            <span>
              {line.qty} × {line.name}
              {line.modifiers.length > 0 ? <small className="soft"> {line.modifiers.map(choiceText).join(", ")}</small> : null}
              {line.note ? <small className="soft"> “{line.note}”</small> : null}
            </span>
            <span className="number">{sum(line.gross_cents)}</span>
          </li>
        ))}
      </ul>
      <dl className="lines sums">
        <Sum name="Subtotal" value={sum(order.subtotal_cents)} />
        {order.promotions.map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: staff may give several discounts, which have no other name than their place
          <Sum key={`${each.promotion_id} ${index}`} name={discountName(order, each)} value={sum(-each.discount_cents)} />
        ))}
        <Sum name={order.tax_inclusive ? "Tax included" : "Tax"} value={sum(order.tax_cents)} />
        <Sum name="Total" value={sum(order.total_cents)} />
      </dl>
      <dl className="facts">
        <Fact name="Paid" value={sum(order.paid_cents)} />
        {order.tip_cents > 0 ? <Fact name="Tip, paid online" value={sum(order.tip_cents)} /> : null}
        <Fact name="Refunded" value={sum(order.refunded_cents)} />
        <Fact name="Placed" value={when(order.created_at)} />
        <Fact name="Promised" value={when(order.promised_at)} />
        <Fact name="From" value={order.origin === "APP" ? "the app" : "the counter"} />
        <Fact name="Business day" value={order.business_day ?? "–"} />
      </dl>
      <p className="small soft id">{order.order_id}</p>
      <a href={`/v1/orders/${order.order_id}/receipt?format=html`} target="_blank" rel="noreferrer">
        Receipt
      </a>
    </div>
  );
}

/** The same figures as on the till, in the app and on the receipt: lines before discount and tax, then what brings them to the total. */
function Sum({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="number">{value}</dd>
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt className="small soft">{name}</dt>
      <dd className="number">{value}</dd>
    </div>
  );
}
