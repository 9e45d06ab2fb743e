/** Orders, one a row, each to be opened. */
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { Button } from "@crema/ui/components/button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import type { Order } from "./order-sheet.tsx";
import { StatusBadge } from "./status-badge.tsx";
import type { Store } from "./stores-view.tsx";

interface ListedOrder extends MoneyUnit {
  readonly order_id: string;
  readonly store_id: string;
  readonly created_at: string;
  readonly ticket_number: string | null;
  readonly status: Order["status"];
  readonly total_cents: number;
}

export interface OrderTableProps<T extends ListedOrder> {
  readonly label: string;
  readonly orders: readonly T[];
  readonly stores: readonly Store[];
  /** Who ordered each; absent where all are of one person. */
  readonly nameOf?: (order: T) => string | null;
  onOrder(order: T): void;
}

export function OrderTable<T extends ListedOrder>({ label, orders, stores, nameOf, onOrder }: OrderTableProps<T>) {
  const t = useWords();
  const { money, moment } = useFormat();
  const details = (order: T) => {
    const number = order.ticket_number ?? t("hq.orders.an_order");
    const name = nameOf?.(order);
    return name ? t("hq.orders.details_named", { order: number, name }) : t("hq.orders.details_of", { order: number });
  };
  return (
    <table className="rows" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t("hq.orders.placed")}</th>
          <th scope="col">{t("hq.store")}</th>
          <th scope="col">{t("hq.orders.ticket")}</th>
          {nameOf ? <th scope="col">{t("hq.orders.name")}</th> : null}
          <th scope="col">{t("hq.orders.status")}</th>
          <th scope="col" className="right">
            {t("hq.orders.total")}
          </th>
          <th scope="col">
            <span className="unseen">{t("hq.orders.details")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {orders.map((order) => {
          const store = stores.find(({ store_id }) => store_id === order.store_id);
          return (
            <tr key={order.order_id}>
              <td data-label={t("hq.orders.placed")} className="number">
                {moment(order.created_at, store?.time_zone)}
              </td>
              <td data-label={t("hq.store")}>{store?.name ?? order.store_id}</td>
              <td data-label={t("hq.orders.ticket")} className="number">
                {order.ticket_number ?? "–"}
              </td>
              {nameOf ? <td data-label={t("hq.orders.name")}>{nameOf(order) ?? "–"}</td> : null}
              <td data-label={t("hq.orders.status")}>
                <StatusBadge status={order.status} />
              </td>
              <td data-label={t("hq.orders.total")} className="number right">
                {money(order.total_cents, order)}
              </td>
              <td className="right">
                <Button onPress={() => onOrder(order)} aria-label={details(order)}>
                  {t("hq.orders.details")}
                </Button>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
