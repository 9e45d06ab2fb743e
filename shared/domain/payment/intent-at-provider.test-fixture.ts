/** An intent at the provider, which keeps every state that it was ever in, so that a test can have any of them read at any time. */
import type { IntentSnapshot, IntentState, RefundSnapshot } from "./intent.ts";
import { TIP, TOTAL } from "./unpaid.test-fixture.ts";

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
