/** The run-time half of "our objects are Stripe's": every field that the API gives, against the SDK's declaration files. */
import type Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { fault, hold, openSandbox, pay } from "./sandbox.test-fixture.ts";
import { faultsAgainst } from "./sdk-types.test-fixture.ts";

const DECLARED: Record<string, readonly [string, string]> = {
  payment_intent: ["PaymentIntents.d.ts", "PaymentIntent"],
  charge: ["Charges.d.ts", "Charge"],
  refund: ["Refunds.d.ts", "Refund"],
  dispute: ["Disputes.d.ts", "Dispute"],
  "radar.early_fraud_warning": ["Radar/EarlyFraudWarnings.d.ts", "EarlyFraudWarning"],
  review: ["Reviews.d.ts", "Review"],
  payment_method: ["PaymentMethods.d.ts", "PaymentMethod"],
  event: ["Events.d.ts", "EventBase"],
};

function faultsOf(object: { object: string }): string[] {
  const [file, name] = DECLARED[object.object] ?? ["", ""];
  return faultsAgainst(file, name, JSON.parse(JSON.stringify(object)));
}

describe("the check sees", () => {
  test.each([
    ["a field that is not declared", { amuont: 1 }, "PaymentIntent.amuont: not declared"],
    ["a missing one", { currency: undefined }, "PaymentIntent.currency: missing"],
    ["a wrong type", { amount: "1000" }, 'PaymentIntent.amount: "1000" is no number'],
    ["a wrong type below", { payment_method_options: { card: { network: 3 } } }, "PaymentIntent.payment_method_options.card.network: 3"],
    ["a wrong object in the place of an id", { latest_charge: { id: "ch_1" } }, "PaymentIntent.latest_charge.object: missing"],
    ["a state that Stripe does not have", { status: "paid" }, 'PaymentIntent.status: "paid" is no'],
    ["a wrong name of the kind", { object: "intent" }, "PaymentIntent.object"],
  ])("%s", async (_, change, expected) => {
    const { stripe } = await openSandbox();
    const intent = await pay(stripe, "pm_card_visa");
    const [file, name] = DECLARED.payment_intent ?? ["", ""];
    const faults = faultsAgainst(file, name, JSON.parse(JSON.stringify({ ...intent, ...change })));
    expect(faults.some((found) => found.startsWith(expected))).toBe(true);
  });
});

test("an intent in each of its states, and all that is reached from it", async () => {
  const { stripe, control } = await openSandbox();
  const expand = ["latest_charge.refunds", "payment_method"];
  const objects: { object: string }[] = [
    await stripe.paymentIntents.create({ amount: 1000, currency: "eur" }),
    await stripe.paymentIntents.create({ amount: 1000, currency: "eur", payment_method: "pm_card_amex" }),
    await hold(stripe, "pm_card_authenticationRequired"),
    await hold(stripe, "pm_card_authenticationRequired", { return_url: "https://shop.example/" }),
    await hold(stripe, "pm_card_visa", { expand, metadata: { order: "1" }, description: "two coffees" }),
    await pay(stripe, "pm_card_createDispute", { expand }),
  ];
  const declined = (await fault(pay(stripe, "pm_card_chargeDeclined"))).payment_intent as Stripe.PaymentIntent;
  objects.push(declined, await stripe.charges.retrieve(String(declined.latest_charge)));
  const cancelled = await hold(stripe);
  objects.push(await stripe.paymentIntents.cancel(cancelled.id, { expand }));
  const partly = await hold(stripe);
  objects.push(await stripe.paymentIntents.capture(partly.id, { amount_to_capture: 600, expand }));
  const expired = await hold(stripe);
  control.expireHold(expired.id);
  objects.push(await stripe.paymentIntents.retrieve(expired.id, { expand }));
  for (const card of ["pm_card_visa", "pm_card_pendingRefund", "pm_card_refundFail"]) {
    const paid = await pay(stripe, card);
    const refund = await stripe.refunds.create({ payment_intent: paid.id, expand: ["charge", "payment_intent"] });
    objects.push(refund);
    if (card === "pm_card_refundFail") control.settleRefund(refund.id, "failed");
    objects.push(await stripe.refunds.retrieve(refund.id));
  }
  const warned = await pay(stripe, "pm_card_visa");
  control.warn({ charge: String(warned.latest_charge) });
  control.closeReview(control.openReview(String(warned.latest_charge)).id, "approved");
  objects.push(...(await stripe.radar.earlyFraudWarnings.list()).data, ...(await stripe.reviews.list()).data);
  const lists = [stripe.charges.list(), stripe.refunds.list(), stripe.disputes.list(), stripe.events.list({ limit: 100 })];
  for (const list of lists) objects.push(...(await list).data);
  for (const event of (await stripe.events.list({ limit: 100 })).data) objects.push(event.data.object as { object: string });
  objects.push(await stripe.paymentMethods.retrieve(String(cancelled.payment_method)));
  expect(objects.flatMap(faultsOf)).toEqual([]);
  expect(new Set(objects.map(({ object }) => object))).toEqual(new Set(Object.keys(DECLARED)));
});
