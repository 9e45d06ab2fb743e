/** What a decision is given besides the order and the command: who asks, when, where, and the order's money. */

import type { EventEnvelope } from "../events.ts";
import type { IdSource } from "../kernel/ids.ts";
import type { Payment, Refund } from "../payment/payment.ts";
import type { Actor } from "../staff/actor.ts";
import type { Authority } from "./order.ts";
import type { Asker } from "./transitions.ts";

export interface DecideContext {
  /** ISO 8601; becomes the events' `at`. */
  at: string;
  newId: IdSource;
  actor: Actor;
  asker: Asker;
  /** The node that decides. */
  node: Authority;
  /** A manager has given a PIN for this very command. */
  managerApproved: boolean;
  recallWindowS: number;
  businessDay: string | null;
  /** The next receipt number of the store; a refusal gives it back with the transaction. null where no receipts are written. */
  newReceipt: () => string | null;
  /** Into and out of which drawer session cash moves now; null while none is open, and in the cloud. */
  drawerSessionId: string | null;
  /** No Z report covers the tender yet, so that a wrong one can still be put right. */
  isOpenTender: (payment: Payment) => boolean;
  /** The order's money facts, for what has to be given back. */
  payments: readonly Payment[];
  refunds: readonly Refund[];
}

export function envelopeOf(storeId: string, context: Pick<DecideContext, "at" | "newId" | "actor">): EventEnvelope {
  return { event_id: context.newId(), store_id: storeId, at: context.at, actor: context.actor };
}
