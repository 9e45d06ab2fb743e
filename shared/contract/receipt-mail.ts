/** The receipt of an order by e-mail, from a till. Served by the edge, which passes it on to the cloud and keeps no address. */
import { z } from "@hono/zod-openapi";
import { contract, json, jsonBody } from "./contract.ts";
import { ContactEmail } from "./messages.ts";
import { OrderIdParam } from "./orders.ts";

export const mailReceiptAtStore = contract({
  method: "post",
  path: "/v1/orders/{order_id}/receipt-mail",
  summary: "Sends the receipt of an order by e-mail, while the store is online; the box stores the address nowhere",
  description:
    "Asked for again while it waits, or within a minute, it is sent once; later it is sent again, up to five times an hour. Nothing goes to an address that has unsubscribed, and nobody is told so.",
  access: { staff: ["cashier", "manager"], store: "order" },
  refuses: [
    "message.unavailable",
    "order.not_found",
    "receipt.cloud_away",
    "receipt.not_sent_yet",
    "request.rate_limited",
    "store.not_ready",
  ],
  request: { params: OrderIdParam, body: jsonBody(z.strictObject({ email: ContactEmail }).openapi("ReceiptMailAtStore")) },
  responses: { 202: json(z.object({ queued: z.literal(true) }), "The cloud has it, and sends it") },
});
