/** One order in full, as the cloud knows it: lines, money, where it stands. Figures are the order's own. */
import { choiceText } from "@crema/shared/domain/order/choice-text";
import { discountName } from "@crema/shared/domain/order/discount-name";
import type { OrderView } from "@crema/shared/domain/order/order";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { StatusBadge } from "./status-badge.tsx";
import type { Store } from "./stores-view.tsx";

export type Order = OrderView;

/** Times are the store's. */
export function OrderSheet({ order, store, onClose }: { order: Order | null; store: Store | undefined; onClose(): void }) {
  const t = useWords();
  return (
    <Sheet
      title={order ? `${order.ticket_number ?? t("hq.order.order")} ${order.customer_name ?? ""}` : ""}
      isOpen={order !== null}
      onClose={onClose}
    >
      {order ? <OrderInFull order={order} store={store} /> : null}
    </Sheet>
  );
}

function OrderInFull({ order, store }: { order: Order; store: Store | undefined }) {
  const t = useWords();
  const { money, moment, calendarDay } = useFormat();
  const sum = (cents: number) => money(cents, order);
  const when = (at: string) => moment(at, store?.time_zone);
  return (
    <div className="stack">
      <p>
        <StatusBadge status={order.status} /> {store?.name ?? order.store_id}
      </p>
      {order.status === "CANCELLED" ? (
        <p className="note note-bad">
          {t("hq.order.cancelled", {
            moment: when(order.cancelled_at),
            reason: order.cancel_reason ?? t(`hq.order.cause.${order.cancel_cause}`),
          })}
        </p>
      ) : null}
      <ul className="lines">
        {order.lines.map((line) => (
          <li key={line.line_id}>
            <span>
              {t("hq.order.line", { qty: line.qty, name: line.name })}
              {line.modifiers.length > 0 ? <small className="soft"> {line.modifiers.map(choiceText).join(", ")}</small> : null}
              {line.note ? <small className="soft"> {t("hq.order.note", { note: line.note })}</small> : null}
            </span>
            <span className="number">{sum(line.gross_cents)}</span>
          </li>
        ))}
      </ul>
      <dl className="lines sums">
        <Sum name={t("hq.order.subtotal")} value={sum(order.subtotal_cents)} />
        {order.promotions.map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: staff may give several discounts, which have no other name than their place
          <Sum key={`${each.promotion_id} ${index}`} name={discountName(order, each)} value={sum(-each.discount_cents)} />
        ))}
        <Sum name={order.tax_inclusive ? t("hq.order.tax_included") : t("hq.order.tax")} value={sum(order.tax_cents)} />
        <Sum name={t("hq.order.total")} value={sum(order.total_cents)} />
      </dl>
      <dl className="facts">
        <Fact name={t("hq.order.paid")} value={sum(order.paid_cents)} />
        {order.tip_cents > 0 ? <Fact name={t("hq.order.tip_online")} value={sum(order.tip_cents)} /> : null}
        <Fact name={t("hq.order.refunded")} value={sum(order.refunded_cents)} />
        <Fact name={t("hq.orders.placed")} value={when(order.created_at)} />
        <Fact name={t("hq.order.promised")} value={when(order.promised_at)} />
        <Fact name={t("hq.order.channel")} value={t(`hq.order.channel.${order.origin}`)} />
        <Fact name={t("hq.business_day")} value={order.business_day === null ? "–" : calendarDay(order.business_day)} />
      </dl>
      <p className="small soft id">{order.order_id}</p>
      <a href={`/v1/orders/${order.order_id}/receipt?format=html`} target="_blank" rel="noreferrer">
        {t("hq.order.receipt")}
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
