/** What is owed, over every sequence of tenders, refunds, corrections and steps: on the box, and in the cloud's projection of it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { storeFacts, totalsOf } from "../drawer/report.ts";
import type { DomainEvent, EdgeEvent } from "../events.ts";
import type { Result } from "../kernel/errors.ts";
import { sumCents } from "../kernel/money.ts";
import { decide } from "../order/decide.ts";
import type { DecideContext } from "../order/decide-context.ts";
import { evolve } from "../order/evolve.ts";
import { contextOf, orderIn, testId } from "../order/order.test-fixture.ts";
import { balanceCents, netPaidCents, type Order, type OrderStatus } from "../order/order.ts";
import { project } from "../order/project.ts";
import { decideOrderRefund } from "../order/refund-order.ts";
import { balanceFault, balanceOf } from "./balance.ts";
import { decideCorrection } from "./correct.ts";
import { decideTender } from "./decide.ts";
import type { Payment, Refund } from "./payment.ts";

const NEXT: Partial<Record<OrderStatus, OrderStatus>> = { PLACED: "IN_PROGRESS", IN_PROGRESS: "READY", READY: "COMPLETED" };
const TENDER = {
  amount_cents: null,
  tip_cents: 0,
  tendered_cents: null,
  complete: false,
  reference_required: false,
  tip_limit_cents: 0,
  receipt_number: "A-000001",
};

/** A counter order on the box and in the cloud, with its money facts on both. */
class Counter {
  order: Order = orderIn("PLACED");
  cloud: Order = this.order;
  payments: Payment[] = [];
  refunds: Refund[] = [];
  #ids = 0x1000;
  readonly newId = () => testId(this.#ids++);

  context(): DecideContext {
    const { payments, refunds, newId } = this;
    return contextOf({ payments, refunds, newId, managerApproved: true });
  }

  take(decided: Result<DomainEvent[]>): void {
    if (!decided.ok) return;
    for (const event of decided.value) {
      this.order = evolve(this.order, event);
      const projected = project(this.cloud, event as EdgeEvent, contextOf({ node: "cloud" }));
      if (!projected.ok || !projected.value.order) throw new Error(`the cloud does not follow: ${event.type}`);
      this.cloud = projected.value.order;
      if (event.type === "payment.captured") this.payments = [...this.payments, event.payment];
      if (event.type === "refund.succeeded") this.refunds = [...this.refunds, event.refund];
    }
  }
}

type Act = (counter: Counter) => Result<DomainEvent[]>;
const amount = fc.option(fc.integer({ min: 1, max: 1000 }), { nil: null });
const method = fc.constantFrom("CASH" as const, "EXTERNAL_CARD" as const);
const step = fc.constant<Act>((it) =>
  decide(
    it.order,
    { type: "transition", to_status: NEXT[it.order.status] ?? "PLACED", expected_status: it.order.status, reason: null },
    it.context(),
  ),
);
const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: step },
  fc.tuple(method, amount).map(
    ([how, cents]): Act =>
      (it) =>
        decideTender(it.order, { ...TENDER, method: how, amount_cents: cents, reference: "1", payment_id: it.newId() }, it.context()),
  ),
  amount.map(
    (cents): Act =>
      (it) =>
        decideOrderRefund(it.order, { payment_id: null, amount_cents: cents, tip_cents: 0, reason: "cold" }, it.context()),
  ),
  fc.tuple(fc.nat(3), method, amount).map(
    ([nth, how, cents]): Act =>
      (it) => {
        const payment_id = it.payments[nth]?.payment_id ?? testId(1);
        const right = {
          method: how,
          amount_cents: cents,
          tip_cents: null,
          tendered_cents: null,
          reference: "2",
          reference_required: false,
          tip_limit_cents: 0,
        };
        return decideCorrection(it.order, { payment_id, right, reason: "it was the card", right_payment_id: it.newId() }, it.context());
      },
  ),
  fc.constant<Act>((it) =>
    decide(it.order, { type: "cancel", cause: "STAFF", reason: "spilled", expected_status: null, request_id: null }, it.context()),
  ),
);

describe("what an order owes", () => {
  test("is never negative and never rises by what is refunded, and both books stay equal", () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.array(acts, { minLength: 1, maxLength: 14 }), (script) => {
        const counter = new Counter();
        for (const act of script) {
          const before = { owed: balanceCents(counter.order), facts: counter.refunds.length };
          counter.take(act(counter));
          const { order, payments, refunds } = counter;
          const fresh = refunds.slice(before.facts);
          if (fresh.length > 0 && fresh.every((refund) => refund.kind === "GIVEN_BACK")) expect(balanceCents(order)).toBe(before.owed);
          expect(balanceCents(order)).toBeGreaterThanOrEqual(0);
          expect(counter.cloud).toEqual(order);
          const balance = balanceOf(payments, refunds);
          expect(balanceFault(order, balance)).toBeNull();
          expect([balance.captured_cents, balance.kept_cents]).toEqual([order.paid_cents, netPaidCents(order)]);
          if (order.status === "CANCELLED") expect(balance.kept_cents).toBe(0);
          // X and Z: what was taken, less corrections and refunds, is what the order keeps.
          const day = totalsOf("2026-05-04", storeFacts([], { payments, refunds, movements: [] }));
          const sum = (list: readonly { amount_cents: number }[] | null) => sumCents((list ?? []).map((each) => each.amount_cents));
          expect(sum(day.tenders) - sum(day.corrections) - sum(day.refunds)).toBe(netPaidCents(order));
          reached.add(`${order.status}${refunds.some((refund) => refund.kind === "CORRECTION") ? " corrected" : ""}`);
        }
      }),
      { numRuns: 300, seed: 7 },
    );
    expect([...reached]).toEqual(expect.arrayContaining(["COMPLETED corrected", "CANCELLED corrected", "COMPLETED", "CANCELLED"]));
  });
});
