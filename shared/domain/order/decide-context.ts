/** What a decision is given in addition to the order and the command: who asks, when, where, and the order's money. */

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
  /** A manager has given a PIN for this command. */
  managerApproved: boolean;
  recallWindowS: number;
  businessDay: string | null;
  /** The store's next receipt number. A refusal rolls it back with the transaction. null where no receipts are written. */
  newReceipt: () => string | null;
  /** The drawer session that cash moves in now; null while none is open, and in the cloud. */
  drawerSessionId: string | null;
  /** The store's setting of what cash is rounded to, in minor units; absent: by the currency. */
  cashRounding?: number | undefined;
  /** Whether no Z report covers the tender yet, so that a wrong one can still be corrected. */
  isOpenTender: (payment: Payment) => boolean;
  /** The order's money facts, for what has to be refunded. */
  payments: readonly Payment[];
  refunds: readonly Refund[];
}

export function envelopeOf(storeId: string, context: Pick<DecideContext, "at" | "newId" | "actor">): EventEnvelope {
  return { event_id: context.newId(), store_id: storeId, at: context.at, actor: context.actor };
}
