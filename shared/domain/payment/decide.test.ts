import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DomainEvent } from "../events.ts";
import { cents, sumCents } from "../kernel/money.ts";
import { type Expected, given } from "../order/decider-spec.test-fixture.ts";
import { appOrder, capture, contextOf, moneyFields, orderIn, refundOf, STATUSES, testId } from "../order/order.test-fixture.ts";
import { balanceCents } from "../order/order.ts";
import { refundAll } from "./refund.ts";

const money = (payment: NonNullable<Expected<"payment.captured">["payment"]>): Expected => ({ type: "payment.captured", payment });

describe("a tender", () => {
  test("of cash gives change for what was handed over, and takes only what is owed", () => {
    const after = given(orderIn("PLACED"))
      .whenTendered({ tendered_cents: 2000 })
      .then(
        money({
          method: "CASH",
          amount_cents: 900,
          tendered_cents: 2000,
          change_cents: 1100,
          provider_ref: "A-000009",
          status: "CAPTURED",
        }),
      );
    expect(after).toMatchObject({ status: "PLACED", paid_cents: 900 });
    expect(balanceCents(after)).toBe(0);
  });

  test("of cash without a figure is exactly what is owed", () => {
    given(orderIn("PLACED"))
      .whenTendered({})
      .then(money({ amount_cents: 900, tendered_cents: 900, change_cents: 0 }));
  });

  test("of too little cash is refused", () => {
    given(orderIn("PLACED")).whenTendered({ tendered_cents: 899 }).thenRefused("payment.cash_short");
    given(orderIn("PLACED")).whenTendered({ amount_cents: 500, tendered_cents: 499 }).thenRefused("payment.cash_short");
  });

  test("by card is never above what is owed, and carries the slip's reference, which only a store that wants it requires", () => {
    const card = { method: "EXTERNAL_CARD", reference: "4711" } as const;
    given(orderIn("PLACED"))
      .whenTendered({ ...card, amount_cents: 901 })
      .thenRefused("payment.exceeds_balance");
    given(orderIn("PLACED"))
      .whenTendered({ ...card, reference: null })
      .then(money({ method: "EXTERNAL_CARD", amount_cents: 900, reference: null }));
    given(orderIn("PLACED"))
      .whenTendered({ ...card, reference: null, reference_required: true })
      .thenRefused("payment.reference_required");
    given(orderIn("PLACED"))
      .whenTendered({ ...card, tendered_cents: 5000 })
      .then(money({ method: "EXTERNAL_CARD", amount_cents: 900, reference: "4711", tendered_cents: null, change_cents: null }));
  });

  test("cash above what is owed belongs in tendered_cents", () => {
    given(orderIn("PLACED")).whenTendered({ amount_cents: 901, tendered_cents: 1000 }).thenRefused("payment.exceeds_balance");
  });

  test("may be one of several; the last one of a READY order hands it over in the same step", () => {
    const half = given(orderIn("READY", { order_seq: 3 }))
      .whenTendered({ method: "EXTERNAL_CARD", amount_cents: 400, reference: "1" })
      .then(money({ amount_cents: 400 }));
    expect(half).toMatchObject({ status: "READY", paid_cents: 400 });
    const whole = given(half)
      .whenTendered({ tendered_cents: 500, payment_id: testId(0x901) })
      .then(money({ amount_cents: 500, change_cents: 0 }), { type: "order.completed", order_seq: 4, from_status: "READY" });
    expect(whole).toMatchObject({ status: "COMPLETED", paid_cents: 900 });
    given(whole).whenTendered({}).thenRefused("order.invalid_transition");
  });

  test("leaves the order READY when that is asked for", () => {
    expect(given(orderIn("READY")).whenTendered({ complete: false }).then(money({}))).toMatchObject({ status: "READY", paid_cents: 900 });
  });

  test("is taken in every open state, and in no other", () => {
    for (const status of STATUSES) {
      const when = given(orderIn(status, { pay_mode: "AT_STORE" })).whenTendered({ complete: false });
      if (status === "COMPLETED" || status === "CANCELLED") when.thenRefused("order.invalid_transition");
      else when.then(money({ amount_cents: 900 }));
    }
  });

  test("is not taken where nothing is owed at the counter", () => {
    given(orderIn("READY", moneyFields([capture(900)])))
      .whenTendered({})
      .thenRefused("payment.nothing_due");
    given(orderIn("PLACED", { pay_mode: "ONLINE" }))
      .whenTendered({})
      .thenRefused("payment.nothing_due");
    given(null).whenTendered({}).thenRefused("order.not_found");
  });

  test("is not taken for an order that the store does not decide", () => {
    given(appOrder("ACCEPTED")).whenTendered({}).thenRefused("order.unconfirmed");
    given(appOrder("DECLINED")).whenTendered({}).thenRefused("order.declined");
    given(orderIn("PLACED"), { node: "cloud" }).whenTendered({}).thenRefused("order.not_authority");
  });

  test("what was refunded is not owed again; what a correction reversed is", () => {
    const first = capture(900);
    given(orderIn("READY", moneyFields([first], [refundOf(first, 200)])))
      .whenTendered({})
      .thenRefused("payment.nothing_due");
    given(orderIn("READY", moneyFields([first], [refundOf(first, 200, { kind: "CORRECTION" })])))
      .whenTendered({})
      .then(money({ amount_cents: 200 }), { type: "order.completed" });
  });
});

describe("a tip", () => {
  test("never makes a tender larger than an amount may be: the capture is one that the cloud can read", () => {
    const order = orderIn("PLACED", { total_cents: cents(600_000_000) });
    const tender = given(order);
    tender.whenTendered({ tip_cents: 400_000_001 }).thenRefused("payment.tip_too_large");
    const { result } = tender.whenTendered({ tip_cents: 400_000_000 });
    expect(result.ok && DomainEvent.array().safeParse(result.value).success).toBe(true);
  });

  test("comes on top of the amount, is not in what the order is paid, and is covered by the cash before there is change", () => {
    const after = given(orderIn("PLACED"))
      .whenTendered({ tip_cents: 100, tendered_cents: 1050 })
      .then(money({ amount_cents: 900, tip_cents: 100, tendered_cents: 1050, change_cents: 50 }));
    expect(after).toMatchObject({ paid_cents: 900 });
    given(orderIn("PLACED"))
      .whenTendered({ tip_cents: 100 })
      .then(money({ tendered_cents: 1000, change_cents: 0 }));
    given(orderIn("PLACED")).whenTendered({ tip_cents: 100, tendered_cents: 999 }).thenRefused("payment.cash_short");
  });

  test("of all tenders together is at most twice the order", () => {
    given(orderIn("PLACED")).whenTendered({ tip_cents: 1801 }).thenRefused("payment.tip_too_large");
    const first = capture(400, { tip_cents: cents(1000) });
    const split = given(orderIn("PLACED", moneyFields([first])), { payments: [first] });
    split.whenTendered({ tip_cents: 801 }).thenRefused("payment.tip_too_large");
    split.whenTendered({ tip_cents: 800 }).then(money({ amount_cents: 500, tip_cents: 800 }));
  });

  test("may come to the store's limit where twice the order is less, and the refusal says how much is possible", () => {
    const order = given(orderIn("PLACED"));
    order.whenTendered({ tip_cents: 2500, tip_limit_cents: 2500 }).then(money({ tip_cents: 2500 }));
    const { result } = order.whenTendered({ tip_cents: 2501, tip_limit_cents: 2500 });
    const detail = "Tips would come to 25.01 EUR on an order of 9.00 EUR; the most is 25.00 EUR. Enter the tip again.";
    expect(result).toMatchObject({ ok: false, refusal: { code: "payment.tip_too_large", detail } });
    order.whenTendered({ tip_cents: 1800, tip_limit_cents: 500 }).then(money({ tip_cents: 1800 }));
  });

  test("goes into the drawer session with its cash; a card goes into none", () => {
    const open = given(orderIn("PLACED"), { drawerSessionId: testId(0x700) });
    open.whenTendered({}).then(money({ drawer_session_id: testId(0x700) }));
    open.whenTendered({ method: "EXTERNAL_CARD", reference: "1" }).then(money({ drawer_session_id: null }));
  });

  test("that is all that is left needs a manager as well, and is refunded with the cancellation", () => {
    const first = capture(900, { tip_cents: cents(100) });
    const money = { payments: [first], refunds: [refundOf(first, 900)] };
    const order = orderIn("IN_PROGRESS", { ...moneyFields(money.payments, money.refunds), refund_state: "FULL" });
    const cancel = { type: "cancel", cause: "STAFF", reason: "spilled", expected_status: null, request_id: null } as const;
    given(order, money).when(cancel).thenRefused("auth.manager_required");
    given(order, { ...money, managerApproved: true })
      .when(cancel)
      .then({ type: "refund.succeeded", refund: { amount_cents: 0, tip_cents: 100 } }, { type: "order.cancelled" });
  });
});

describe("refunding", () => {
  const part = fc.record({ amount: fc.integer({ min: 1, max: 10_000 }), back: fc.integer({ min: 0, max: 10_000 }), failed: fc.boolean() });
  test("[I2] refunds the rest of each capture, never more than was captured", () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const payments = parts.map(({ amount }, i) => capture(amount, { payment_id: testId(0x100 + i) }));
        const refunds = parts.flatMap(({ amount, back, failed }, i) => {
          const payment = payments[i];
          if (!payment || back === 0) return [];
          return [refundOf(payment, Math.min(back, amount), { refund_id: testId(0x200 + i), status: failed ? "FAILED" : "SUCCEEDED" })];
        });
        const effective = refunds.filter((refund) => refund.status !== "FAILED");
        const order = orderIn("PLACED", moneyFields(payments, effective));
        const events = refundAll(order, "x", contextOf({ payments, refunds }));
        const given = events.flatMap((event) => (event.type === "refund.succeeded" ? [event.refund] : []));
        for (const payment of payments) {
          const back = [...effective, ...given].filter((refund) => refund.payment_id === payment.payment_id);
          expect(sumCents(back.map((refund) => refund.amount_cents))).toBe(payment.amount_cents);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("leaves alone what was not taken at the counter, and what was never captured", () => {
    const online = capture(900, { provider: "stripe", method: "ONLINE" });
    const failed = capture(900, { status: "FAILED", payment_id: testId(102) });
    expect(refundAll(orderIn("PLACED", moneyFields([online])), "x", contextOf({ payments: [online, failed] }))).toEqual([]);
    expect(refundAll(orderIn("PLACED"), "x", contextOf({ payments: [capture(900)] }))).toEqual([]);
  });
});
