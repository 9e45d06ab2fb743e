import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { hold, openReceiver, openSandbox, pay, type Receiver, SECRET, temporaryDir, until } from "./sandbox.test-fixture.ts";

async function withReceiver(options: Parameters<typeof openSandbox>[0] = {}) {
  const receiver = await openReceiver();
  // One after the other, where the order in which they are sent is to be seen.
  const sandbox = await openSandbox({ endpoints: [{ url: receiver.url, secret: SECRET }], webhooksAtOnce: 1, ...options });
  return { receiver, sandbox, stripe: sandbox.stripe, control: sandbox.control };
}
const types = (receiver: Receiver) => receiver.events().map((event) => event.type);

describe("a webhook that is not what it should be", () => {
  test.each([
    ["wrong_secret", "No signatures found matching"],
    ["old_timestamp", "Timestamp outside the tolerance zone"],
    ["no_signature", "No stripe-signature header value"],
  ] as const)("%s: the SDK does not take it", async (forge, why) => {
    const { receiver, stripe, control } = await withReceiver();
    control.planWebhook({ action: forge, type: "payment_intent.created" });
    await pay(stripe, "pm_card_visa");
    await control.quiet();
    const [forged] = receiver.received;
    expect(() => Stripe.webhooks.constructEvent(forged?.body ?? "", forged?.signature ?? "", SECRET)).toThrow(why);
    receiver.received.shift();
    expect(types(receiver)).toEqual(["charge.succeeded", "payment_intent.succeeded"]);
  });

  test("an event of an unknown type, about nothing, for another account", async () => {
    const { receiver, control } = await withReceiver();
    control.sendOwnEvent({ type: "payment_intent.teleported", object: { id: "pi_none", object: "payment_intent" }, account: "acct_other" });
    await control.quiet();
    expect(receiver.events()).toMatchObject([{ type: "payment_intent.teleported", account: "acct_other" }]);
  });
});

describe("[M7] a webhook that does not come as it should", () => {
  test("lost: nothing arrives, the list of events has it, as undelivered", async () => {
    const { receiver, stripe, control } = await withReceiver();
    const paid = await pay(stripe, "pm_sandbox_webhookNeverSent");
    await control.quiet();
    expect(types(receiver)).toEqual(["payment_intent.created"]);
    expect(paid.status).toBe("succeeded");
    const undelivered = await stripe.events.list({ delivery_success: false });
    expect(undelivered.data.map((event) => event.type)).toEqual(["payment_intent.succeeded", "charge.succeeded"]);
  });

  test("dropped, doubled and in another order, as planned", async () => {
    const { receiver, stripe, control } = await withReceiver();
    control.planWebhook({ action: "drop", type: "charge.*", times: 9 });
    control.planWebhook({ action: "hold", type: "payment_intent.*", times: 2 });
    control.planWebhook({ action: "duplicate", type: "payment_intent.succeeded", copies: 3 });
    const { id } = await hold(stripe);
    await stripe.paymentIntents.capture(id);
    await control.quiet();
    expect(types(receiver)).toEqual(["payment_intent.succeeded", "payment_intent.succeeded", "payment_intent.succeeded"]);
    expect(new Set(receiver.events().map((event) => event.id)).size).toBe(1);
    expect(control.releaseWebhooks({ order: "reversed" })).toBe(2);
    await control.quiet();
    expect(types(receiver).slice(3)).toEqual(["payment_intent.amount_capturable_updated", "payment_intent.created"]);
    expect(receiver.events().at(-1)?.data.object).toMatchObject({ status: "requires_payment_method" });
  });

  test("delayed, while others overtake it", async () => {
    const { receiver, stripe, control } = await withReceiver();
    control.planWebhook({ action: "delay", ms: 100, type: "charge.succeeded" });
    await pay(stripe, "pm_card_visa");
    await until(() => receiver.received.length === 3);
    expect(types(receiver)).toEqual(["payment_intent.created", "payment_intent.succeeded", "charge.succeeded"]);
  });

  test("answered with an error: it comes again, with a new signature over the same event, until it is taken or given up", async () => {
    const { receiver, stripe, control } = await withReceiver({ retryDelaysMs: [10, 20] });
    receiver.status = 500;
    await stripe.paymentIntents.create({ amount: 1000, currency: "eur" });
    await until(() => control.deliveries().every((delivery) => delivery.state === "failed"));
    expect(control.deliveries()).toMatchObject([{ attempts: 3, last_answer: "500" }]);
    expect(new Set(receiver.events().map((event) => event.id)).size).toBe(1);
    receiver.status = 200;
    const [event] = control.events();
    control.resendWebhook({ event: event?.id ?? "" });
    await control.quiet();
    expect((await stripe.events.retrieve(event?.id ?? "")).pending_webhooks).toBe(0);
  });

  test("nobody listens, and then the sandbox is started again: it comes after all", async () => {
    const dir = temporaryDir();
    const nobody = await openSandbox({
      dir,
      endpoints: [{ url: "http://127.0.0.1:9/", secret: SECRET }],
      retryDelaysMs: [1, 1, 1, 1, 1, 1],
    });
    await pay(nobody.stripe, "pm_card_visa");
    await until(() => nobody.control.deliveries().every((delivery) => delivery.attempts > 0));
    await nobody.stop();
    const { receiver, control } = await withReceiver({ dir });
    const [event] = control.events();
    control.resendWebhook({ event: event?.id ?? "", endpoint: receiver.url });
    await control.quiet();
    expect(types(receiver)).toEqual(["payment_intent.created"]);
  });
});

test("each event carries the object as it was, the request that made it, and the API version", async () => {
  const { receiver, stripe, control } = await withReceiver();
  const { id } = await hold(stripe);
  const captured = await stripe.paymentIntents.capture(id, {}, { idempotencyKey: "k-1" });
  await control.quiet();
  expect(types(receiver)).toEqual([
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.amount_capturable_updated",
    "charge.captured",
    "payment_intent.succeeded",
  ]);
  const [created, , , , succeeded] = receiver.events();
  expect(created?.data.object).toMatchObject({ id, status: "requires_payment_method" });
  expect(succeeded).toMatchObject({
    object: "event",
    api_version: Stripe.API_VERSION,
    livemode: false,
    pending_webhooks: 1,
    request: { id: captured.lastResponse.requestId, idempotency_key: "k-1" },
    data: { object: { id, status: "succeeded", amount_received: 1000 } },
  });
  expect(receiver.events()[3]?.data.previous_attributes).toMatchObject({ captured: false, amount_captured: 0 });
  expect(receiver.received[0]?.body).toContain('\n  "object": "event"');
});
