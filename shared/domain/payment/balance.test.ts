import { describe, expect, test } from "vitest";
import { cents } from "../kernel/money.ts";
import { capture, refundOf } from "../order/order.test-fixture.ts";
import type { OrderStatus, PayMode } from "../order/order.ts";
import { balanceFault, balanceOf } from "./balance.ts";

const order = (status: OrderStatus, pay_mode: PayMode = "ONLINE") => ({ status, pay_mode, total_cents: cents(500), tip_cents: cents(0) });
const kept = (captured: number, back = 0) => ({
  captured_cents: captured,
  refunded_cents: back,
  pending_cents: 0,
  correcting_cents: 0,
  kept_cents: captured - back,
  captured_tips_cents: 0,
  kept_tips_cents: 0,
});
const withTips = (captured: number, kept: number) => ({ ...cleared, captured_tips_cents: captured, kept_tips_cents: kept });
const cleared = kept(500, 500);

describe("an order's balance", () => {
  test("is what was captured, less what was or is being refunded; failed refunds do not count", () => {
    const payment = capture(500);
    const refund = (amount: number, status: "PENDING" | "SUCCEEDED" | "FAILED") => ({ ...refundOf(payment, amount), status });
    const payments = [payment, { ...capture(300), status: "CANCELLED" as const }, { ...capture(200), status: "AUTHORIZED" as const }];
    expect(balanceOf(payments, [refund(100, "SUCCEEDED"), refund(50, "PENDING"), refund(500, "FAILED")])).toEqual({
      captured_cents: 500,
      refunded_cents: 100,
      pending_cents: 50,
      correcting_cents: 0,
      kept_cents: 350,
      captured_tips_cents: 0,
      kept_tips_cents: 0,
    });
  });

  test.each([
    ["PLACED", "ONLINE", kept(0), null],
    ["PLACED", "ONLINE", kept(500), "captured_and_not_paid"],
    ["PLACED", "AT_STORE", kept(500), null],
    ["PAID", "ONLINE", kept(500), null],
    ["PAID", "ONLINE", kept(0), "paid_without_capture"],
    ["IN_PROGRESS", "ONLINE", kept(400), "captured_not_the_total"],
    ["READY", "AT_STORE", kept(0), null],
    ["COMPLETED", "AT_STORE", kept(0), "paid_without_capture"],
    ["COMPLETED", "AT_STORE", kept(500, 200), null],
    ["CANCELLED", "ONLINE", kept(500, 500), null],
    ["CANCELLED", "ONLINE", kept(500), "cancelled_and_kept"],
    ["COMPLETED", "ONLINE", kept(500, 600), "given_back_too_much"],
    // Amended from 800: what was paid above the total is on its way back, has failed, or had been given back by a person.
    ["PAID", "ONLINE", { ...kept(800), pending_cents: 300, correcting_cents: 300, kept_cents: 500 }, null],
    ["COMPLETED", "ONLINE", kept(800), "captured_not_the_total"],
    ["COMPLETED", "ONLINE", kept(800, 300), null],
    ["COMPLETED", "AT_STORE", kept(800, 300), "captured_not_the_total"],
  ] as const)("%s, %s with %o: %s", (status, mode, balance, fault) => {
    expect(balanceFault(order(status, mode), balance)).toBe(fault);
  });

  test.each([
    ["CANCELLED", "ONLINE", 0, withTips(50, 0), null],
    ["CANCELLED", "ONLINE", 50, withTips(50, 50), "cancelled_and_kept"],
    ["CANCELLED", "AT_STORE", 0, withTips(50, 50), "cancelled_and_kept"],
    ["COMPLETED", "ONLINE", 50, withTips(50, 20), null],
    ["COMPLETED", "ONLINE", 50, withTips(40, 40), "captured_not_the_total"],
    ["COMPLETED", "ONLINE", 50, withTips(50, -1), "given_back_too_much"],
    ["COMPLETED", "AT_STORE", 0, withTips(50, 50), null],
  ] as const)("%s, %s with a tip of %i and %o: %s", (status, mode, tip, balance, fault) => {
    expect(balanceFault({ ...order(status, mode), tip_cents: cents(tip) }, balance)).toBe(fault);
  });

  test("money under no order is a fault, nothing under no order is none", () => {
    expect([balanceFault(null, kept(1)), balanceFault(null, kept(0))]).toEqual(["captured_without_order", null]);
  });
});
