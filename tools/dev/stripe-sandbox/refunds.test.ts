import { describe, expect, test } from "vitest";
import { fault, hold, openSandbox, pay, until } from "./sandbox.test-fixture.ts";

describe("[M4] no refund above what was captured", () => {
  test("in parts, one cent too much, and two at once", async () => {
    const { stripe, control } = await openSandbox();
    const { id } = await pay(stripe, "pm_card_visa");
    await stripe.refunds.create({ payment_intent: id, amount: 400 });
    expect(await fault(stripe.refunds.create({ payment_intent: id, amount: 601 }))).toMatchObject({ statusCode: 400, param: "amount" });
    const ends = await Promise.allSettled([1, 2].map(() => stripe.refunds.create({ payment_intent: id, amount: 600 })));
    expect(ends.filter((end) => end.status === "fulfilled")).toHaveLength(1);
    expect(await fault(stripe.refunds.create({ payment_intent: id }))).toMatchObject({ code: "charge_already_refunded" });
    expect(control.books()).toMatchObject([{ captured_cents: 1000, refunded_cents: 1000 }]);
  });

  test("a pending one counts, a failed one no longer", async () => {
    const { stripe, control } = await openSandbox({ settleMs: 3_600_000 });
    const { id } = await pay(stripe, "pm_sandbox_refundPendingThenFails");
    const refund = await stripe.refunds.create({ payment_intent: id });
    expect(refund).toMatchObject({ status: "pending", pending_reason: "processing" });
    expect(await fault(stripe.refunds.create({ payment_intent: id, amount: 1 }))).toMatchObject({ code: "charge_already_refunded" });
    control.settleRefund(refund.id, "failed");
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: "failed", failure_reason: "expired_or_canceled_card" });
    expect(control.books()).toMatchObject([{ refunded_cents: 0, refund_pending_cents: 0, refund_failed_cents: 1000 }]);
    expect(await stripe.refunds.create({ payment_intent: id, amount: 1000 })).toMatchObject({ status: "pending" });
  });
});

describe("a refund that does not go as it should", () => {
  test("it seems to have succeeded and fails later", async () => {
    const { stripe, control } = await openSandbox({ settleMs: 20 });
    const { id } = await pay(stripe, "pm_card_refundFail");
    const refund = await stripe.refunds.create({ payment_intent: id });
    expect(refund.status).toBe("succeeded");
    await until(() => control.events().some((event) => event.type === "refund.failed"));
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: "failed" });
    const [charge] = (await stripe.charges.list({ payment_intent: id })).data;
    expect(charge).toMatchObject({ refunded: false, amount_refunded: 0 });
  });

  test("it stays pending and succeeds later", async () => {
    const { stripe, control } = await openSandbox({ settleMs: 20 });
    const { id } = await pay(stripe, "pm_card_pendingRefund");
    const refund = await stripe.refunds.create({ payment_intent: id });
    expect(refund.status).toBe("pending");
    await until(() => control.events().some((event) => event.type === "refund.updated"));
    const after = await stripe.refunds.retrieve(refund.id);
    expect(after.status).toBe("succeeded");
    expect(after).not.toHaveProperty("pending_reason");
    const types = (await stripe.events.list({ limit: 4 })).data.map((event) => event.type);
    expect(types).toEqual(["charge.refund.updated", "refund.updated", "charge.refunded", "refund.created"]);
  });

  test("it is refused: by the bank, for a hold, for a failed charge, for a disputed one, for one that is not there", async () => {
    const { stripe, control } = await openSandbox();
    const refused = await pay(stripe, "pm_sandbox_refundRefused");
    expect(await fault(stripe.refunds.create({ payment_intent: refused.id }))).toMatchObject({ code: "charge_not_refundable" });
    const held = await hold(stripe);
    expect((await fault(stripe.refunds.create({ charge: String(held.latest_charge) }))).message).toContain(
      "You must cancel the PaymentIntent",
    );
    expect(await fault(stripe.refunds.create({ payment_intent: held.id }))).toMatchObject({ statusCode: 400 });
    const declined = await fault(pay(stripe, "pm_card_chargeDeclined"));
    expect(await fault(stripe.refunds.create({ charge: declined.charge ?? "" }))).toMatchObject({ code: "charge_not_refundable" });
    const disputed = await pay(stripe, "pm_card_visa");
    control.dispute({ charge: String(disputed.latest_charge) });
    expect(await fault(stripe.refunds.create({ payment_intent: disputed.id }))).toMatchObject({ code: "charge_disputed" });
    expect(await fault(stripe.refunds.create({ payment_intent: "pi_none" }))).toMatchObject({
      code: "resource_missing",
      param: "payment_intent",
    });
    expect(await fault(stripe.refunds.create({ charge: "ch_none", amount: 5 }))).toMatchObject({
      code: "resource_missing",
      param: "charge",
    });
    expect(await fault(stripe.refunds.create({ amount: 5 }))).toMatchObject({ code: "parameter_missing" });
  });
});

test("refunds are listed by intent and by charge, newest first, with their metadata", async () => {
  const { stripe } = await openSandbox();
  const paid = await pay(stripe, "pm_card_visa");
  const other = await pay(stripe, "pm_card_visa");
  await stripe.refunds.create({
    payment_intent: paid.id,
    amount: 100,
    metadata: { operation_id: "op-1" },
    reason: "requested_by_customer",
  });
  await stripe.refunds.create({ charge: String(paid.latest_charge), amount: 200 });
  await stripe.refunds.create({ payment_intent: other.id });
  expect((await stripe.refunds.list({ payment_intent: paid.id })).data.map((refund) => refund.amount)).toEqual([200, 100]);
  expect((await stripe.refunds.list({ charge: String(paid.latest_charge) })).data[1]).toMatchObject({
    metadata: { operation_id: "op-1" },
    reason: "requested_by_customer",
  });
  expect(await stripe.charges.retrieve(String(paid.latest_charge))).toMatchObject({ amount_refunded: 300, refunded: false });
});

test("a dispute takes the money, and may give it back", async () => {
  const { stripe, control } = await openSandbox();
  const paid = await pay(stripe, "pm_card_createDispute");
  const [dispute] = (await stripe.disputes.list({ payment_intent: paid.id })).data;
  expect(dispute).toMatchObject({ status: "needs_response", reason: "fraudulent", amount: 1000, charge: paid.latest_charge });
  expect(await stripe.charges.retrieve(String(paid.latest_charge))).toMatchObject({ disputed: true });
  expect(control.books()).toMatchObject([{ disputed_cents: 1000 }]);
  control.closeDispute(dispute?.id ?? "", "won");
  expect(control.books()).toMatchObject([{ disputed_cents: 0 }]);
  const types = (await stripe.events.list({ limit: 4 })).data.map((event) => event.type);
  expect(types).toEqual([
    "charge.dispute.funds_reinstated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.created",
  ]);
});
