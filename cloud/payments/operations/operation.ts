/** One call that is owed to the provider: how it is found, and what it was when it was taken. */
import type { Clock } from "@crema/shared/domain/kernel/clock";
import type { Database } from "../../db/database.ts";
import type { OperationKind, OperationRow } from "../../db/online-money.ts";
import type { Executor } from "../../executor.ts";
import type { IntentOf } from "../intents/apply-snapshot.ts";
import type { PaymentProvider } from "../provider.ts";

export interface PaymentDeps {
  readonly database: Database;
  readonly executor: Executor;
  readonly provider: PaymentProvider;
  readonly clock: Clock;
}

export interface DueOperation extends IntentOf {
  readonly operation_id: string;
  readonly kind: OperationKind;
}

/** Taken by this node: its call is to be made, or the intent read before. */
export interface ClaimedOperation extends DueOperation {
  readonly lease: LeasedOperation;
}

/** What is to be done, as it stood when it was taken. */
export interface LeasedOperation {
  readonly operation: OperationRow;
  /** To be held, captured or refunded. */
  readonly amount_cents: number;
  /** How much of a refund is tip. */
  readonly tip_cents: number;
  /** Of a refund: it is none of the sale. */
  readonly is_correction: boolean;
  readonly currency: string;
  readonly readFirst: boolean;
}
