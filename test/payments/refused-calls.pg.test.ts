/** What the provider refuses and does not mean for good, and what others have done there meanwhile. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must, operatorBy } from "@crema/cloud/cloud-node.test-fixture";
import { keyOf } from "@crema/cloud/db/online-money";
import { accepted } from "@crema/cloud/store-events.test-fixture";
import { cents } from "@crema/shared/domain/kernel/money";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { OnlineStore } from "./online-store.ts";
import { type Paid, PaymentRig } from "./payment-rig.ts";

const dir = mkdtempSync(join(tmpdir(), "crema-refused-"));
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

/** Accepted, while the line to the provider is down: the capture is open, and its first try had no response. */
async function captureWithoutResult(): Promise<{ order: Paid; key: string }> {
  const order = await store.authorized();
  rig.line.setMode("reset");
  must(await store.box.send(accepted(store.box, await rig.order(order.order_id))));
  await rig.settle();
  const found = await rig.node.database.pool.query<{ operation_id: string; attempt: number }>(
    "SELECT operation_id, attempt FROM payment_operations WHERE order_id = $1 AND kind = 'CAPTURE'",
    [order.order_id],
  );
  return { order, key: keyOf(order.order_id, found.rows[0]!) };
}
const refundsOf = async ({ order_id }: Paid) =>
  (await rig.money(order_id)).refunds.map(({ status, amount_cents }) => `${status} ${amount_cents}`).sort();

describe("a key under which another release has asked for something else", () => {
  test("and nothing was done: the card is good, so the order is paid under a new key, and not cancelled", async () => {
    const { order, key } = await captureWithoutResult();
    rig.sandbox.control.planCall({ operation: "payment_intents.capture", outcome: "error_500_before" });
    await rig.stripe.paymentIntents
      .capture(order.intent_id, { metadata: { release: "1" } }, { idempotencyKey: key })
      .catch(() => undefined);
    rig.line.setMode("up");
    for (let i = 0; i < 3; i += 1) await rig.later(6);
    expect(await rig.order(order.order_id)).toMatchObject({ status: "PAID", payment_status: "CAPTURED" });
    expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 500, held_cents: 0 });
  });

  test("[M1] and it was done: it is found, and captured once", async () => {
    const { order, key } = await captureWithoutResult();
    await rig.stripe.paymentIntents.capture(order.intent_id, { metadata: { release: "1" } }, { idempotencyKey: key });
    rig.line.setMode("up");
    for (let i = 0; i < 3; i += 1) await rig.later(6);
    expect(await rig.order(order.order_id)).toMatchObject({ status: "PAID" });
    const captures = rig.sandbox.control
      .calls()
      .filter((call) => call.operation === "payment_intents.capture" && call.object === order.intent_id);
    expect(captures.filter((call) => call.status === 200)).toHaveLength(1);
  });
});

test("an object in use is waited for as long as the provider asks, and other orders go on", async () => {
  const order = await store.authorized();
  const other = await store.authorized();
  rig.sandbox.control.planCall({ operation: "payment_intents.capture", outcome: "lock_timeout", object: order.intent_id });
  must(await store.box.send(accepted(store.box, await rig.order(order.order_id)), accepted(store.box, await rig.order(other.order_id))));
  await rig.settle();
  expect([(await rig.order(order.order_id)).status, (await rig.order(other.order_id)).status]).toEqual(["PLACED", "PAID"]);
  await rig.later(2);
  expect((await rig.order(order.order_id)).status).toBe("PAID");
});

test("a refund that the account's balance does not cover waits for money, and tells a person; it has not failed", async () => {
  const order = await store.paid();
  rig.sandbox.control.planCall({ operation: "refunds.create", outcome: "balance_insufficient", times: 2 });
  await store.spoiled(order);
  await rig.later(3601);
  expect((await rig.order(order.order_id)).refund_state).toBe("PENDING");
  expect(await rig.exceptions(order.order_id)).toEqual(["refund.waits_for_balance"]);
  await rig.later(3601);
  expect((await rig.order(order.order_id)).refund_state).toBe("FULL");
  expect(rig.books(order.intent_id)).toMatchObject({ refunded_cents: 500 });
});

describe("a refund in the provider's dashboard, while the order is cancelled here", () => {
  /** Paid, cancelled by the store, and refunded in the dashboard before our refund gets there. */
  async function racing(amount: number): Promise<Paid> {
    const order = await store.paid();
    rig.line.setMode("reset");
    await store.spoiled(order);
    await rig.stripe.refunds.create({ payment_intent: order.intent_id, amount });
    rig.line.setMode("up");
    for (let i = 0; i < 4; i += 1) await rig.later(61);
    return order;
  }

  test("in full: the customer has the money, and nobody is told to give it back", async () => {
    const order = await racing(500);
    expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 500, refunded_cents: 500 });
    expect(await rig.order(order.order_id)).toMatchObject({ refund_state: "FULL", refunded_cents: 500, refund_pending_cents: 0 });
    expect(await rig.exceptions(order.order_id)).toEqual(["refund.made_elsewhere"]);
    expect(await refundsOf(order)).toEqual(["FAILED 500", "SUCCEEDED 500"]);
    const { rows } = await rig.node.database.pool.query<{ status: string; cents: number }>(
      `SELECT r.status, sum((line ->> 'amount_cents')::int)::int AS cents FROM refunds r, json_array_elements(r.state::json -> 'lines') AS line
       WHERE r.order_id = $1 GROUP BY r.status ORDER BY r.status`,
      [order.order_id],
    );
    expect(rows, "its lines, and so its tax, are those of the refund that was made").toEqual([
      { status: "FAILED", cents: 500 },
      { status: "SUCCEEDED", cents: 500 },
    ]);
  });

  test("[M3] in part: the rest follows by itself", async () => {
    const order = await racing(200);
    expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: 500, refunded_cents: 500 });
    expect(await rig.order(order.order_id)).toMatchObject({ refund_state: "FULL", refunded_cents: 500, refund_pending_cents: 0 });
    expect(await rig.exceptions(order.order_id)).toEqual(["refund.made_elsewhere"]);
    expect(await refundsOf(order)).toEqual(["FAILED 500", "SUCCEEDED 200", "SUCCEEDED 300"]);
  });

  test("[M4] and headquarters' own refund, for which too little is left, is not made, and says so", async () => {
    const order = await store.paid();
    rig.line.setMode("reset");
    must(
      await rig.node.commands.refund(
        order.order_id,
        { amount_cents: cents(400), reason: "cold", without_cancelling: true },
        "the clerk's key",
        operatorBy,
      ),
    );
    await rig.stripe.refunds.create({ payment_intent: order.intent_id, amount: 300 });
    rig.line.setMode("up");
    for (let i = 0; i < 4; i += 1) await rig.later(61);
    expect(rig.books(order.intent_id)).toMatchObject({ refunded_cents: 300 });
    expect(await rig.order(order.order_id)).toMatchObject({ refund_state: "PARTIAL", refunded_cents: 300, refund_pending_cents: 0 });
    expect(await rig.exceptions(order.order_id)).toEqual(["refund.made_elsewhere", "refund.overtaken"]);
  });
});

test("a refund of a payment that the bank disputes is a person's, who is told not to give the money back as well", async () => {
  const order = await store.paid("pm_card_createDispute");
  await store.spoiled(order);
  await rig.later(61);
  const found = await rig.node.database.pool.query<{ what_to_do: string }>(
    "SELECT what_to_do FROM exceptions WHERE order_id = $1 AND kind = 'refund.failed'",
    [order.order_id],
  );
  expect(found.rows[0]?.what_to_do).toMatch(/has taken the money already: do not give it back/);
});
