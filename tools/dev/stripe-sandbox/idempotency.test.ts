import { systemClock } from "@crema/shared/server/system";
import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { KEY_LIFE_MS } from "./idempotency.ts";
import { CARD_ONLY, fault, hold, openSandbox, pay, sdk, temporaryDir } from "./sandbox.test-fixture.ts";

const PARAMS: Stripe.PaymentIntentCreateParams = { amount: 1000, currency: "eur", ...CARD_ONLY, metadata: { order: "1" } };
const KEY = { idempotencyKey: "order-1:create:1" };
const replayed = (result: Stripe.Response<unknown>) => result.lastResponse.headers["idempotent-replayed"];

describe("the same key and parameters", () => {
  test("[M1] the same response, word for word, and the work once", async () => {
    const { stripe, control } = await openSandbox();
    const first = await stripe.paymentIntents.create(PARAMS, KEY);
    const second = await stripe.paymentIntents.create({ ...CARD_ONLY, currency: "eur", metadata: { order: "1" }, amount: 1000 }, KEY);
    expect(second).toEqual(first);
    expect([replayed(first), replayed(second)]).toEqual([undefined, "true"]);
    expect(second.lastResponse.requestId).not.toBe(first.lastResponse.requestId);
    expect(second.lastResponse.headers["original-request"]).toBe(first.lastResponse.requestId);
    expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
    expect(control.calls().map(({ operation, replayed }) => [operation, replayed])).toContainEqual(["payment_intents.create", 1]);
  });

  test("a response that was an error is given again, also when it would go well now", async () => {
    const { stripe, control } = await openSandbox();
    const { id } = await hold(stripe);
    control.planCall({ operation: "payment_intents.capture", as_card: "pm_sandbox_captureRefused" });
    expect(await fault(stripe.paymentIntents.capture(id, {}, KEY))).toMatchObject({ statusCode: 402 });
    const again = await fault(stripe.paymentIntents.capture(id, {}, KEY));
    expect(again).toMatchObject({ statusCode: 402, headers: { "idempotent-replayed": "true" } });
    expect(await stripe.paymentIntents.capture(id, {}, { idempotencyKey: "order-1:capture:2" })).toMatchObject({ status: "succeeded" });
  });

  test("a 404 and a refusal by state are kept as well; what failed validation is not", async () => {
    const { stripe } = await openSandbox();
    const missing = () => fault(stripe.paymentIntents.capture("pi_none", {}, { idempotencyKey: "k-404" }));
    await missing();
    expect((await missing()).headers).toMatchObject({ "idempotent-replayed": "true" });
    await fault(stripe.paymentIntents.create({ ...PARAMS, currency: "" }, KEY));
    expect(replayed(await stripe.paymentIntents.create(PARAMS, KEY))).toBeUndefined();
  });
});

describe("the same key for something else", () => {
  test("other parameters, or another endpoint: idempotency_error, and nothing happens", async () => {
    const { stripe } = await openSandbox();
    const { id } = await stripe.paymentIntents.create(PARAMS, KEY);
    for (const call of [stripe.paymentIntents.create({ ...PARAMS, amount: 1001 }, KEY), stripe.paymentIntents.cancel(id, {}, KEY)]) {
      const error = await fault(call);
      expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
      expect(error).toMatchObject({ statusCode: 400, rawType: "idempotency_error" });
    }
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ status: "requires_payment_method" });
  });

  test("another account has keys of its own", async () => {
    const sandbox = await openSandbox();
    const one = await sdk(sandbox, { account: "acct_one" }).paymentIntents.create(PARAMS, KEY);
    const two = await sdk(sandbox, { account: "acct_two" }).paymentIntents.create({ ...PARAMS, amount: 2000 }, KEY);
    expect(two.id).not.toBe(one.id);
  });
});

test("two at once: one does the work, the other is told that the key is in use", async () => {
  const { stripe, control } = await openSandbox();
  control.planCall({ operation: "payment_intents.create", outcome: "late_answer", ms: 1_500 });
  const ends = await Promise.allSettled([1, 2].map(() => stripe.paymentIntents.create(PARAMS, KEY)));
  const refused = ends.find((end) => end.status === "rejected");
  expect(refused?.reason).toMatchObject({ statusCode: 409, code: "idempotency_key_in_use" });
  expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
  expect(replayed(await stripe.paymentIntents.create(PARAMS, KEY))).toBe("true");
});

describe("a 500", () => {
  test.each([
    ["after the work", "pm_sandbox_captureError500After", "succeeded", 1000],
    ["before the work", "pm_sandbox_captureError500Before", "requires_capture", 0],
  ])("%s is kept: the same key never gets another answer, and only a read tells what happened", async (_, card, status, captured) => {
    const { stripe, control } = await openSandbox();
    const { id } = await hold(stripe, card);
    for (const again of [undefined, "true", "true"]) {
      const error = await fault(stripe.paymentIntents.capture(id, {}, KEY));
      expect(error).toBeInstanceOf(Stripe.errors.StripeAPIError);
      expect(error.statusCode).toBe(500);
      expect(error.headers?.["idempotent-replayed"]).toBe(again);
      expect(error.headers?.["stripe-should-retry"]).toBe("false");
    }
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ status });
    expect(control.books()).toMatchObject([{ captured_cents: captured }]);
  });

  test("a 502 from in front is not: the same key gets the true response, or does the work", async () => {
    const { stripe, control } = await openSandbox();
    for (const outcome of ["bad_gateway_before", "bad_gateway_after"] as const) {
      const { id } = await hold(stripe);
      const key = { idempotencyKey: outcome };
      control.planCall({ operation: "payment_intents.capture", outcome });
      expect(await fault(stripe.paymentIntents.capture(id, {}, key))).toMatchObject({ statusCode: 502 });
      const result = await stripe.paymentIntents.capture(id, {}, key);
      expect(result.status).toBe("succeeded");
      expect(replayed(result)).toBe(outcome === "bad_gateway_after" ? "true" : undefined);
    }
  });
});

test("a key outlives a restart, and is forgotten after 24 hours, by the clock that was handed in", async () => {
  const dir = temporaryDir();
  let later = 0;
  const clock = { now: () => systemClock.now() + later, monotonic: systemClock.monotonic };
  const before = await openSandbox({ dir, clock });
  const first = await before.stripe.paymentIntents.create(PARAMS, KEY);
  await before.stop();
  const { stripe } = await openSandbox({ dir, clock });
  later = KEY_LIFE_MS - 60_000;
  expect((await stripe.paymentIntents.create(PARAMS, KEY)).id).toBe(first.id);
  later = KEY_LIFE_MS;
  expect((await stripe.paymentIntents.create(PARAMS, KEY)).id).not.toBe(first.id);
});

test("a lost response and the SDK's own repetition make one payment", async () => {
  const sandbox = await openSandbox();
  sandbox.control.planCall({ operation: "payment_intents.create", outcome: "cut_after" });
  const paid = await pay(sandbox.stripe, "pm_card_visa");
  expect(replayed(paid)).toBe("true");
  expect(sandbox.control.books()).toMatchObject([{ captured_cents: 1000, intents: [{ intent: paid.id }] }]);
});
