/**
 * The online payment of one order inside a unit of work: the facts, the intent's deadlines, and what the provider has
 * still to be asked. An operation is a row that is committed before its first call. There is one per thing to be done,
 * and asking again uses the same row.
 */
import type { DomainEvent } from "@crema/shared/domain/events";
import type { OnlineRefund, RefundCause } from "@crema/shared/domain/payment/next-step";
import type { Payment, Refund } from "@crema/shared/domain/payment/payment";
import { MAY_BECOME, type OperationState } from "./operation-states.ts";

export type OperationKind = "CREATE" | "CAPTURE" | "RELEASE" | "REFUND";

export interface IntentRow {
  intent_id: string | null;
  client_secret: string | null;
  pay_by: string;
  capture_by: string | null;
  /** Until when the provider holds the money, where it has said so. */
  hold_ends_at: string | null;
  check_at: string | null;
  checks: number;
}

export interface OperationRow {
  readonly operation_id: string;
  readonly refund_id: string | null;
  readonly kind: OperationKind;
  state: OperationState;
  attempt: number;
  tries: number;
  first_tried_at: string | null;
  read_first: boolean;
  due_at: string;
  leased_until: string | null;
  last_answer: string | null;
  readonly created_at: string;
  closed_at: string | null;
}

/** The provider keeps what it answered to a key for a day; see domain rules on unknown outcomes. */
export const keyOf = (orderId: string, operation: Pick<OperationRow, "operation_id" | "attempt">): string =>
  `${orderId}:${operation.operation_id}:${operation.attempt}`;

type MoneyEvent = Extract<DomainEvent, { payment: Payment } | { refund: Refund }>;

export class OnlineMoney {
  readonly refunds: OnlineRefund[];
  readonly operations: OperationRow[];
  readonly changedRefunds = new Set<string>();
  readonly changedOperations = new Set<string>();
  paymentChanged = false;
  intentChanged = false;

  constructor(
    public payment: Payment,
    readonly intent: IntentRow,
    refunds: readonly OnlineRefund[] = [],
    operations: readonly OperationRow[] = [],
    /** The provider is known not to admit us to its account, as of the last try. */
    readonly isClosed = false,
  ) {
    this.refunds = [...refunds];
    this.operations = [...operations];
  }

  /** Follows an event that is recorded of the order. A refund that is not known yet was asked for, unless `cause` says otherwise. */
  follow(event: DomainEvent, cause: RefundCause = "REQUESTED"): void {
    if (!isMoneyEvent(event)) return;
    if ("payment" in event) {
      if (event.payment.payment_id !== this.payment.payment_id) return;
      this.payment = event.payment;
      this.paymentChanged = true;
      this.intentChanged = true;
    } else {
      this.putRefund(event.refund, cause);
    }
  }

  putRefund(refund: Refund, cause: RefundCause = "REQUESTED"): void {
    const index = this.refunds.findIndex((known) => known.refund_id === refund.refund_id);
    const known = this.refunds[index];
    if (known) this.refunds[index] = { ...refund, cause: known.cause };
    else this.refunds.push({ ...refund, cause });
    this.changedRefunds.add(refund.refund_id);
    this.intentChanged = true;
  }

  /** Others gave it back. What it was for may be asked for again, as far as money is left. */
  overtaken(refundId: string): void {
    const index = this.refunds.findIndex((known) => known.refund_id === refundId);
    const known = this.refunds[index];
    if (known) this.refunds[index] = { ...known, cause: "OVERTAKEN" };
  }

  operation(kind: OperationKind, refundId: string | null = null): OperationRow | undefined {
    return this.operations.find((each) => each.kind === kind && each.refund_id === refundId);
  }

  /** Opens the operation, or again under a new key where it was dropped before; false when it is there already. */
  open(kind: OperationKind, at: string, newId: () => string, refundId: string | null = null): boolean {
    const known = this.operation(kind, refundId);
    if (known && !MAY_BECOME[known.state].OPEN) return false;
    if (known) {
      Object.assign(known, { state: "OPEN", due_at: at, leased_until: null, closed_at: null });
      this.renewKey(known);
    } else {
      const row: OperationRow = {
        operation_id: newId(),
        refund_id: refundId,
        kind,
        state: "OPEN",
        attempt: 1,
        tries: 0,
        first_tried_at: null,
        read_first: false,
        due_at: at,
        leased_until: null,
        last_answer: null,
        created_at: at,
        closed_at: null,
      };
      this.operations.push(row);
      this.changedOperations.add(row.operation_id);
    }
    return true;
  }

  /** A new key: only where it is known that nothing was done under the old one, or that doing it twice is doing it once. */
  renewKey(operation: OperationRow): void {
    Object.assign(operation, { attempt: operation.attempt + 1, tries: 0, first_tried_at: null, read_first: false });
    this.changedOperations.add(operation.operation_id);
  }

  close(operation: OperationRow | undefined, state: Exclude<OperationState, "OPEN">, at: string): void {
    if (!operation || !MAY_BECOME[operation.state][state]) return;
    Object.assign(operation, { state, closed_at: at, leased_until: null });
    this.changedOperations.add(operation.operation_id);
  }
}

function isMoneyEvent(event: DomainEvent): event is MoneyEvent {
  return "payment" in event || "refund" in event;
}
