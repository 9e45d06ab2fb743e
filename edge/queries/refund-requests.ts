/** What headquarters asked the store to refund, and nobody has answered yet. */
import type { Tables } from "../db/tables.ts";
import type { EdgeQueries } from "../ports.ts";

export function refundRequestQueries(tables: Tables): Pick<EdgeQueries, "refundRequests" | "openRefundRequests"> {
  return {
    refundRequests: () =>
      tables.refundRequests.open().map((request) => {
        const order = tables.orders.read(request.order_id)?.order;
        return { ...request, ticket_number: order?.ticket_number ?? null, customer_name: order?.customer_name ?? null };
      }),
    openRefundRequests: () => tables.refundRequests.openCount(),
  };
}
