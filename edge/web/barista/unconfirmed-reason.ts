/** Why an app order on the queue must not be made yet, as a text for the bar. It always waits for the cloud. */

import type { LinkStatus } from "@crema/shared/contract/link-status";
import type { OrderResource } from "@crema/shared/contract/orders";

/** `link` null: not known yet. */
export function unconfirmedReason(order: Pick<OrderResource, "pay_mode">, link: LinkStatus | null): string {
  if (link && link.state !== "LIVE") {
    return "The line to the cloud is down, so nobody knows whether it stands. If the guest is here, the till can make it anyway.";
  }
  return order.pay_mode === "ONLINE" ? "The card is being charged." : "The cloud has still to confirm it.";
}
