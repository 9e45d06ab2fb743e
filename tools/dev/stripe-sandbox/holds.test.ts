import { describe, expect, test } from "vitest";
import { fault, hold, openSandbox, pay, until } from "./sandbox.test-fixture.ts";

const HOUR_MS = 3_600_000;

describe("a hold that ends without money", () => {
  test("[M1] it is captured once: a second capture is refused and moves nothing", async () => {
    const { stripe, control } = await openSandbox();
    const { id } = await hold(stripe);
    await stripe.paymentIntents.capture(id);
    expect(await fault(stripe.paymentIntents.capture(id))).toMatchObject({
      code: "payment_intent_unexpected_state",
      payment_intent: { status: "succeeded" },
    });
    expect(control.books()).toMatchObject([{ captured_cents: 1000, held_cents: 0 }]);
  });

  test("[M1] of two captures at once with two keys one takes the money", async () => {
    const { stripe, control } = await openSandbox();
    const { id } = await hold(stripe);
    const ends = await Promise.allSettled([stripe.paymentIntents.capture(id), stripe.paymentIntents.capture(id)]);
    expect(ends.map((end) => end.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(control.books()).toMatchObject([{ captured_cents: 1000 }]);
  });

  test("more than the hold cannot be captured", async () => {
    const { stripe } = await openSandbox();
    const { id } = await hold(stripe);
    expect(await fault(stripe.paymentIntents.capture(id, { amount_to_capture: 1001 }))).toMatchObject({
      code: "amount_too_large",
      param: "amount_to_capture",
    });
  });

  test("a capture that the bank refuses leaves the hold as it was", async () => {
    const { stripe, control } = await openSandbox();
    const { id } = await hold(stripe, "pm_sandbox_captureRefused");
    expect(await fault(stripe.paymentIntents.capture(id))).toMatchObject({ statusCode: 402, decline_code: "do_not_honor" });
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ status: "requires_capture" });
    expect(control.books()).toMatchObject([{ captured_cents: 0, held_cents: 1000 }]);
    await stripe.paymentIntents.cancel(id);
    expect(control.books()).toMatchObject([{ captured_cents: 0, held_cents: 0, released_cents: 1000 }]);
  });

  test("a hold runs out after seven days, by the sandbox's clock", async () => {
    const { stripe, control } = await openSandbox();
    const { id } = await hold(stripe);
    control.advance(7 * 24 * HOUR_MS - 60_000);
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ status: "requires_capture" });
    control.advance(60_000);
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
      status: "canceled",
      cancellation_reason: "automatic",
      amount_capturable: 0,
    });
    expect(await fault(stripe.paymentIntents.capture(id))).toMatchObject({ code: "payment_intent_unexpected_state" });
    const events = (await stripe.events.list({ types: ["charge.expired", "payment_intent.canceled"] })).data.map((event) => event.type);
    expect(events).toEqual(["payment_intent.canceled", "charge.expired"]);
  });

  test("the card whose hold expires does it by itself", async () => {
    const { stripe, control } = await openSandbox({ shortHoldMs: 20 });
    const { id } = await hold(stripe, "pm_sandbox_holdExpires");
    await until(() => control.events().some((event) => event.type === "charge.expired"));
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ status: "canceled" });
  });

  test("the bank lets go when a test says so", async () => {
    const { stripe, control } = await openSandbox();
    const { id } = await hold(stripe);
    control.expireHold(id);
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ status: "canceled" });
  });

  test("what has been captured or cancelled cannot be cancelled", async () => {
    const { stripe } = await openSandbox();
    const paid = await pay(stripe, "pm_card_visa");
    expect(await fault(stripe.paymentIntents.cancel(paid.id))).toMatchObject({
      code: "payment_intent_unexpected_state",
      payment_intent: { status: "succeeded" },
    });
    const held = await hold(stripe);
    await stripe.paymentIntents.cancel(held.id, { cancellation_reason: "requested_by_customer" });
    expect(await fault(stripe.paymentIntents.cancel(held.id))).toMatchObject({ payment_intent: { status: "canceled" } });
  });
});

test("part of a hold is captured: the rest is let go, as a refund object without money", async () => {
  const { stripe, control } = await openSandbox();
  const { id } = await hold(stripe);
  expect(await stripe.paymentIntents.capture(id, { amount_to_capture: 700 })).toMatchObject({
    status: "succeeded",
    amount: 1000,
    amount_received: 700,
    amount_capturable: 0,
  });
  const [charge] = (await stripe.charges.list({ payment_intent: id, expand: ["data.refunds"] })).data;
  expect(charge).toMatchObject({
    amount: 1000,
    amount_captured: 700,
    amount_refunded: 300,
    refunded: false,
    refunds: { data: [{ amount: 300, balance_transaction: null }] },
  });
  expect(control.books()).toMatchObject([{ captured_cents: 700, refunded_cents: 0, released_cents: 300 }]);
  expect(await fault(stripe.refunds.create({ payment_intent: id, amount: 701 }))).toMatchObject({ param: "amount" });
});

test("a cancelled hold shows as a refunded charge, and its intent cannot be refunded", async () => {
  const { stripe } = await openSandbox();
  const held = await hold(stripe);
  const intent = await stripe.paymentIntents.cancel(held.id, { expand: ["latest_charge.refunds"] });
  expect(intent).toMatchObject({
    status: "canceled",
    latest_charge: { captured: false, refunded: true, amount_refunded: 1000, amount_captured: 0 },
  });
  expect(await fault(stripe.refunds.create({ payment_intent: held.id }))).toMatchObject({ statusCode: 400 });
});
