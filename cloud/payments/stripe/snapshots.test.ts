import type Stripe from "stripe";
import { expect, test } from "vitest";
import { eventOf, refundSnapshotOf, snapshotOf } from "./snapshots.ts";

/** What the reading looks at; a newer API may send more, and say what today's types do not. */
const intent = (changes: object) =>
  ({
    id: "pi_1",
    status: "requires_capture",
    amount: 500,
    currency: "eur",
    amount_received: 0,
    amount_capturable: 500,
    latest_charge: "ch_1",
    last_payment_error: null,
    ...changes,
  }) as Stripe.PaymentIntent;
const refund = (changes: object) =>
  ({
    id: "re_1",
    status: "succeeded",
    amount: 200,
    currency: "eur",
    balance_transaction: "txn_1",
    metadata: {},
    ...changes,
  }) as Stripe.Refund;

test.each([
  ["requires_payment_method", "UNPAID"],
  ["requires_confirmation", "UNPAID"],
  ["requires_action", "UNPAID"],
  ["processing", "UNPAID"],
  ["requires_capture", "HELD"],
  ["succeeded", "SUCCEEDED"],
  ["canceled", "CANCELED"],
  ["invented_in_2031", "UNKNOWN"],
  ["constructor", "UNKNOWN"],
])("an intent that is %s reads as %s", (status, state) => expect(snapshotOf(intent({ status }), []).state).toBe(state));

test.each([
  ["pending", "PENDING"],
  ["requires_action", "PENDING"],
  ["succeeded", "SUCCEEDED"],
  ["failed", "FAILED"],
  ["canceled", "FAILED"],
  ["invented_in_2031", "UNKNOWN"],
  [null, "UNKNOWN"],
])("a refund that is %s reads as %s", (status, state) => expect(refundSnapshotOf(refund({ status })).state).toBe(state));

test("the currency is read as well, and the rest of a hold is no refund", () => {
  const { currency, refunds } = snapshotOf(intent({ currency: "usd" }), [refund({}), refund({ id: "re_2", balance_transaction: null })]);
  expect([currency, refunds.map((each) => each.provider_ref)]).toEqual(["USD", ["re_1"]]);
});

test("an event of a type or with an object that nobody knows names nothing to be read", () => {
  const event = (object: object) => ({ id: "evt_1", type: "invented.in_2031", created: 1, data: { object } });
  expect(eventOf(event({}))).toMatchObject({ object_id: null, intent_id: null, account: null });
  expect(eventOf(event({ id: 7, object: "payment_intent" }))).toMatchObject({ object_id: null, intent_id: null });
});
