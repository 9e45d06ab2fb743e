/** What a refusal about money says to whoever stands at the till: amounts as people read them. */
import { expect, test } from "vitest";
import type { Result } from "../kernel/errors.ts";
import { cents } from "../kernel/money.ts";
import { item } from "../menu/menu.test-fixture.ts";
import { discountOrder, priceOrder } from "../menu/pricing.ts";
import { checkExpectedTotal } from "../menu/quote.ts";
import { given } from "../order/decider-spec.test-fixture.ts";
import { decideDiscount } from "../order/discount.ts";
import { appOrder, capture, contextOf, moneyFields, orderIn } from "../order/order.test-fixture.ts";
import type { TaxRules } from "../store/profile.ts";
import { askOnlineRefund } from "./ask-refund.ts";
import { decideRefund } from "./refund.ts";

const TAX: TaxRules = { inclusive: true, rounding: "LINE", rates: [{ tax_category: "hot", rate_ppm: 100_000 }] };
const MENU = { version: 1, currency: "EUR" };

test("a refusal about money names amounts as people read them, never minor units", () => {
  const order = orderIn("PLACED");
  const paid = orderIn("READY", moneyFields([capture(500)]));
  const tender = given(order);
  const refund = { payment_id: null, amount_cents: 901, tip_cents: 0, reason: "-" };
  const online = { ...appOrder("CONFIRMED"), paid_cents: cents(900) };
  const large = { item: item("cup", 999_999_999, { tax_category: "hot" }), qty: 99, modifiers: [], note: null };
  const details = [
    tender.whenTendered({ tendered_cents: 2 }).result,
    tender.whenTendered({ amount_cents: 901 }).result,
    tender.whenTendered({ tip_cents: 1801 }).result,
    given(orderIn("PLACED", { total_cents: cents(600_000_000) })).whenTendered({ tip_cents: 400_000_001 }).result,
    given(paid).when({ type: "transition", to_status: "COMPLETED", expected_status: "READY", reason: null }).result,
    decideRefund(order, refund, contextOf({ payments: [capture(900)], managerApproved: true })),
    askOnlineRefund(online, { amount_cents: 901, tip_cents: 0, reason: "-" }, contextOf({ managerApproved: true })),
    decideDiscount(
      order,
      { discount: { kind: "AMOUNT", amount_cents: 1 }, reason: "-", expected_total_cents: 890 },
      TAX,
      contextOf({ managerApproved: true }),
    ),
    discountOrder(order, { kind: "AMOUNT", amount_cents: 100_000 }, { reason: "-" }, TAX),
    checkExpectedTotal(order, 890),
    priceOrder(MENU, { version: 1, tax: TAX }, [large], {
      promotions: [],
      taxedAt: { fulfillment_type: "IN_STORE", day: "2026-05-04" },
      newId: () => "",
    }),
  ].map(detailOf);
  expect(details).toEqual([
    "0.02 EUR is less than the 9.00 EUR to be paid. Ask for the rest, or take it as a part.",
    "Only 9.00 EUR is owed. Take that, and give change for cash above it.",
    "Tips would come to 18.01 EUR on an order of 9.00 EUR; the most is 18.00 EUR. Enter the tip again.",
    "10000000.01 EUR is more than one tender may be. Enter the tip again.",
    "4.00 EUR of 9.00 EUR is still owed. Take the payment first.",
    "9.00 EUR of the order and 0.00 EUR of tips are left to refund.",
    "9.00 EUR of what was paid online is left to refund.",
    "The total is 9.00 EUR now, not 8.90 EUR. Look at it, then give the discount again.",
    "1000.00 EUR cannot be taken off 9.00 EUR.",
    "The total is 9.00 EUR now, not 8.90 EUR. Look at it, then order again.",
    "989999999.01 EUR is more than one order may cost, 10000000.00 EUR. Make two of it.",
  ]);
});

function detailOf(result: Result<unknown>): string {
  if (result.ok) throw new Error("it was not refused");
  return result.refusal.detail;
}
