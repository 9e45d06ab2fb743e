/**
 * One online order between its customer, its store and the provider, without I/O. The provider keeps every state it was
 * ever in, so that a test can have any of them read at any time; the cloud's side is `decideFromSnapshot` and
 * `nextPaymentStep` alone.
 * A provider operation may still be carried out after it was dropped; only one that was never requested may not.
 */
import { expect } from "vitest";
import { DomainEvent, type EventOf } from "../events.ts";
import { cents } from "../kernel/money.ts";
import { decide } from "../order/decide.ts";
import { evolve } from "../order/evolve.ts";
import { accept, confirm, declinedEvent, onAccepted, onDeclined, withdraw } from "../order/handoff.ts";
import { appOrder, cloud, contextOf, later, testId, testIdOf, testIds } from "../order/order.test-fixture.ts";
import { type Handoff, type Order, PricedOrder } from "../order/order.ts";
import { decideFromSnapshot, type IntentSnapshot, leftOnline, type MoneyFault, refundFailed } from "./intent.ts";
import type { IntentAtProvider } from "./intent-at-provider.test-fixture.ts";
import { type MoneyParts, withTip } from "./money-parts.ts";
import { factOf, nextPaymentStep, type OnlineRefund, type RefundCause } from "./next-step.ts";
import { reclassified, uncorrectedOnline, withCorrected } from "./overpaid.ts";
import { leftOfLines } from "./refund-lines.ts";
import { TIP, TOTAL, unpaid } from "./unpaid.test-fixture.ts";

/** The cloud's side of it. */
export class OnlineOrder {
  order: Order;
  payment = unpaid;
  refunds: OnlineRefund[] = [];
  readonly faults: MoneyFault[] = [];
  readonly events: DomainEvent[] = [];
  /** Whether a store has taken it, ever. */
  wasAccepted = false;
  /** Every operation ever requested of the provider, and whether it is still wanted. */
  readonly operations = new Map<string, "wanted" | "over">();
  readonly #newId = testIds();

  constructor(
    readonly provider: IntentAtProvider,
    handoff: Handoff = "AWAITING_PAYMENT",
  ) {
    this.order = appOrder(handoff, {
      pay_mode: "ONLINE",
      total_cents: cents(TOTAL),
      tip_cents: cents(TIP),
      payment_status: "REQUIRES_PAYMENT",
    });
  }

  #context() {
    return {
      ...contextOf({ node: "cloud", asker: "system", actor: cloud, newId: this.#newId }),
      businessDay: "2026-05-04",
      idOf: testIdOf,
    };
  }

  read(snapshot: IntentSnapshot): void {
    const { events, faults } = decideFromSnapshot(this.order, this.payment, this.refunds.map(factOf), snapshot, this.#context());
    this.faults.push(...faults);
    this.#record(events);
    if (snapshot.state === "CANCELED" || snapshot.state === "SUCCEEDED") this.#over("RELEASE");
    this.#settle();
  }

  /** Carried out at the provider; nothing learns of it until the intent is read. */
  carryOut(which: number): void {
    const [name, state] = [...this.operations][which % Math.max(this.operations.size, 1)] ?? [];
    if (name === "CAPTURE") this.provider.capture();
    else if (name === "RELEASE") this.provider.cancel();
    else if (name !== undefined) this.#refundIt(name, state === "wanted");
  }

  #refundIt(refundId: string, wanted: boolean): void {
    const refund = this.refunds.find((each) => each.refund_id === refundId);
    if (!refund || this.provider.refund(refundId, withTip(refund))) return;
    if (!wanted) return;
    const { events, faults } = refundFailed(this.order, factOf(refund), "refused", this.#context());
    this.faults.push(...faults);
    this.#record(events);
    this.#settle();
  }

  accepts(): void {
    if (this.order.handoff !== "OFFERED") return;
    this.wasAccepted = true;
    const accepted = accept(this.order, this.#context());
    this.#record(onAccepted(this.order, accepted as EventOf<"order.accepted">, this.#context()));
    this.#settle();
  }

  declines(): void {
    this.#record(
      onDeclined(this.order, declinedEvent("main-street", testId(1), "item.sold_out", "No beans.", this.#context()), this.#context()),
    );
    this.#settle();
  }

  withdraws(): void {
    const ended = withdraw(this.order, "CUSTOMER", null, this.#context());
    if (ended.ok) this.#record(ended.value);
    this.#settle();
  }

  /** The store starts, or cancels, what it decides. */
  atStore(type: "start" | "cancel"): void {
    if (this.order.authority !== "edge") return;
    const expected_status = this.order.status;
    const command =
      type === "start"
        ? ({ type: "transition", to_status: "IN_PROGRESS", expected_status, reason: null } as const)
        : ({ type: "cancel", cause: "STAFF", reason: "spilled", expected_status, request_id: null } as const);
    const done = decide(this.order, command, contextOf({ newId: this.#newId }));
    if (done.ok) this.#record(done.value);
    this.#settle();
  }

  /** The store lowers what the order costs, as long as nobody has begun it. */
  amends(by: number): void {
    if (this.order.authority !== "edge" || (this.order.status !== "PLACED" && this.order.status !== "PAID")) return;
    const total_cents = cents(Math.max(0, this.order.total_cents - by));
    const lines = this.order.lines.map((line) => ({ ...line, line_total_cents: total_cents }));
    const priced = PricedOrder.parse({ ...this.order, lines, total_cents });
    const { store_id, order_id } = this.order;
    const envelope = { event_id: this.#newId(), store_id, at: later(60), actor: cloud };
    this.#record([{ ...envelope, type: "order.amended", order_id, amendment: this.order.amendments + 1, priced }]);
    for (const { refund, corrected } of reclassified(this.order, this.payment, this.refunds.map(factOf))) {
      const corrected_cents = cents(corrected);
      this.#record([{ ...envelope, event_id: this.#newId(), type: "refund.reclassified", order_id, refund, corrected_cents }]);
    }
    this.#settle();
  }

  /** Headquarters refunds what is left, or less; the tip too, or some of it. */
  refundWished(amount: number, tip: number): void {
    const left = leftOnline(this.payment, this.refunds);
    const part = (most: number, wished: number) => Math.max(0, Math.min(most, wished));
    const wish = { amount: part(left.amount, amount), tip: part(left.tip, tip) };
    const corrected = Math.min(wish.amount, uncorrectedOnline(this.order, this.payment, this.refunds));
    if (wish.amount + wish.tip > 0) this.#startRefund(wish, "REQUESTED", corrected);
    this.#settle();
  }

  /** No faults any more: everything that is wanted is done and read, until nothing moves. */
  comeToRest(): void {
    for (let round = 0; round < 20; round += 1) {
      const before = this.events.length + this.provider.history.length;
      [...this.operations].forEach(([, state], index) => {
        if (state === "wanted") this.carryOut(index);
      });
      this.provider.refunds.forEach((refund, index) => {
        if (refund.state === "PENDING") this.provider.settle(index, "SUCCEEDED");
      });
      this.read(this.provider.now());
      if (this.events.length + this.provider.history.length === before) return;
    }
    throw new Error("the order's money does not come to rest");
  }

  #record(events: readonly DomainEvent[]): void {
    for (const event of events) {
      expect(DomainEvent.parse(event)).toEqual(event);
      this.order = evolve(this.order, event);
      this.events.push(event);
      if ("payment" in event) this.payment = event.payment;
      if ("refund" in event) this.#putRefund(event.refund, "REQUESTED");
    }
  }

  #putRefund(refund: OnlineRefund | Omit<OnlineRefund, "cause">, cause: RefundCause): void {
    const known = this.refunds.find((each) => each.refund_id === refund.refund_id);
    this.refunds = [...this.refunds.filter((each) => each !== known), { ...refund, cause: known?.cause ?? cause }];
    if (refund.status !== "PENDING") this.#over(refund.refund_id);
  }

  #over(name: string): void {
    if (this.operations.has(name)) this.operations.set(name, "over");
  }

  #startRefund({ amount, tip }: MoneyParts, cause: RefundCause, corrected = 0, refund_id = this.#newId()): void {
    const { payment_id, order_id, store_id, provider, method, account, currency } = this.payment;
    const tip_cents = cents(tip);
    const fact = { refund_id, payment_id, order_id, store_id, provider, method, account, currency, tip_cents, drawer_session_id: null };
    const asked = {
      ...fact,
      kind: "GIVEN_BACK",
      status: "PENDING",
      provider_ref: null,
      amount_cents: cents(amount),
      reason: "",
      actor: cloud,
      ...{ refunded_at: later(60), business_day: null },
    } as const;
    const started = { ...withCorrected(asked, corrected, leftOfLines(this.order, this.refunds)), cause };
    this.operations.set(refund_id, "wanted");
    this.refunds = [...this.refunds, started];
    const envelope = { event_id: this.#newId(), store_id, at: later(60), actor: cloud };
    this.#record([{ ...envelope, type: "refund.started", order_id, refund: factOf(started) }]);
  }

  #settle(): void {
    for (let round = 0; round < 10; round += 1) {
      const due = nextPaymentStep(this.order, this.payment, this.refunds);
      switch (due?.step) {
        case undefined:
          this.#dropCapture();
          return;
        case "offer": {
          const { store_id, order_id, promised_at } = this.order;
          const envelope = { event_id: this.#newId(), store_id, at: later(60), actor: cloud };
          this.#record([{ ...envelope, type: "order.offered", order_id, promised_at }]);
          break;
        }
        case "capture":
          expect(this.wasAccepted).toBe(true);
          if (!this.operations.has("CAPTURE")) this.operations.set("CAPTURE", "wanted");
          return;
        case "confirm":
          this.#record([confirm(this.order, this.#context())]);
          break;
        case "withdraw": {
          const ended = withdraw(this.order, due.cause, due.reason, this.#context());
          if (!ended.ok) throw new Error(ended.refusal.code);
          this.#record(ended.value);
          break;
        }
        case "release":
          if (!this.operations.has("RELEASE")) this.operations.set("RELEASE", "wanted");
          this.#dropCapture();
          return;
        case "refund":
          this.#startRefund(due, "CANCELLATION");
          break;
        case "correct": {
          const refund_id = testId(0x700 + due.amendment);
          if (this.refunds.some((refund) => refund.refund_id === refund_id)) return;
          this.#startRefund({ amount: due.amount, tip: 0 }, "AMENDMENT", due.amount, refund_id);
        }
      }
    }
    throw new Error("something is due for ever");
  }

  #dropCapture(): void {
    if (this.order.status !== "PLACED") this.#over("CAPTURE");
  }
}
