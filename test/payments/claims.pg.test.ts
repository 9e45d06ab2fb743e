/**
 * Who is at an operation, and what a webhook comes to beside it: two nodes on one database, a node that dies after it has taken one, a
 * webhook before, while and after a step runs, and a provider that is slow with everything but captures.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestNode, must, openStore } from "@crema/cloud/cloud-node.test-fixture";
import { claimDue, PATIENT, URGENT } from "@crema/cloud/payments/operations/claim";
import type { PaymentDeps } from "@crema/cloud/payments/operations/operation";
import { createPipeline } from "@crema/cloud/payments/operations/pipeline";
import { runDueOperations } from "@crema/cloud/payments/operations/worker";
import type { PaymentProvider } from "@crema/cloud/payments/provider";
import { expireUnpaid, withdrawUncaptured } from "@crema/cloud/payments/sweeps/sweeper";
import { accepted } from "@crema/cloud/store-events.test-fixture";
import { iso } from "@crema/shared/domain/kernel/clock";
import { systemTimers } from "@crema/shared/server/system";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { gateOf } from "./gate.ts";
import { OnlineStore } from "./online-store.ts";
import { type Paid, PaymentRig } from "./payment-rig.ts";
import { eventAtProvider } from "./provider-events.ts";

const dir = mkdtempSync(join(tmpdir(), "crema-claims-"));
let rig: PaymentRig;
let store: OnlineStore;
beforeAll(async () => {
  rig = await PaymentRig.open(dir);
  store = new OnlineStore(rig, await rig.store());
});
afterAll(async () => {
  await rig.close();
  rmSync(dir, { recursive: true });
});
beforeEach(async () => {
  await rig.settle();
  // The store is heard, whatever time has passed.
  await store.box.receive();
  must(await store.box.send());
});

/** The calls that reached the provider for an intent since then, by their operation. */
let before = 0;
beforeEach(() => {
  before = rig.sandbox.control.calls().length;
});
const calls = ({ intent_id }: Paid) =>
  rig.sandbox.control
    .calls()
    .slice(before)
    .filter(({ object }) => object === intent_id)
    .map(({ operation }) => operation);

const status = async (order: Paid) => (await rig.order(order.order_id)).status;

/** The store has accepted, and nobody has begun its capture. */
async function accept(order: Paid): Promise<Paid> {
  must(await store.box.send(accepted(store.box, await rig.order(order.order_id))));
  return order;
}

const toCapture = async (): Promise<Paid> => accept(await store.authorized());

const heldEvent = (order: Paid) => eventAtProvider(rig, order, "payment_intent.amount_capturable_updated");
const capturedEvent = (order: Paid) => eventAtProvider(rig, order, "payment_intent.succeeded");

const keptEvents = async () =>
  (await rig.node.database.pool.query("SELECT FROM psp_events WHERE type = 'payment_intent.succeeded'")).rowCount;

const eventsOf = async ({ order_id }: Paid, type: string) =>
  (await rig.node.database.pool.query("SELECT FROM order_events WHERE order_id = $1 AND type = $2", [order_id, type])).rowCount;

describe("[M1] two nodes", () => {
  test("share what is due: each operation is one node's, and each is called once", async () => {
    const orders = [await store.authorized(), await store.authorized(), await store.authorized(), await store.authorized()];
    for (const order of orders) await accept(order);
    const other: PaymentDeps = { ...rig.deps, executor: createTestNode(rig.node.database, rig.node.time, rig.provider).executor };
    const counts = await Promise.all([runDueOperations(rig.deps), runDueOperations(other)]);
    expect(counts[0] + counts[1]).toBe(orders.length);
    for (const order of orders) {
      expect(calls(order).filter((call) => call === "payment_intents.capture")).toHaveLength(1);
      expect(await status(order)).toBe("PAID");
    }
  });

  test("one that is locked is passed over, and nobody waits for it", async () => {
    const [locked, free] = [await store.authorized(), await store.authorized()];
    for (const order of [locked, free]) await accept(order);
    const holder = await rig.node.database.pool.connect();
    await holder.query("BEGIN");
    await holder.query("SELECT FROM payment_operations WHERE order_id = $1 FOR UPDATE", [locked.order_id]);
    const claimed = await claimDue(rig.deps, URGENT, 20);
    expect(claimed.map(({ order_id }) => order_id)).toEqual([free.order_id]);
    await holder.query("ROLLBACK");
    holder.release();
    await rig.later(16);
    expect([await status(locked), await status(free)]).toEqual(["PAID", "PAID"]);
  });

  test("[M6] one dies after it has taken it: the other goes on when the lease is over, under the same key", async () => {
    const order = await toCapture();
    const [taken] = await claimDue(rig.deps, URGENT, 20);
    expect(taken?.lease.operation.tries).toBe(1);
    // Whoever died may have made the call, and nobody knows.
    await rig.provider.capture(
      order.intent_id,
      { amount_cents: taken?.lease.amount_cents ?? 0, currency: "EUR" },
      null,
      keyFor(order, taken),
    );
    expect(await runDueOperations(rig.deps)).toBe(0);
    await rig.later(16);
    expect(await status(order)).toBe("PAID");
    const keys = new Set(
      rig.sandbox.control
        .calls()
        .filter(({ operation, object }) => operation === "payment_intents.capture" && object === order.intent_id)
        .map(({ key }) => key),
    );
    expect(keys.size).toBe(1);
    expect(rig.books(order.intent_id)).toMatchObject({ captured_cents: taken?.lease.amount_cents });
  });
});

describe("what a commit opens", () => {
  const captureOf = async ({ order_id }: Paid) => {
    const text = "SELECT tries, leased_until, state FROM payment_operations WHERE order_id = $1 AND kind = 'CAPTURE'";
    return (await rig.node.database.pool.query(text, [order_id])).rows[0];
  };

  test("is taken in it and begun by it, as far as there are places; what is left is found as due", async () => {
    const gate = gateOf();
    const slow: PaymentProvider = { ...rig.provider, capture: async (...asked) => gate.promise.then(() => rig.provider.capture(...asked)) };
    const node = createTestNode(rig.node.database, rig.node.time, slow, true);
    const box = await openStore(node, {
      currency: "EUR",
      hours: [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open: "00:00", close: "24:00" })),
    });
    const there = new OnlineStore(rig, box);
    const orders: Paid[] = [];
    for (let n = 0; n < 21; n += 1) orders.push(await there.authorized());
    // One commit of the box's tells of all of them: 20 of its captures are under way at once, and one waits for a place.
    must(await box.send(...(await Promise.all(orders.map(async ({ order_id }) => accepted(box, await rig.order(order_id)))))));
    const captures = await Promise.all(orders.map(captureOf));
    expect(captures.filter((capture) => capture?.tries === 1 && capture.leased_until !== null)).toHaveLength(20);
    expect(captures.filter((capture) => capture?.tries === 0 && capture.leased_until === null)).toHaveLength(1);
    gate.resolve();
    await vi.waitUntil(async () => (await Promise.all(orders.map(status))).filter((each) => each === "PAID").length === 20, {
      timeout: 20_000,
    });
    expect(await runDueOperations(rig.deps)).toBe(1);
    expect(await Promise.all(orders.map(status))).toEqual(orders.map(() => "PAID"));
    for (const { intent_id } of orders) {
      const captures = rig.sandbox.control
        .calls()
        .filter(({ operation, object }) => operation === "payment_intents.capture" && object === intent_id);
      expect(captures).toHaveLength(1);
    }
  });
});

const keyFor = ({ order_id }: Paid, taken: { operation_id: string } | undefined) => `${order_id}:${taken?.operation_id}:1`;

describe("[M7] a webhook", () => {
  test("that a card is held is applied as it came: nothing is read, and twice is once", async () => {
    const order = await store.place();
    await rig.pay(order);
    const event = await heldEvent(order);
    before = rig.sandbox.control.calls().length;
    expect(await Promise.all([rig.webhook(event), rig.webhook(event)])).toEqual(["ok", "ok"]);
    expect(await rig.webhook(event)).toBe("ok");
    expect(await rig.order(order.order_id)).toMatchObject({ handoff: "OFFERED" });
    expect(await eventsOf(order, "order.offered")).toBe(1);
    expect(calls(order)).toEqual([]);
  });

  test("that is old is read: the hold may be gone", async () => {
    const order = await store.place();
    await rig.pay(order);
    const event = await heldEvent(order);
    await rig.stripe.paymentIntents.cancel(order.intent_id);
    await rig.webhook({ ...event, created: event.created - 61 });
    await rig.settle();
    expect(calls(order)).toContain("payment_intents.retrieve");
    expect(await eventsOf(order, "order.offered")).toBe(0);
    expect(await rig.order(order.order_id)).toMatchObject({ status: "CANCELLED" });
  });

  test("that comes while the hold is released is read: an order whose hold is gone is offered to nobody", async () => {
    const order = await store.place();
    await rig.pay(order);
    const event = await heldEvent(order);
    await rig.node.database.pool.query("UPDATE payment_intents SET pay_by = $2 WHERE order_id = $1", [
      order.order_id,
      iso(rig.node.time.ms),
    ]);
    await expireUnpaid(rig.deps);
    // The release is on its way, and has been done.
    await claimDue(rig.deps, PATIENT, 20);
    await rig.stripe.paymentIntents.cancel(order.intent_id);
    await rig.webhook(event);
    expect(await eventsOf(order, "order.offered")).toBe(0);
    await rig.later(16);
    expect(await rig.order(order.order_id)).toMatchObject({ status: "CANCELLED" });
    expect(await eventsOf(order, "order.offered")).toBe(0);
  });

  test("of an order for later is read: how long the card is held is not in it", async () => {
    const wanted = iso(rig.node.time.ms + 3 * 3_600_000);
    const order = await store.place({ requested_for: wanted });
    await rig.pay(order);
    before = rig.sandbox.control.calls().length;
    await rig.webhook(await heldEvent(order));
    await rig.settle();
    expect(calls(order)).toEqual(["payment_intents.retrieve"]);
    expect(await rig.order(order.order_id)).toMatchObject({ handoff: "HELD" });
  });

  test("of our own capture, before it is recorded: it is waited for, and nothing is read or kept", async () => {
    const order = await toCapture();
    before = rig.sandbox.control.calls().length;
    const kept = await keptEvents();
    const gate = gateOf();
    const capture: PaymentProvider["capture"] = async (...asked) => {
      const done = await rig.provider.capture(...asked);
      await gate.promise;
      return done;
    };
    const running = runDueOperations({ ...rig.deps, provider: { ...rig.provider, capture } });
    await vi.waitUntil(() => calls(order).includes("payment_intents.capture"), { timeout: 10_000 });
    const webhook = rig.webhook(await capturedEvent(order));
    gate.resolve();
    await running;
    expect(await webhook).toBe("ok");
    expect(await status(order)).toBe("PAID");
    expect(calls(order)).toEqual(["payment_intents.capture"]);
    expect(await keptEvents()).toBe(kept);
    // After it, too.
    expect(await rig.webhook(await capturedEvent(order))).toBe("ok");
    expect(await keptEvents()).toBe(kept);
  });

  test("of a capture whose caller has died is read, and the order is PAID before the lease is over", async () => {
    const order = await toCapture();
    const [taken] = await claimDue(rig.deps, URGENT, 20);
    await rig.provider.capture(
      order.intent_id,
      { amount_cents: taken?.lease.amount_cents ?? 0, currency: "EUR" },
      null,
      keyFor(order, taken),
    );
    await rig.webhook(await capturedEvent(order));
    await rig.settle();
    expect(await status(order)).toBe("PAID");
  });
});

describe("a provider that is slow", () => {
  const gate = gateOf();
  afterEach(() => gate.resolve());

  test("[M2] keeps no capture waiting with its refunds: they never have all places", async () => {
    const refunded: Paid[] = [];
    for (let n = 0; n < 22; n += 1) refunded.push(await store.place());
    // Each of them is to be released, which the provider does not answer.
    await rig.node.database.pool.query("UPDATE payment_intents SET pay_by = $1 WHERE status = 'REQUIRES_PAYMENT'", [iso(rig.node.time.ms)]);
    await expireUnpaid(rig.deps);
    const slow: PaymentProvider = {
      ...rig.provider,
      readIntent: async (...asked) => gate.promise.then(() => rig.provider.readIntent(...asked)),
    };
    const errors: unknown[] = [];
    const pipeline = createPipeline({ ...rig.deps, provider: slow }, systemTimers, (error) => errors.push(error));
    pipeline.start();
    const takenReleases = "SELECT FROM payment_operations WHERE kind = 'RELEASE' AND state = 'OPEN' AND leased_until IS NOT NULL";
    const taken = async () => (await rig.node.database.pool.query(takenReleases)).rowCount ?? 0;
    await vi.waitUntil(async () => (await taken()) >= 10, { timeout: 20_000 });
    expect(await taken()).toBe(10);
    const order = await store.place();
    await rig.pay(order);
    await rig.webhook(await heldEvent(order));
    await accept(order);
    pipeline.poke();
    await vi.waitUntil(async () => (await status(order)) === "PAID", { timeout: 20_000 });
    expect(await taken()).toBe(10);
    gate.resolve();
    await pipeline.stop();
    expect(errors).toEqual([]);
  });

  test("a capture that is not settled in its minute is withdrawn, by the node that is not at its row", async () => {
    const order = await toCapture();
    await claimDue(rig.deps, URGENT, 20);
    rig.node.time.ms += 61_000;
    must(await store.box.send());
    await Promise.all([withdrawUncaptured(rig.deps), withdrawUncaptured(rig.deps)]);
    expect(await rig.order(order.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "CAPTURE_FAILED" });
    expect(await eventsOf(order, "order.cancelled")).toBe(1);
  });
});
