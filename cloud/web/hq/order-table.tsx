/** Orders, one a row, each to be opened. */
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { Button } from "@crema/ui/components/button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { type Order, STATUS_NAMES } from "./order-sheet.tsx";
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
  const { money, day, time } = useFormat();
  return (
    <table className="rows" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Placed</th>
          <th scope="col">Store</th>
          <th scope="col">Ticket</th>
          {nameOf ? <th scope="col">Name</th> : null}
          <th scope="col">Status</th>
          <th scope="col" className="right">
            Total
          </th>
          <th scope="col">
            <span className="unseen">Details</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {orders.map((order) => {
          const store = stores.find(({ store_id }) => store_id === order.store_id);
          return (
            <tr key={order.order_id}>
              <td data-label="Placed" className="number">
                {day(order.created_at, store?.time_zone)} {time(order.created_at, store?.time_zone)}
              </td>
              <td data-label="Store">{store?.name ?? order.store_id}</td>
              <td data-label="Ticket" className="number">
                {order.ticket_number ?? "–"}
              </td>
              {nameOf ? <td data-label="Name">{nameOf(order) ?? "–"}</td> : null}
              <td data-label="Status">
                <span className={`badge status-${order.status.toLowerCase()}`}>{STATUS_NAMES[order.status]}</span>
              </td>
              <td data-label="Total" className="number right">
                {money(order.total_cents, order)}
              </td>
              <td className="right">
                <Button
                  onPress={() => onOrder(order)}
                  aria-label={`Details of ${order.ticket_number ?? "the order"} ${nameOf?.(order) ?? ""}`.trimEnd()}
                >
                  Details
                </Button>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
