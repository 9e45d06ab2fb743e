/** Which version of the wire a box has to speak to understand a command (L8). */
import type { InboxCommand } from "./down.ts";
import { OLDEST_SUPPORTED_VERSION } from "./version.ts";

/** It stores several taxes of a line, and that one is exempt; one before it would lose them. */
const READS_TAXES = 6;

export function commandNeeds(command: InboxCommand): number {
  switch (command.kind) {
    case "order.offered":
      return command.order.lines.some((line) => line.taxes || line.tax_exempt) ? READS_TAXES : OLDEST_SUPPORTED_VERSION;
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
  }
}
