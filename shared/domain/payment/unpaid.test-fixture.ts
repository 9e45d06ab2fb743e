/** A payment through the provider that nobody has made yet. */
import { cents } from "../kernel/money.ts";
import { later, testId } from "../order/order.test-fixture.ts";
import type { Payment } from "./payment.ts";

export const TOTAL = 900;
export const TIP = 90;

export const unpaid: Payment = {
  payment_id: testId(100),
  order_id: testId(1),
  store_id: "main-street",
  provider: "stripe",
  method: "ONLINE",
  status: "REQUIRES_PAYMENT",
  provider_ref: null,
  account: null,
  intent_id: "pi_1",
  amount_cents: cents(TOTAL),
  currency: "EUR",
  tip_cents: cents(TIP),
  drawer_session_id: null,
  tendered_cents: null,
  change_cents: null,
  reference: null,
  captured_by: null,
  captured_at: null,
  business_day: null,
  created_at: later(0),
};
