/** The way to the receipt: the server's own page, to show and to print. */
import type { OrderResponse } from "@crema/shared/contract/orders";

export function Receipt({ order }: { order: OrderResponse }) {
  return (
    <p>
      <a href={`/v1/orders/${order.order_id}/receipt?format=html`} target="_blank" rel="noopener">
        Receipt
      </a>{" "}
      <span className="soft small">(opens in a new tab)</span>
    </p>
  );
}
