/** Why an app order on the queue must not be made yet, as a text for the bar. It always waits for the cloud. */

import type { LinkStatus } from "@crema/shared/contract/link-status";
import type { OrderResource } from "@crema/shared/contract/orders";
import type { Words } from "@crema/ui/words/words.ts";

/** `link` null: not known yet. */
export function unconfirmedReason(order: Pick<OrderResource, "pay_mode">, link: LinkStatus | null, t: Words): string {
  if (link && link.state !== "LIVE") {
    return t("queue.why.offline");
  }
  return t(order.pay_mode === "ONLINE" ? "queue.why.charging" : "queue.why.confirming");
}
