import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeOf, espressos, guestBy, must, typesOf } from "@crema/cloud/cloud-node.test-fixture";
import { declined } from "@crema/cloud/store-events.test-fixture";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { OnlineStore } from "./online-store.ts";
import { PaymentRig } from "./payment-rig.ts";

const dir = mkdtempSync(join(tmpdir(), "crema-online-"));
let rig: PaymentRig;
let store: OnlineStore;
beforeAll(async () => {
  rig = await PaymentRig.open(dir);
});
afterAll(async () => {
  await rig.close();
  rmSync(dir, { recursive: true });
});
beforeEach(async () => {
  rig.sandbox.control.clearPlans();
  rig.line.setMode("up");
  store = new OnlineStore(rig, await rig.store());
});

describe("an order that is paid online", () => {
  test("waits for its payment, and no store hears of it", async () => {
    const order = await store.place();
    expect(order.client_secret).toMatch(/^pi_.+_secret_/);
    expect(await rig.order(order.order_id)).toMatchObject({
      status: "PLACED",
      handoff: "AWAITING_PAYMENT",
      payment_status: "REQUIRES_PAYMENT",
    });
    expect(await store.box.receive()).toEqual([]);
    expect(rig.books(order.intent_id)).toMatchObject({ amount_cents: 500, captured_cents: 0, metadata: { order_id: order.order_id } });
  });

  test("is offered once the card is authorized, captured once the store accepts, and confirmed as PAID", async () => {
    const order = await store.authorized();
    expect(await store.box.receive()).toMatchObject([{ kind: "order.offered", order: { order_id: order.order_id, handoff: "OFFERED" } }]);
    expect(rig.books(order.intent_id)).toMatchObject({ held_cents: 500, captured_cents: 0 });
    await store.accept(order);
    expect(await rig.order(order.order_id)).toMatchObject({
      status: "PAID",
      handoff: "CONFIRMED",
      authority: "edge",
      paid_cents: 500,
      payment_status: "CAPTURED",
    });
    expect(await store.box.receive()).toMatchObject([{ kind: "order.confirmed", status: "PAID", order_seq: 2 }]);
    expect(rig.books(order.intent_id)).toMatchObject({ held_cents: 0, captured_cents: 500 });
    const { payment } = await rig.money(order.order_id);
    expect(payment).toMatchObject({
      status: "CAPTURED",
      amount_cents: 500,
      provider_ref: rig.books(order.intent_id).charge,
      business_day: expect.any(String),
    });
    expect(await typesOf(rig.node, order.order_id)).toEqual([
      "order.placed",
      "payment.authorized",
      "order.offered",
      "order.accepted",
      "payment.captured",
      "order.confirmed",
    ]);
  });

  test("[M1] every webhook again, in any order, captures nothing more and changes nothing", async () => {
    const order = await store.authorized();
    await store.accept(order);
    const before = [await rig.order(order.order_id), await rig.money(order.order_id)];
    await rig.deliver((events) => [...events].reverse());
    await rig.deliver();
    await rig.later(30);
    expect([await rig.order(order.order_id), await rig.money(order.order_id)]).toEqual(before);
    expect(
      rig.sandbox.control.calls().filter((call) => call.operation === "payment_intents.capture" && call.object === order.intent_id),
    ).toHaveLength(1);
  });

  test("[M7] a lost webhook costs a moment: the sweeper reads the intent", async () => {
    const order = await store.place();
    await rig.pay(order);
    await rig.later(21);
    expect((await rig.order(order.order_id)).handoff).toBe("OFFERED");
  });

  test("the app may ask the cloud to look; what it says itself counts for nothing", async () => {
    const order = await store.place();
    must(await rig.node.payments!.check(order.order_id));
    expect((await rig.order(order.order_id)).handoff).toBe("AWAITING_PAYMENT");
    await rig.pay(order);
    must(await rig.node.payments!.check(order.order_id));
    expect((await rig.order(order.order_id)).handoff).toBe("OFFERED");
  });

  test("its stored response has the same bytes, client secret and all", async () => {
    const request = espressos(store.box.storeId, { payment_method: "ONLINE" });
    const key = "the same key for the guest";
    const first = must(await rig.node.commands.place(request, key, guestBy));
    const again = must(await rig.node.commands.place(request, key, guestBy));
    expect(again.body).toBe(first.body);
    expect([first.replayed, again.replayed]).toEqual([false, true]);
  });

  test("while the provider is away is refused and kept; the same key goes on from there", async () => {
    rig.line.setMode("reset");
    const request = espressos(store.box.storeId, { payment_method: "ONLINE" });
    const key = `a guest's own long key`;
    const refused = await rig.whileTimePasses(rig.node.commands.place(request, key, guestBy));
    expect(codeOf(refused)).toBe("payment.provider_unavailable");
    rig.line.setMode("up");
    const placed = JSON.parse(must(await rig.whileTimePasses(rig.node.commands.place(request, key, guestBy))).body);
    expect(placed.client_secret).toMatch(/^pi_/);
    const found = await rig.node.database.pool.query("SELECT order_id FROM orders WHERE store_id = $1", [store.box.storeId]);
    expect(found.rows).toEqual([{ order_id: placed.order_id }]);
  });

  test.each(["error_500_after", "error_500_before", "bad_gateway_after", "cut_after"] as const)(
    "[M1] %s at its creation: one order, one payable intent",
    async (outcome) => {
      rig.sandbox.control.planCall({ operation: "payment_intents.create", outcome, times: 1 });
      const order = await rig.whileTimePasses(store.place());
      await rig.pay(order);
      await rig.deliver();
      await rig.settle();
      expect((await rig.order(order.order_id)).handoff).toBe("OFFERED");
    },
  );
});

describe("before the capture", () => {
  test("a card that is declined leaves the order open; another card pays it", async () => {
    const order = await store.place();
    await expect(rig.pay(order, "pm_card_chargeDeclinedInsufficientFunds")).rejects.toThrow();
    await rig.deliver();
    await rig.settle();
    expect((await rig.order(order.order_id)).payment_status).toBe("REQUIRES_PAYMENT");
    expect(await typesOf(rig.node, order.order_id)).toEqual(["order.placed", "payment.declined"]);
    await rig.pay(order);
    await rig.deliver();
    await rig.settle();
    expect((await rig.order(order.order_id)).handoff).toBe("OFFERED");
  });

  test("[M2] a decline by the store releases the hold and captures nothing", async () => {
    const order = await store.authorized();
    must(await store.box.send(declined(store.box, await rig.order(order.order_id))));
    await rig.settle();
    expect(await rig.order(order.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "DECLINED", payment_status: "CANCELLED" });
    expect(rig.books(order.intent_id)).toMatchObject({ held_cents: 0, captured_cents: 0, released_cents: 500, status: "canceled" });
  });

  test("the customer's cancel withdraws and releases", async () => {
    const order = await store.authorized();
    must(await rig.node.commands.cancel(order.order_id, null, guestBy));
    await rig.settle();
    expect(rig.books(order.intent_id)).toMatchObject({ held_cents: 0, released_cents: 500 });
    expect((await store.box.receive()).map((entry) => entry.kind)).toEqual(["order.offered", "order.revoked"]);
  });

  test("a cancel before anything was paid cancels the intent, so that nobody pays a dead order", async () => {
    const order = await store.place();
    must(await rig.node.commands.cancel(order.order_id, null, guestBy));
    await rig.settle();
    expect(rig.books(order.intent_id).status).toBe("canceled");
    expect(await store.box.receive()).toEqual([]);
  });

  test("a store that goes dark between authorization and acceptance: withdrawn, released, told", async () => {
    const order = await store.authorized();
    await rig.later(31);
    expect(await rig.order(order.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "NO_ANSWER" });
    expect(rig.books(order.intent_id)).toMatchObject({ held_cents: 0, captured_cents: 0 });
  });

  test("an order that nobody pays expires, its intent first", async () => {
    const order = await store.place();
    await rig.later(901);
    expect(await rig.order(order.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "EXPIRED", payment_status: "CANCELLED" });
    expect(rig.books(order.intent_id).status).toBe("canceled");
  });

  test("a payment just before the end is honoured, although its webhook was lost", async () => {
    const order = await store.place();
    await rig.pay(order);
    rig.sandbox.control.planCall({ operation: "payment_intents.retrieve", outcome: "cut_before", times: 1 });
    await rig.later(901);
    await rig.later(5);
    expect(await rig.order(order.order_id)).toMatchObject({ status: "PLACED", handoff: "OFFERED" });
  });

  test("a capture that the bank refuses withdraws the order and releases the hold", async () => {
    const order = await store.authorized("pm_sandbox_captureRefused");
    await store.accept(order);
    expect(await rig.order(order.order_id)).toMatchObject({
      status: "CANCELLED",
      cancel_cause: "CAPTURE_FAILED",
      payment_status: "FAILED",
    });
    expect(rig.books(order.intent_id)).toMatchObject({ held_cents: 0, captured_cents: 0 });
    expect((await store.box.receive()).map((entry) => entry.kind)).toEqual(["order.offered", "order.revoked"]);
  });

  test("an amount that somebody changed at the provider is an exception, and no PAID", async () => {
    const order = await store.place();
    await rig.stripe.paymentIntents.update(order.intent_id, { amount: 400 });
    await rig.pay(order);
    await rig.deliver();
    await rig.settle();
    expect(await rig.order(order.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "CAPTURE_FAILED" });
    expect(await rig.exceptions(order.order_id)).toEqual(["payment.amount_mismatch"]);
    expect(rig.books(order.intent_id)).toMatchObject({ held_cents: 0, captured_cents: 0 });
  });
});

describe("a webhook", () => {
  test("with a wrong, missing or old signature is refused, and nothing is kept", async () => {
    const payments = rig.node.payments!;
    expect(codeOf(await payments.takeWebhook("{}", null))).toBe("webhook.signature_invalid");
    expect(codeOf(await payments.takeWebhook("{}", "t=1,v1=abc"))).toBe("webhook.signature_invalid");
    expect(codeOf(await payments.takeWebhook("{}", "nonsense"))).toBe("webhook.signature_invalid");
  });

  test("of an unknown type is acknowledged and not kept; of nobody's intent or of another account it is kept and ignored", async () => {
    const order = await store.authorized();
    const event = (id: string, type: string, intent: string, account?: string) => ({
      id,
      object: "event",
      type,
      created: 1,
      ...(account ? { account } : {}),
      data: { object: { id: intent, object: "payment_intent", status: "succeeded", amount_received: 1 } },
    });
    expect(await rig.webhook(event("evt_1", "payment_intent.invented_in_2031", order.intent_id))).toBe("ok");
    expect(await rig.webhook(event("evt_2", "payment_intent.succeeded", "pi_of_nobody"))).toBe("ok");
    expect(await rig.webhook(event("evt_3", "payment_intent.succeeded", order.intent_id, "acct_other"))).toBe("ok");
    await rig.settle();
    const stored = await rig.node.database.pool.query(
      "SELECT event_id, state, outcome FROM psp_events WHERE event_id LIKE 'evt__' ORDER BY event_id",
    );
    expect(stored.rows).toEqual([
      { event_id: "evt_2", state: "IGNORED", outcome: "not_ours" },
      { event_id: "evt_3", state: "IGNORED", outcome: "another_account" },
    ]);
    expect((await rig.money(order.order_id)).payment.status).toBe("AUTHORIZED");
  });
});
