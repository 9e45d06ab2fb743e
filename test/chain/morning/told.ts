/** What people were told in the course of a morning. The books are held to it, order by order and cent by cent. */

/** An order with its money at the counter, as somebody was told of it or as a book has it. */
export interface OrderLine {
  readonly total_cents: number;
  readonly status: string;
  readonly tenders: number;
  readonly captured_cents: number;
  readonly refunds: number;
  readonly refunded_cents: number;
}

export type MutableLine = { -readonly [K in keyof OrderLine]: OrderLine[K] };

/** A write that was answered under its key. Sent again, it has to be answered in the same bytes, and to do nothing. */
export interface Keyed {
  readonly method: string;
  readonly url: string;
  readonly token: string;
  readonly key: string;
  readonly body: unknown;
  readonly text: string;
}

export class Told {
  /** By id, of the orders born at the counter. */
  readonly counter = new Map<string, MutableLine>();
  /** By id, of the orders born in the app. The status is null until somebody was told of its end. */
  readonly app = new Map<string, { readonly total_cents: number; readonly online: boolean; status: string | null }>();
  /** By order: what the customer's bank has agreed to, and what headquarters has refunded. */
  readonly paidOnline = new Map<string, number>();
  readonly refundedOnline = new Map<string, number>();
  /** By order born in the app: what was taken for it at the counter. */
  readonly takenForApp = new Map<string, number>();
  /** What should lie in the drawer. */
  drawerCents = 0;
  readonly keyed: Keyed[] = [];
  /** Answers with the status 500: a fault, whatever was killed at the time. */
  readonly internalErrors: string[] = [];
  /** Requests that were sent again, as nobody had answered for good. */
  again = 0;
  /** App orders that were refused, by code. */
  readonly refused = new Map<string, number>();

  constructor(readonly storeId: string) {}

  placed(order: { readonly order_id: string; readonly total_cents: number }): MutableLine {
    const line = { total_cents: order.total_cents, status: "PLACED", tenders: 0, captured_cents: 0, refunds: 0, refunded_cents: 0 };
    this.counter.set(order.order_id, line);
    return line;
  }
}
