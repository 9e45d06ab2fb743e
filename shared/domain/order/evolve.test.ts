import { describe, expect, test } from "vitest";
import { DomainEvent } from "../events.ts";
import { cents } from "../kernel/money.ts";
import type { Refund } from "../payment/payment.ts";
import { applyAll } from "./decider-spec.test-fixture.ts";
import { evolve } from "./evolve.ts";
import { accept, confirm, declinedEvent } from "./handoff.ts";
import { ana, appOrder, capture, contextOf, later, ORDER_ID, orderIn, refundOf, STATUSES, STORE, testId } from "./order.test-fixture.ts";
import { type Order, OrderView, viewOf } from "./order.ts";

const envelope = { event_id: testId(500), store_id: STORE, at: later(99), actor: ana, order_id: ORDER_ID };
const step = { ...envelope, order_seq: 9 };
const cases: readonly [DomainEvent, ReturnType<typeof orderIn>][] = [
  [{ ...envelope, type: "order.offered", promised_at: null }, appOrder("AWAITING_PAYMENT")],
  [accept(appOrder("OFFERED"), contextOf({ at: later(99) })), appOrder("OFFERED")],
  [confirm(appOrder("ACCEPTED"), contextOf({ at: later(99) })), appOrder("ACCEPTED")],
  [declinedEvent(STORE, ORDER_ID, "staff", "no", contextOf({ at: later(99) })), appOrder("ACCEPTED")],
  [{ ...step, type: "order.revoked", cause: "CUSTOMER", reason: null }, appOrder("ACCEPTED")],
  [{ ...step, type: "order.started", from_status: "PAID" }, orderIn("PAID")],
  [{ ...step, type: "order.readied", from_status: "IN_PROGRESS" }, orderIn("IN_PROGRESS")],
  [{ ...step, type: "order.recalled", from_status: "READY" }, orderIn("READY")],
  [{ ...step, type: "order.completed", from_status: "READY" }, orderIn("READY")],
  [{ ...step, type: "order.cancelled", from_status: "PLACED", cause: "STAFF", reason: "x", request_id: null }, orderIn("PLACED")],
  [{ ...envelope, type: "payment.captured", payment: capture(100) }, orderIn("READY")],
  [
    { ...envelope, type: "refund.succeeded", refund: refundOf(capture(100), 50) },
    orderIn("READY", { paid_cents: capture(100).amount_cents }),
  ],
];

/** What an event may change; everything else has to come through untouched. */
const CHANGEABLE = [
  "status",
  "handoff",
  "authority",
  "order_seq",
  "updated_at",
  "paid_cents",
  "refunded_cents",
  "refund_pending_cents",
  "refund_state",
  "payment_status",
  "ticket_number",
  "business_day",
  "last_step",
];

describe("evolve", () => {
  test.each(cases)("%o keeps what it is not about", (event, order) => {
    const after = applyAll(order, [event]);
    expect(after.updated_at).toBe(later(99));
    for (const [field, value] of Object.entries(order)) {
      if (!CHANGEABLE.includes(field) && field in after) expect(after[field as keyof typeof after], field).toEqual(value);
    }
    const lost = Object.keys(orderIn("PLACED")).filter((field) => !(field in after));
    expect(lost).toEqual([]);
  });

  test("remembers when it was paid, started and ready, all the way to the end", () => {
    const paid = orderIn("PAID");
    const done = applyAll(paid, [
      { ...step, type: "order.started", from_status: "PAID", order_seq: 2, at: later(1) },
      { ...step, type: "order.readied", from_status: "IN_PROGRESS", order_seq: 3, at: later(2) },
      { ...step, type: "order.completed", from_status: "READY", order_seq: 4, at: later(3) },
    ]);
    expect(done).toMatchObject({ paid_at: paid.paid_at, started_at: later(1), ready_at: later(2), completed_at: later(3), order_seq: 4 });
  });

  test("says who made the last step and when; what is no step leaves it", () => {
    const started = applyAll(orderIn("PLACED"), [{ ...step, type: "order.started", from_status: "PLACED", at: later(1) }]);
    expect(started.last_step).toEqual({ status: "IN_PROGRESS", at: later(1), by: ana });
    expect(applyAll(started, [{ ...envelope, type: "payment.captured", payment: capture(100) }]).last_step).toEqual(started.last_step);
    expect(applyAll(appOrder("ACCEPTED"), [{ ...step, type: "order.revoked", cause: "CUSTOMER", reason: null }]).last_step).toMatchObject({
      status: "CANCELLED",
    });
  });

  test("an order that an older release has written is read with what it lacks", () => {
    const whole = orderIn("PLACED");
    const {
      last_step: _1,
      made_line_ids: _2,
      amendments: _3,
      amended_at: _4,
      look_first: _5,
      tip_cents: _6,
      is_rush: _7,
      first_promised_at: _8,
      question: _9,
      settled_questions: _10,
      ...old
    } = whole;
    const parsed = DomainEvent.parse({ ...envelope, type: "order.placed", order: old });
    expect(evolve(null, parsed)).toEqual(orderIn("PLACED"));
    expect(evolve(null, { ...envelope, type: "order.placed", order: old as Order })).toEqual(orderIn("PLACED"));
  });

  test("an order that lacks only the latest fields keeps those that it has", () => {
    const last_step = { status: "IN_PROGRESS", at: later(1), by: ana } as const;
    const made = orderIn("IN_PROGRESS", { last_step, made_line_ids: [testId(2)], amendments: 2, amended_at: later(1) });
    const { tip_cents: _1, is_rush: _2, first_promised_at: _3, question: _4, settled_questions: _5, ...old } = made;
    expect(evolve(null, { ...envelope, type: "order.placed", order: old as Order })).toEqual(made);
  });

  test("[U6] the same money in any sequence leaves the same order", () => {
    const [one, two] = [capture(600), capture(300, { payment_id: testId(101) })];
    const facts: DomainEvent[] = [
      { ...envelope, type: "payment.captured", payment: one },
      { ...envelope, type: "payment.captured", payment: two },
      { ...envelope, type: "refund.succeeded", refund: refundOf(two, 300) },
    ];
    const inSequence = applyAll(orderIn("READY"), facts);
    expect(inSequence).toMatchObject({ paid_cents: 900, refunded_cents: 300, refund_state: "PARTIAL" });
    expect(applyAll(orderIn("READY"), facts.toReversed())).toEqual(inSequence);
  });

  describe("a refund that fails while another is under way", () => {
    const payment = capture(900, { provider: "stripe", method: "ONLINE" });
    const refund = (amount: number, n: number, kind: Refund["kind"]) =>
      refundOf(payment, amount, { provider: "stripe", refund_id: testId(n), status: "PENDING", kind });
    const started = (one: Refund): DomainEvent => ({ ...envelope, type: "refund.started", refund: one });
    const failed = (one: Refund): DomainEvent => ({
      ...envelope,
      type: "refund.failed",
      was: "PENDING",
      refund: { ...one, status: "FAILED" },
    });
    const succeeded = (one: Refund): DomainEvent => ({ ...envelope, type: "refund.succeeded", refund: { ...one, status: "SUCCEEDED" } });
    const captured: DomainEvent = { ...envelope, type: "payment.captured", payment };
    const stateAfter = (...events: DomainEvent[]) =>
      applyAll(orderIn("PAID", { pay_mode: "ONLINE", paid_cents: cents(0) }), [captured, ...events]).refund_state;

    test.each(["CORRECTION", "GIVEN_BACK"] as const)("is what is shown once that one gives nothing back (%s)", (kind) => {
      const [wanted, corrects] = [refund(300, 201, kind), refund(100, 202, "CORRECTION")];
      const both = [started(wanted), started(corrects), failed(wanted)];
      expect(stateAfter(...both)).toBe("PENDING");
      expect(stateAfter(...both, succeeded(corrects))).toBe("FAILED");
      expect(stateAfter(...both, failed(corrects))).toBe("FAILED");
    });

    test("is none once that one does, or once it is begun again and done", () => {
      const [corrects, given] = [refund(300, 201, "CORRECTION"), refund(100, 202, "GIVEN_BACK")];
      const both = [started(corrects), started(given), failed(corrects)];
      expect(stateAfter(...both, succeeded(given))).toBe("PARTIAL");
      const again = refund(300, 203, "CORRECTION");
      expect(stateAfter(...both, started(again), failed(given), succeeded(again))).toBe("FAILED");
      expect(stateAfter(started(corrects), failed(corrects), started(again), succeeded(again))).toBe("NONE");
      const [one, other] = [refund(50, 204, "CORRECTION"), refund(60, 205, "CORRECTION")];
      expect(stateAfter(started(one), started(other), failed(one), started(again), succeeded(other), succeeded(again))).toBe("NONE");
    });
  });

  test("a cancel request and its refusal change nothing", () => {
    const order = orderIn("READY");
    expect(evolve(order, { ...envelope, type: "order.cancel_requested", request_id: testId(9), cause: "CUSTOMER", reason: null })).toBe(
      order,
    );
    expect(
      evolve(order, { ...envelope, type: "order.cancel_refused", request_id: testId(9), cause: "CUSTOMER", code: "order.already_started" }),
    ).toBe(order);
  });

  test("an event that cannot be about this order is a bug, and throws", () => {
    expect(() => evolve(null, { ...step, type: "order.started", from_status: "PLACED" })).toThrow();
    expect(() => evolve(orderIn("PLACED"), { ...step, type: "order.readied", from_status: "PLACED" })).toThrow();
    expect(() => evolve(orderIn("IN_PROGRESS"), { ...step, type: "order.completed", from_status: "READY" })).toThrow();
    expect(() =>
      evolve(orderIn("PLACED"), { ...envelope, type: "item.availability_changed", item_id: "latte", sold_out: true, revision: 1 }),
    ).toThrow();
  });

  test("what is shown has nothing with which the creation could be replayed", () => {
    for (const status of STATUSES) {
      const view = viewOf(orderIn(status));
      expect(view).not.toHaveProperty("principal");
      expect(view).not.toHaveProperty("idempotency_key");
      expect(OrderView.parse(view)).toEqual(view);
    }
  });
});
