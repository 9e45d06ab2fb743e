import { expect, test } from "vitest";
import { cents } from "../kernel/money.ts";
import { capture, orderIn, refundOf, testId } from "../order/order.test-fixture.ts";
import { receiptOf } from "./receipt.ts";
import { receiptText } from "./text.ts";

const store = { name: "Main Street", address: "1 Main Street", time_zone: "Europe/Berlin" };

test("each refund of what was paid online stands on the receipt, the same at the store and in the app, in whichever order each side reads them", () => {
  const online = capture(900, { provider: "stripe", provider_ref: "ch_1", method: "ONLINE", tip_cents: cents(100), tendered_cents: null });
  const refunded = (n: number, amount: number, refunded_at: string, tip = 0) =>
    refundOf(online, amount, {
      ...{ refund_id: testId(0xf0 - n), provider: "stripe", provider_ref: `re_${n}`, method: "ONLINE", refunded_at, tip_cents: cents(tip) },
    });
  const refunds = [
    refunded(1, 200, "2026-05-04T09:00:00.000Z"),
    refunded(2, 150, "2026-05-04T10:00:00.000Z", 40),
    refunded(3, 100, "2026-05-04T10:00:00.000Z"),
  ];
  const order = orderIn("COMPLETED", {
    ...{ pay_mode: "ONLINE", paid_cents: cents(900), refunded_cents: cents(450), tip_cents: cents(100), refund_state: "PARTIAL" },
  });
  const inApp = receiptText(receiptOf(order, { payments: [online], refunds: refunds.toReversed() }, store), 48);
  const atStore = receiptText(receiptOf(order, { payments: [], refunds }, store), 48);
  expect(atStore).toBe(inApp);
  expect(atStore.match(/^Refunded: Paid online +-[\d.]+$/gm)?.map((row) => row.replace(/.* /, ""))).toEqual(["-2.00", "-1.00", "-1.90"]);
});

test("what was paid above a total that the store has lowered stands as paid and as corrected, at the store as in the app", () => {
  const online = capture(900, { provider: "stripe", provider_ref: "ch_1", method: "ONLINE", tip_cents: cents(100), tendered_cents: null });
  const correction = refundOf(online, 250, { kind: "CORRECTION", provider: "stripe", provider_ref: "re_1", method: "ONLINE" });
  const order = orderIn("COMPLETED", { pay_mode: "ONLINE", paid_cents: cents(650), total_cents: cents(650), tip_cents: cents(100) });
  const atStore = receiptText(receiptOf(order, { payments: [], refunds: [correction] }, store), 48);
  expect(atStore).toBe(receiptText(receiptOf(order, { payments: [online], refunds: [correction] }, store), 48));
  expect(atStore).toMatch(/^Paid online +10\.00$/m);
});
