/** Which version of the wire a box has to speak to understand a command (L8). */
import type { OrderLine } from "@crema/shared/domain/order/order";
import type { InboxCommand } from "./down.ts";
import { OLDEST_SUPPORTED_VERSION } from "./version.ts";

/** It stores several taxes of a line, that one is exempt, and pieces of a choice; one before it would lose them, and make one of each. */
const READS_LINES = 6;

/** It shows and reports a tip that was paid online; one before it would leave it out of its receipts and reports. */
export const READS_TIPS = 6;

export function commandNeeds(command: InboxCommand): number {
  switch (command.kind) {
    case "order.offered":
      return Math.max(
        OLDEST_SUPPORTED_VERSION,
        command.order.lines.some(saysMore) ? READS_LINES : 0,
        command.order.tip_cents > 0 ? READS_TIPS : 0,
      );
    case "order.revoked":
      return OLDEST_SUPPORTED_VERSION;
    case "refund.requested":
      // An older box would refund the amount, spread over the lines, and no tip.
      return command.lines || command.tip_cents ? 6 : OLDEST_SUPPORTED_VERSION;
    case "order.cancel_requested":
      return command.cause === "OPERATOR" ? 4 : OLDEST_SUPPORTED_VERSION;
    case "refund.reported":
      return 4;
    case "order.confirmed":
      return command.look_first ? 5 : OLDEST_SUPPORTED_VERSION;
    // Only a box that has asked is answered.
    case "order.substitute_chosen":
      return 7;
    // One before it keeps the names until it is of this release.
    case "customer.erased":
      return 7;
  }
}

const saysMore = ({ taxes, tax_exempt, modifiers }: OrderLine): boolean =>
  taxes !== undefined || tax_exempt === true || modifiers.some((modifier) => modifier.qty !== undefined);
