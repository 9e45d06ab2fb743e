import Stripe from "stripe";
import { expect, test } from "vitest";
import { verifyWebhook } from "./webhook.ts";

const NOW_MS = Date.parse("2026-05-04T08:00:00.000Z");
const SECRET = "whsec_here";

/** What becomes of a well signed body at an installation with that key. */
function outcome(secretKey: string, body: object): string {
  const payload = JSON.stringify(body);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET, timestamp: NOW_MS / 1000 });
  const taken = verifyWebhook({ webhookSecrets: ["whsec_old", SECRET], secretKey }, payload, signature, NOW_MS);
  if (!taken.ok) return taken.refusal.code;
  return taken.value === null ? "acknowledged" : `kept ${taken.value.event_id}`;
}

const event = (more: object) => ({
  id: "evt_1",
  object: "event",
  type: "payment_intent.succeeded",
  created: 1,
  data: { object: { id: "pi_1", object: "payment_intent" } },
  ...more,
});
const thin = { id: "evt_2", object: "v2.core.event", type: "v2.core.account.closed", livemode: false, created: "2026-05-04T08:00:00.000Z" };

test.each([
  ["a test event at a test installation", "sk_test_a", event({ livemode: false }), "kept evt_1"],
  ["a live event at a live installation", "rk_live_a", event({ livemode: true }), "kept evt_1"],
  ["a live event at a test installation", "sk_test_a", event({ livemode: true }), "webhook.wrong_mode"],
  ["a test event at a live installation", "sk_live_a", event({ livemode: false }), "webhook.wrong_mode"],
  [
    "a connected account's test, which comes to the live endpoint too",
    "sk_live_a",
    event({ livemode: false, account: "acct_1" }),
    "acknowledged",
  ],
  ["an event of a time that no calendar has", "sk_test_a", event({ created: 1e300 }), "kept evt_1"],
  ["an event of a year of five digits", "sk_test_a", event({ created: 1e12 }), "kept evt_1"],
  ["an event of API v2", "sk_test_a", thin, "acknowledged"],
  ["something else", "sk_test_a", { hello: 1 }, "request.malformed"],
])("%s: well signed, it is taken as it should be", (_what, key, body, expected) => expect(outcome(key, body)).toBe(expected));

test("a hold of an amount that nobody can hold says nothing by itself: the intent is read", () => {
  const held = (amount: number) => {
    const intent = {
      id: "pi_1",
      object: "payment_intent",
      status: "requires_capture",
      amount,
      amount_received: 0,
      amount_capturable: amount,
    };
    const type = "payment_intent.amount_capturable_updated";
    const payload = JSON.stringify(event({ type, data: { object: { ...intent, currency: "huf", latest_charge: null } } }));
    const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET, timestamp: NOW_MS / 1000 });
    const taken = verifyWebhook({ webhookSecrets: [SECRET], secretKey: "sk_test_a" }, payload, signature, NOW_MS);
    return taken.ok && taken.value?.intent_id === "pi_1" && taken.value.held?.amount_cents;
  };
  expect([held(50_000), held(Number.MAX_SAFE_INTEGER), held(-1)]).toEqual([50_000, undefined, undefined]);
});
