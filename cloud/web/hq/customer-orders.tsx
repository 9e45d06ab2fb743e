/** Orders of one person, each to be opened in the list of orders. */
import type { CustomerPage } from "@crema/shared/contract/hq-customers";
import { Button } from "@crema/ui/components/button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { STATUS_NAMES } from "./order-sheet.tsx";
import type { Store } from "./stores-view.tsx";

interface CustomerOrdersProps {
  readonly label: string;
  readonly orders: CustomerPage["orders"];
  readonly stores: readonly Store[];
  onOrder(orderId: string): void;
}

export function CustomerOrders({ label, orders, stores, onOrder }: CustomerOrdersProps) {
  const { money, day, time } = useFormat();
  const storeOf = (storeId: string) => stores.find(({ store_id }) => store_id === storeId);
  if (orders.length === 0) return <p>No orders.</p>;
  return (
    <table className="rows" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Placed</th>
          <th scope="col">Store</th>
          <th scope="col">Ticket</th>
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
        {orders.map((order) => (
          <tr key={order.order_id}>
            <td data-label="Placed" className="number">
              {day(order.created_at, storeOf(order.store_id)?.time_zone)} {time(order.created_at, storeOf(order.store_id)?.time_zone)}
            </td>
            <td data-label="Store">{storeOf(order.store_id)?.name ?? order.store_id}</td>
            <td data-label="Ticket" className="number">
              {order.ticket_number ?? "–"}
            </td>
            <td data-label="Status">
              <span className={`badge status-${order.status.toLowerCase()}`}>{STATUS_NAMES[order.status]}</span>
            </td>
            <td data-label="Total" className="number right">
              {money(order.total_cents, order)}
            </td>
            <td className="right">
              <Button onPress={() => onOrder(order.order_id)} aria-label={`Open the order ${order.ticket_number ?? order.order_id}`}>
                Open
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
