import { describe, expect, test } from "vitest";
import { fault, hold, openSandbox, pay, sdk } from "./sandbox.test-fixture.ts";

const KEY = { idempotencyKey: "order-1:capture:1" };

describe("a response that comes too late", () => {
  test("the work was done: a read after the time-out shows it, and the key has the response", async () => {
    const sandbox = await openSandbox({ lateMs: 600_000 });
    const { id } = await hold(sandbox.stripe, "pm_sandbox_captureAnswersLate");
    // Long enough for the request to arrive, also on a busy machine.
    const impatient = sdk(sandbox, { timeout: 1_000 });
    expect(await fault(impatient.paymentIntents.capture(id, {}, KEY))).toMatchObject({ type: "StripeConnectionError" });
    expect(await sandbox.stripe.paymentIntents.retrieve(id)).toMatchObject({ status: "succeeded" });
    expect(await fault(sandbox.stripe.paymentIntents.capture(id, {}, KEY))).toMatchObject({ code: "idempotency_key_in_use" });
  });

  test("the work is done only then: a read in between proves nothing", async () => {
    const sandbox = await openSandbox();
    const { id } = await hold(sandbox.stripe);
    sandbox.control.planCall({ operation: "payment_intents.capture", outcome: "late_work", ms: 1_500 });
    // The one that arrives first is late, and the other finds the key in use meanwhile.
    const both = [1, 2].map(() => sandbox.stripe.paymentIntents.capture(id, {}, KEY));
    expect(await Promise.any(both.map(fault))).toMatchObject({ code: "idempotency_key_in_use" });
    expect(await sandbox.stripe.paymentIntents.retrieve(id)).toMatchObject({ status: "requires_capture" });
    expect(await Promise.any(both)).toMatchObject({ status: "succeeded" });
  });
});

test("rate limited: nothing done, nothing kept", async () => {
  const { stripe, control } = await openSandbox();
  const { id } = await hold(stripe);
  control.planCall({ operation: "*", outcome: "rate_limited", times: 2 });
  expect(await fault(stripe.paymentIntents.capture(id, {}, KEY))).toMatchObject({ type: "StripeRateLimitError", statusCode: 429 });
  expect(await fault(stripe.events.list())).toMatchObject({ statusCode: 429 });
  expect(await stripe.paymentIntents.capture(id, {}, KEY)).toMatchObject({ status: "succeeded" });
});

test("a connection cut before the work", async () => {
  const { stripe, control } = await openSandbox();
  const { id } = await hold(stripe);
  control.planCall({ operation: "payment_intents.capture", outcome: "cut_before", times: 2 });
  expect(await fault(stripe.paymentIntents.capture(id, {}, KEY))).toMatchObject({ type: "StripeConnectionError" });
  expect(control.books()).toMatchObject([{ captured_cents: 0 }]);
});

test("a plan is for the call, the object and the account that it names, and is used up", async () => {
  const { stripe, control } = await openSandbox();
  const [one, two] = [await hold(stripe), await hold(stripe)];
  control.planCall({ operation: "payment_intents.capture", object: two.id, as_card: "pm_sandbox_captureRefused" });
  control.planCall({ operation: "refunds.create", as_card: "pm_card_pendingRefund" });
  control.planCall({ operation: "payment_intents.create", as_card: "pm_card_visa_chargeDeclinedInsufficientFunds" });
  expect(await stripe.paymentIntents.capture(one.id)).toMatchObject({ status: "succeeded" });
  expect(await fault(stripe.paymentIntents.capture(two.id))).toMatchObject({ statusCode: 402 });
  expect(await stripe.paymentIntents.capture(two.id)).toMatchObject({ status: "succeeded" });
  expect((await stripe.refunds.create({ payment_intent: one.id, amount: 10 })).status).toBe("pending");
  expect((await stripe.refunds.create({ payment_intent: one.id, amount: 10 })).status).toBe("succeeded");
  expect(await fault(pay(stripe, "pm_card_visa"))).toMatchObject({ decline_code: "insufficient_funds" });
  expect(() => control.planCall({ operation: "payment_intent.capture" })).toThrow("no operation");
  expect(() => control.planCall({ operation: "*", as_card: "pm_card_nothing" })).toThrow("no test card");
  expect(() => control.planCall({ operation: "*", outcome: "die_after_commit" })).toThrow("cannot be killed");
});
