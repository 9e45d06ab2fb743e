import type Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { fault, hold, openReceiver, openSandbox, pay, SECRET, sdk } from "./sandbox.test-fixture.ts";

const types = async (stripe: Stripe) => (await stripe.events.list({ limit: 100 })).data.map((event) => event.type);

test("a bank's early fraud warning names the payment, and is not actionable once everything is refunded", async () => {
  const { stripe, control } = await openSandbox();
  const paid = await pay(stripe, "pm_card_visa");
  const warning = control.warn({ charge: String(paid.latest_charge) });
  expect(warning).toMatchObject({ actionable: true, payment_intent: paid.id, fraud_type: "made_with_stolen_card" });
  expect(await stripe.radar.earlyFraudWarnings.retrieve(warning.id)).toMatchObject({ id: warning.id });
  expect((await stripe.radar.earlyFraudWarnings.list({ payment_intent: paid.id })).data).toHaveLength(1);
  await stripe.refunds.create({ payment_intent: paid.id });
  expect(control.warn({ charge: String(paid.latest_charge) })).toMatchObject({ actionable: false });
  expect(await types(stripe)).toContain("radar.early_fraud_warning.created");
});

test("a review is opened and closed, each with its event", async () => {
  const { stripe, control } = await openSandbox();
  const paid = await pay(stripe, "pm_card_visa");
  const { id } = control.openReview(String(paid.latest_charge));
  control.closeReview(id, "approved");
  expect(await stripe.reviews.retrieve(id)).toMatchObject({ open: false, closed_reason: "approved" });
  expect((await types(stripe)).slice(0, 2)).toEqual(["review.closed", "review.opened"]);
});

test("a charge that is described tells so by charge.updated", async () => {
  const { stripe } = await openSandbox();
  const paid = await pay(stripe, "pm_card_visa");
  expect(await stripe.charges.update(String(paid.latest_charge), { description: "two coffees" })).toMatchObject({
    description: "two coffees",
  });
  const [event] = (await stripe.events.list({ limit: 1 })).data;
  expect(event).toMatchObject({ type: "charge.updated", data: { previous_attributes: { description: null } } });
});

test("an account that takes its access away is told of, and every call for it is refused from then on", async () => {
  const sandbox = await openSandbox();
  const north = sdk(sandbox, { account: "acct_north" });
  const paid = await pay(north, "pm_card_visa");
  sandbox.control.deauthorize("acct_north");
  expect(await fault(north.paymentIntents.retrieve(paid.id))).toMatchObject({ statusCode: 403, code: "account_invalid" });
  expect(sandbox.control.events().at(-1)).toMatchObject({ type: "account.application.deauthorized", account: "acct_north" });
  expect((await pay(sandbox.stripe, "pm_card_visa")).status).toBe("succeeded");
});

test("an event of API v2 is sent, says no more than what it is about, and is not in the list of events", async () => {
  const receiver = await openReceiver();
  const { stripe, control } = await openSandbox({ endpoints: [{ url: receiver.url, secret: SECRET }] });
  control.sendThinEvent({ type: "v2.core.account.closed" });
  await control.quiet();
  const thin = stripe.parseEventNotification(receiver.received[0]?.body ?? "", receiver.received[0]?.signature ?? "", SECRET);
  expect(thin).toMatchObject({ type: "v2.core.account.closed" });
  expect(() => receiver.events()).toThrow("thin event");
  expect(await types(stripe)).toEqual([]);
});

describe("a call that cannot be served now", () => {
  test("an object in use is 429 with a pause that is asked for, and the key keeps nothing", async () => {
    const { stripe, control } = await openSandbox();
    const { id } = await hold(stripe);
    control.planCall({ operation: "payment_intents.capture", outcome: "lock_timeout" });
    const refused = await fault(stripe.paymentIntents.capture(id, {}, { idempotencyKey: "k" }));
    expect([refused.statusCode, refused.code, refused.headers?.["retry-after"]]).toEqual([429, "lock_timeout", "1"]);
    expect((await stripe.paymentIntents.capture(id, {}, { idempotencyKey: "k" })).status).toBe("succeeded");
  });

  test("a refund that the balance does not cover is refused under its key, and made under another once there is money", async () => {
    const { stripe, control } = await openSandbox();
    const paid = await pay(stripe, "pm_card_visa");
    control.planCall({ operation: "refunds.create", outcome: "balance_insufficient" });
    const refund = (idempotencyKey: string) => stripe.refunds.create({ payment_intent: paid.id }, { idempotencyKey });
    expect(await fault(refund("k"))).toMatchObject({ statusCode: 400, code: "balance_insufficient" });
    expect(await fault(refund("k"))).toMatchObject({ code: "balance_insufficient" });
    expect((await refund("another")).status).toBe("succeeded");
  });
});

test("webhooks are on their way at once: one that is answered late keeps no other waiting", async () => {
  let together = 0;
  let release: () => void = () => undefined;
  const allThree = new Promise<void>((resolve) => (release = resolve));
  const { stripe, control } = await openSandbox({
    endpoints: [{ url: "http://endpoint.test/", secret: SECRET }],
    // No response before all three have arrived.
    fetch: async () => {
      together += 1;
      if (together === 3) release();
      await allThree;
      return new Response(null, { status: 200 });
    },
  });
  await pay(stripe, "pm_card_visa");
  await control.quiet();
  expect(control.deliveries().map(({ state, attempts }) => [state, attempts])).toEqual(Array(3).fill(["delivered", 1]));
});
