import type Stripe from "stripe";
import { expect, test } from "vitest";
import { disputeOf, eventOf, listedIntentOf, refundSnapshotOf, snapshotOf } from "./snapshots.ts";

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

test.each([-1, Number.NaN, 1e12, 1e300, null, "soon"])("a time of %s seconds is none, and is no fault of what it belongs to", (seconds) => {
  const latest_charge = { id: "ch_1", payment_method_details: { card: { capture_before: seconds } } };
  const snapshot = snapshotOf(intent({ canceled_at: seconds, latest_charge }), [refund({ created: seconds })]);
  expect(snapshot).not.toHaveProperty("canceled_at");
  expect(snapshot).not.toHaveProperty("hold_ends_at");
  expect(snapshot.refunds).toEqual([{ provider_ref: "re_1", refund_id: null, state: "SUCCEEDED", amount_cents: 200 }]);
});

test.each([
  [1_777_881_600, "2026-05-04T08:00:00.000Z"],
  [-5, "1970-01-01T00:00:00.000Z"],
  [Number.NaN, "1970-01-01T00:00:00.000Z"],
  [1e300, "9999-12-31T23:59:59.000Z"],
])("an event, an intent in a listing and a dispute of %s seconds are of %s", (created, at) => {
  const dispute = { id: "du_1", payment_intent: "pi_1", amount: 500, currency: "eur", reason: "fraudulent", status: "won", created };
  expect(eventOf({ id: "evt_1", type: "x", created, data: { object: {} } }).created_at).toBe(at);
  expect(listedIntentOf(intent({ created, metadata: {} })).created_at).toBe(at);
  expect(disputeOf(dispute as Stripe.Dispute).opened_at).toBe(at);
});
