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
import type { Handoff, Order } from "../order/order.ts";
import {
  decideFromSnapshot,
  type IntentSnapshot,
  type IntentState,
  leftOnline,
  type MoneyFault,
  type RefundSnapshot,
  refundFailed,
} from "./intent.ts";
import { type MoneyParts, withTip } from "./money-parts.ts";
import { factOf, nextPaymentStep, type OnlineRefund, type RefundCause } from "./next-step.ts";
import { TIP, TOTAL, unpaid } from "./unpaid.test-fixture.ts";

/** The intent at the provider, with its whole history. */
export class IntentAtProvider {
  state: IntentState = "UNPAID";
  amount = TOTAL + TIP;
  captures = 0;
  refunds: readonly RefundSnapshot[] = [];
  readonly history: IntentSnapshot[] = [this.now()];

  now(): IntentSnapshot {
    const { state, amount, refunds } = this;
    return {
      intent_id: "pi_1",
      state,
      amount_cents: amount,
      currency: "EUR",
      received_cents: state === "SUCCEEDED" ? amount : 0,
      capturable_cents: state === "HELD" ? amount : 0,
      charge_id: state === "UNPAID" ? null : "ch_1",
      decline: null,
      refunds: state === "SUCCEEDED" ? refunds : [],
    };
  }

  get given(): number {
    return this.refunds.filter((refund) => refund.state !== "FAILED").reduce((sum, refund) => sum + refund.amount_cents, 0);
  }

  hold(amount = TOTAL + TIP): void {
    if (this.state === "UNPAID") this.#become(() => Object.assign(this, { state: "HELD", amount }));
  }

  capture(): void {
    if (this.state !== "HELD") return;
    this.captures += 1;
    this.#become(() => (this.state = "SUCCEEDED"));
  }

  /** Cancelled by us, by a person, or by the bank whose hold has run out. */
  cancel(): void {
    if (this.state === "HELD" || this.state === "UNPAID") this.#become(() => (this.state = "CANCELED"));
  }

  /** False when the provider refuses it. */
  refund(refund_id: string | null, amount_cents: number, state: RefundSnapshot["state"] = "SUCCEEDED"): boolean {
    if (refund_id !== null && this.refunds.some((known) => known.refund_id === refund_id)) return true;
    if (this.state !== "SUCCEEDED" || amount_cents <= 0 || this.given + amount_cents > this.amount) return false;
    const made = { provider_ref: `re_${this.refunds.length + 1}`, refund_id, state, amount_cents };
    this.#become(() => (this.refunds = [made, ...this.refunds]));
    return true;
  }

  /** A pending one succeeds, or any fails in the end. */
  settle(which: number, to: "SUCCEEDED" | "FAILED"): void {
    const one = this.refunds[which % Math.max(this.refunds.length, 1)];
    if (!one || one.state === "FAILED" || one.state === to) return;
    this.#become(() => (this.refunds = this.refunds.map((each) => (each === one ? { ...one, state: to } : each))));
  }

  #become(change: () => void): void {
    change();
    this.history.push(this.now());
  }
}

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

  /** Headquarters refunds what is left, or less; the tip too, or some of it. */
  refundWished(amount: number, tip: number): void {
    const left = leftOnline(this.payment, this.refunds);
    const part = (most: number, wished: number) => Math.max(0, Math.min(most, wished));
    const wish = { amount: part(left.amount, amount), tip: part(left.tip, tip) };
    if (wish.amount + wish.tip > 0) this.#startRefund(wish, "REQUESTED");
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

  #startRefund({ amount, tip }: MoneyParts, cause: RefundCause): void {
    const refund_id = this.#newId();
    const { payment_id, order_id, store_id, provider, method, account, currency } = this.payment;
    const tip_cents = cents(tip);
    const fact = { refund_id, payment_id, order_id, store_id, provider, method, account, currency, tip_cents, drawer_session_id: null };
    const refund = {
      ...fact,
      kind: "GIVEN_BACK",
      status: "PENDING",
      provider_ref: null,
      amount_cents: cents(amount),
      reason: "",
      actor: cloud,
      cause,
    } as const;
    const started = { ...refund, refunded_at: later(60), business_day: null };
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
      }
    }
    throw new Error("something is due for ever");
  }

  #dropCapture(): void {
    if (this.order.status !== "PLACED") this.#over("CAPTURE");
  }
}
