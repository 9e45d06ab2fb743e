import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { CARD_ONLY, fault, hold, openSandbox, pay, sdk } from "./sandbox.test-fixture.ts";

describe("a card that does not pay", () => {
  test.each([
    ["pm_card_chargeDeclined", "card_declined", "generic_decline"],
    ["pm_card_visa_chargeDeclined", "card_declined", "generic_decline"],
    ["pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"],
    ["pm_card_chargeDeclinedExpiredCard", "expired_card", ""],
    ["pm_card_chargeDeclinedProcessingError", "processing_error", ""],
  ])("%s: 402, and the intent is there to be paid with another", async (card, code, declineCode) => {
    const { stripe } = await openSandbox();
    const error = await fault(pay(stripe, card));
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error).toMatchObject({ statusCode: 402, code, decline_code: declineCode });
    const intent = await stripe.paymentIntents.retrieve(error.payment_intent?.id ?? "");
    expect(intent).toMatchObject({
      status: "requires_payment_method",
      payment_method: null,
      amount_received: 0,
      latest_charge: error.charge,
    });
    expect(intent.last_payment_error).toMatchObject({ code, type: "card_error", payment_method: { object: "payment_method" } });
    expect(await stripe.charges.retrieve(error.charge ?? "")).toMatchObject({ status: "failed", paid: false, amount_captured: 0 });
    expect(await stripe.paymentIntents.confirm(intent.id, { payment_method: "pm_card_visa" })).toMatchObject({ status: "succeeded" });
  });

  test("a confirmation asked for by a key that may not take money is refused", async () => {
    const sandbox = await openSandbox();
    const intent = await sandbox.stripe.paymentIntents.create({ amount: 1000, currency: "eur", ...CARD_ONLY });
    const browser = sdk(sandbox, { key: "pk_test_sandbox" });
    expect(await fault(browser.paymentIntents.confirm(intent.id, { payment_method: "pm_card_visa" }))).toMatchObject({
      statusCode: 400,
      param: "client_secret",
    });
    const preflight = await fetch(`${sandbox.url}/v1/payment_intents/${intent.id}/confirm`, { method: "OPTIONS" });
    expect(preflight.headers.get("access-control-allow-headers")).toContain("authorization");
    expect(await fault(browser.refunds.create({ payment_intent: intent.id }))).toMatchObject({ statusCode: 404 });
    const secret = { client_secret: intent.client_secret ?? "" };
    expect(
      await browser.paymentIntents.confirm(intent.id, { payment_method: "pm_card_visa", ...secret } as Stripe.PaymentIntentConfirmParams),
    ).toMatchObject({ status: "succeeded" });
  });
});

describe("3-D Secure", () => {
  test("failed: no charge, the intent may be paid with another card", async () => {
    const sandbox = await openSandbox();
    const intent = await hold(sandbox.stripe, "pm_card_authenticationRequired");
    expect(intent).toMatchObject({ status: "requires_action", next_action: { type: "use_stripe_sdk" }, latest_charge: null });
    sandbox.control.finishChallenge(intent.id, false);
    const after = await sandbox.stripe.paymentIntents.retrieve(intent.id);
    expect(after).toMatchObject({
      status: "requires_payment_method",
      latest_charge: null,
      last_payment_error: { code: "payment_intent_authentication_failure" },
    });
  });

  test("completed on the bank's page, which sends the customer back", async () => {
    const { stripe } = await openSandbox();
    const intent = await hold(stripe, "pm_card_threeDSecure2Required", { return_url: "https://shop.example/back?order=7" });
    const page = intent.next_action?.redirect_to_url?.url ?? "";
    expect(await (await fetch(page)).text()).toContain("<button");
    const back = await fetch(page, { method: "POST", body: new URLSearchParams({ result: "pass" }), redirect: "manual" });
    expect(back.status).toBe(303);
    expect(back.headers.get("location")).toBe(
      `https://shop.example/back?order=7&payment_intent=${intent.id}&payment_intent_client_secret=${intent.client_secret}&redirect_status=succeeded`,
    );
    const after = await stripe.paymentIntents.retrieve(intent.id, { expand: ["latest_charge"] });
    expect(after).toMatchObject({
      status: "requires_capture",
      next_action: null,
      latest_charge: { payment_method_details: { card: { three_d_secure: { result: "authenticated" } } } },
    });
    expect((await fetch(page, { method: "POST", body: "result=fail" })).status).toBe(200);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({ status: "requires_capture" });
    expect((await fetch(page.replace(/client_secret=.*/, "client_secret=guessed"))).status).toBe(404);
  });

  test("not wanted now: error_on_requires_action declines instead", async () => {
    const { stripe } = await openSandbox();
    expect(await fault(pay(stripe, "pm_card_authenticationRequired", { error_on_requires_action: true }))).toMatchObject({
      code: "authentication_required",
    });
  });
});

describe("what Stripe refuses", () => {
  test.each([
    [{ amount: 1000, currency: "" }, "parameter_missing", "currency"],
    [{ amount: 10.5, currency: "eur" }, "parameter_invalid_integer", "amount"],
    [{ amount: -1, currency: "eur" }, "parameter_invalid_integer", "amount"],
    [{ amount: 10, currency: "eur" }, "amount_too_small", "amount"],
    [{ amount: 100_000_000, currency: "eur" }, "amount_too_large", "amount"],
    [{ amount: 1000, currency: "xyz" }, "parameter_invalid_string", "currency"],
    [{ amount: 1000, currency: "eur", statement_descriptor: "COFFEE" }, "payment_intent_invalid_parameter", "statement_descriptor"],
    [{ amount: 1000, currency: "eur", amout: 3 }, "parameter_unknown", "amout"],
    [{ amount: 1000, currency: "eur", payment_method: "pm_card_nothing" }, "resource_missing", "payment_method"],
  ])("%j: %s", async (params, code, param) => {
    const { stripe } = await openSandbox();
    expect(await fault(stripe.paymentIntents.create(params as Stripe.PaymentIntentCreateParams))).toMatchObject({
      statusCode: 400,
      code,
      param,
    });
    expect((await stripe.paymentIntents.list()).data).toEqual([]);
  });

  test("a confirmation by dashboard-managed methods needs a return_url", async () => {
    const { stripe } = await openSandbox();
    const error = await fault(
      stripe.paymentIntents.create({ amount: 1000, currency: "eur", confirm: true, payment_method: "pm_card_visa" }),
    );
    expect(error.message).toContain("return_url");
    const never = { automatic_payment_methods: { enabled: true, allow_redirects: "never" } } as const;
    expect(
      await stripe.paymentIntents.create({ amount: 1000, currency: "eur", confirm: true, payment_method: "pm_card_visa", ...never }),
    ).toMatchObject({ status: "succeeded" });
  });

  test("confirming what has succeeded, an unknown id, a live key, a wrong account, an unknown path", async () => {
    const sandbox = await openSandbox({ accounts: ["acct_known"] });
    const { stripe } = sandbox;
    const paid = await pay(stripe, "pm_card_visa");
    expect(await fault(stripe.paymentIntents.confirm(paid.id))).toMatchObject({
      code: "payment_intent_unexpected_state",
      payment_intent: { id: paid.id },
    });
    expect(await fault(stripe.paymentIntents.retrieve("pi_none"))).toMatchObject({ statusCode: 404, code: "resource_missing" });
    expect(await fault(sdk(sandbox, { key: "sk_live_real" }).paymentIntents.list())).toBeInstanceOf(
      Stripe.errors.StripeAuthenticationError,
    );
    expect(await fault(sdk(sandbox, { account: "acct_other" }).paymentIntents.list())).toBeInstanceOf(Stripe.errors.StripePermissionError);
    expect(await fault(stripe.customers.list())).toMatchObject({ statusCode: 404 });
    expect(await fault(stripe.paymentIntents.retrieve(paid.id, { expand: ["nothing"] }))).toMatchObject({ statusCode: 400 });
  });
});

test("manual capture holds, automatic capture takes", async () => {
  const { stripe } = await openSandbox();
  const held = await hold(stripe, "pm_card_visa", { metadata: { order_id: "o-1" }, expand: ["latest_charge"] });
  expect(held).toMatchObject({
    status: "requires_capture",
    amount_capturable: 1000,
    amount_received: 0,
    metadata: { order_id: "o-1" },
    latest_charge: { captured: false, paid: true },
  });
  expect(held.lastResponse.requestId).toMatch(/^req_/);
  const taken = await pay(stripe, "pm_card_mastercard", { expand: ["latest_charge", "payment_method"] });
  expect(taken).toMatchObject({
    status: "succeeded",
    amount_received: 1000,
    latest_charge: { captured: true, amount_captured: 1000 },
    payment_method: { card: { brand: "mastercard" } },
  });
});

test("an intent that is updated keeps its other metadata, and its amount can no longer be changed once it is held", async () => {
  const { stripe } = await openSandbox();
  const intent = await stripe.paymentIntents.create({ amount: 1000, currency: "eur", ...CARD_ONLY, metadata: { a: "1", b: "2" } });
  const updated = await stripe.paymentIntents.update(intent.id, { amount: 1200, metadata: { b: "", c: "3" } });
  expect(updated).toMatchObject({ amount: 1200, metadata: { a: "1", c: "3" } });
  await stripe.paymentIntents.confirm(intent.id, { payment_method: "pm_card_visa" });
  expect(await fault(stripe.paymentIntents.update(intent.id, { amount: 1300 }))).toMatchObject({ code: "payment_intent_unexpected_state" });
});
