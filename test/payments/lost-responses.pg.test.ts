import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeOf, must } from "@crema/cloud/cloud-node.test-fixture";
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

describe("a capture whose response is lost", () => {
  test.each([
    "cut_after",
    "bad_gateway_after",
    "error_500_after",
    "error_500_before",
    "bad_gateway_before",
    "cut_before",
    "rate_limited",
  ] as const)("[M1] %s: one capture, and the order is PAID", async (outcome) => {
    const order = await store.authorized();
    rig.sandbox.control.planCall({ operation: "payment_intents.capture", outcome, times: 1 });
    await store.accept(order);
    for (let i = 0; i < 6; i += 1) await rig.later(5);
    expect(await rig.order(order.order_id)).toMatchObject({ status: "PAID" });
    expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 500, refunded_cents: 0 });
  });

  test("[M3] later than 60 s: the order is withdrawn, and what was taken all the same is refunded once", async () => {
    const order = await store.authorized();
    rig.sandbox.control.planCall({ operation: "payment_intents.capture", outcome: "bad_gateway_after", times: 1 });
    await store.accept(order);
    rig.line.setMode("portal");
    for (let i = 0; i < 4; i += 1) await rig.later(20);
    expect(await rig.order(order.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "CAPTURE_FAILED" });
    rig.line.setMode("up");
    for (let i = 0; i < 4; i += 1) await rig.later(60);
    expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 500, refunded_cents: 500, held_cents: 0 });
    expect((await rig.order(order.order_id)).refund_state).toBe("FULL");
    expect((await rig.money(order.order_id)).refunds).toHaveLength(1);
  });
});

describe("refunding", () => {
  test("[M3] a key that the provider may have forgotten is not used again: it is read, and then a person decides", async () => {
    const order = await store.paid();
    rig.sandbox.control.planCall({ operation: "refunds.create", outcome: "bad_gateway_before", times: 1 });
    await store.spoiled(order);
    rig.line.setMode("reset");
    await rig.later(3600);
    expect(codeOf(await rig.node.commands.retryPayment(order.order_id))).toBe("payment.nothing_to_retry");
    await rig.later(25 * 3600);
    rig.sandbox.control.advance(25 * 3_600_000);
    rig.line.setMode("up");
    for (let i = 0; i < 3; i += 1) await rig.later(7 * 3600);
    expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 500, refunded_cents: 0 });
    expect(await rig.exceptions(order.order_id)).toContain("payment.outcome_unknown");
    must(await rig.node.commands.retryPayment(order.order_id));
    await rig.settle();
    expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 500, refunded_cents: 500 });
  });

  test("[M3] done long ago, and the response never came: the reading finds it, and nothing is refunded twice", async () => {
    const order = await store.paid();
    rig.sandbox.control.planCall({ operation: "refunds.create", outcome: "bad_gateway_after", times: 1 });
    await store.spoiled(order);
    rig.line.setMode("reset");
    await rig.later(26 * 3600);
    rig.sandbox.control.advance(26 * 3_600_000);
    rig.line.setMode("up");
    for (let i = 0; i < 3; i += 1) await rig.later(3600);
    expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 500, refunded_cents: 500 });
    expect((await rig.order(order.order_id)).refund_state).toBe("FULL");
  });

  test("[M3] a cancel after the start gives everything back, once", async () => {
    const order = await store.paid();
    await store.spoiled(order);
    await rig.deliver();
    await rig.later(30);
    expect(await rig.order(order.order_id)).toMatchObject({
      status: "CANCELLED",
      refund_state: "FULL",
      refunded_cents: 500,
      refund_pending_cents: 0,
    });
    expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 500, refunded_cents: 500 });
    expect((await rig.money(order.order_id)).refunds).toMatchObject([{ status: "SUCCEEDED", amount_cents: 500, reason: "spilled" }]);
  });

  test("[M3] a decline that was on its way while the cloud confirmed is refunded as well", async () => {
    const order = await store.paid();
    must(await store.box.send(declined(store.box, await rig.order(order.order_id))));
    await rig.settle();
    expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 500, refunded_cents: 500 });
  });

  test.each(["cut_after", "error_500_after", "error_500_before", "bad_gateway_after", "cut_before", "rate_limited"] as const)(
    "[M3] %s: refunded exactly once",
    async (outcome) => {
      const order = await store.paid();
      rig.sandbox.control.planCall({ operation: "refunds.create", outcome, times: 1 });
      await store.spoiled(order);
      for (let i = 0; i < 6; i += 1) await rig.later(30);
      expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 500, refunded_cents: 500, refund_pending_cents: 0 });
      expect((await rig.order(order.order_id)).refund_state).toBe("FULL");
    },
  );

  test("a refund that is pending shows so, and settles by its webhook", async () => {
    const order = await store.paid("pm_card_pendingRefund");
    await store.spoiled(order);
    expect(await rig.order(order.order_id)).toMatchObject({ refund_state: "PENDING", refund_pending_cents: 500, refunded_cents: 0 });
    const [refund] = rig.books(order.intent_id).refunds;
    rig.sandbox.control.settleRefund(refund!, "succeeded");
    await rig.deliver();
    await rig.settle();
    expect(await rig.order(order.order_id)).toMatchObject({ refund_state: "FULL", refunded_cents: 500 });
  });

  test("[M3] a refund that fails after it seemed to succeed is an exception for a person, and is not tried again by itself", async () => {
    const order = await store.paid("pm_card_refundFail");
    await store.spoiled(order);
    expect((await rig.order(order.order_id)).refund_state).toBe("FULL");
    const [refund] = rig.books(order.intent_id).refunds;
    rig.sandbox.control.settleRefund(refund!, "failed");
    await rig.deliver();
    await rig.later(30);
    expect(await rig.order(order.order_id)).toMatchObject({ refund_state: "FAILED", refunded_cents: 0 });
    expect(await rig.exceptions(order.order_id)).toEqual(["refund.failed"]);
    expect((await rig.money(order.order_id)).refunds).toHaveLength(1);
  });

  test("a refund that the provider refuses is FAILED, with an exception", async () => {
    const order = await store.paid("pm_sandbox_refundRefused");
    await store.spoiled(order);
    await rig.later(5);
    expect((await rig.order(order.order_id)).refund_state).toBe("FAILED");
    expect(await rig.exceptions(order.order_id)).toEqual(["refund.failed"]);
  });

  test("a refund that a person made at the provider is in our books, and counts against what is left", async () => {
    const order = await store.paid();
    await rig.stripe.refunds.create({ payment_intent: order.intent_id, amount: 200 });
    await rig.deliver();
    await rig.settle();
    expect(await rig.order(order.order_id)).toMatchObject({ status: "PAID", refund_state: "PARTIAL", refunded_cents: 200 });
    await store.spoiled(order);
    expect(rig.books(order.intent_id)).toMatchObject({ refunded_cents: 500 });
    expect((await rig.money(order.order_id)).refunds.map((refund) => refund.amount_cents).sort()).toEqual([200, 300]);
  });

  test("a dispute stands beside the books, with an exception for every turn it takes", async () => {
    const order = await store.paid("pm_card_createDispute");
    await rig.deliver();
    await rig.settle();
    expect(await rig.exceptions(order.order_id)).toEqual(["payment.dispute"]);
    expect(await rig.order(order.order_id)).toMatchObject({ paid_cents: 500, refunded_cents: 0 });
  });
});
