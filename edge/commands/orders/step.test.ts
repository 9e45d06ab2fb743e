import { cents } from "@crema/shared/domain/kernel/money";
import type { OrderStatus } from "@crema/shared/domain/order/order";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { approved, bodyOf, cashier, codeOf, openTestStore, type TestStore, testProfile, unwrap } from "../../store.test-fixture.ts";

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.dispose());

const move = (id: string, from: OrderStatus, to: OrderStatus, by = cashier) =>
  store.commands.transition(id, { to_status: to, expected_status: from, reason: null }, by);
const cancel = (id: string, changes = {}, by = cashier) =>
  store.commands.cancel(id, { reason: "spilled", expected_status: null, no_show: false, manager_pin: null, ...changes }, by);
const tender = (id: string, key = "t1", changes = {}) =>
  store.commands.tender(
    id,
    { method: "CASH", amount_cents: null, tip_cents: cents(0), tendered_cents: null, reference: null, complete: true, ...changes },
    key,
    cashier,
  );
const eventTypes = () => store.sync.log.read(1, 1000, 10_000_000).map((event) => (JSON.parse(event.body) as { type: string }).type);

async function ready(): Promise<string> {
  const { order_id } = await store.placed();
  unwrap(await move(order_id, "PLACED", "IN_PROGRESS"));
  unwrap(await move(order_id, "IN_PROGRESS", "READY"));
  return order_id;
}

describe("a transition", () => {
  test("of fifty at once on one order, one wins; the others are told, with the order as it is", async () => {
    const { order_id } = await store.placed();
    const results = await Promise.all(Array.from({ length: 50 }, () => move(order_id, "PLACED", "IN_PROGRESS")));
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    for (const result of results.filter((each) => !each.ok)) {
      expect(result).toMatchObject({
        refusal: { code: "order.status_changed", extra: { current_status: "IN_PROGRESS", order: { order_id, order_seq: 2 } } },
      });
    }
    expect(eventTypes()).toEqual(["order.placed", "order.started"]);
    expect(store.published).toHaveLength(2);
  });

  test("of an order that is not here is refused", async () => {
    expect(codeOf(await move("0198c7f2-0000-7000-8000-000000000bad", "PLACED", "IN_PROGRESS"))).toBe("order.not_found");
  });

  test("keeps every field of the order through its whole life", async () => {
    const before = await store.placed({ note: "extra hot", requested_for: "2026-05-04T09:00:00.000Z" });
    const started = unwrap(await move(before.order_id, "PLACED", "IN_PROGRESS"));
    expect(store.queries.order(before.order_id)?.order).toEqual(started);
    expect(started).toEqual({
      ...before,
      status: "IN_PROGRESS",
      order_seq: 2,
      paid_at: null,
      started_at: started.updated_at,
      updated_at: started.updated_at,
      last_step: { status: "IN_PROGRESS", at: started.updated_at, by: cashier.actor },
    });
  });

  test("back from READY is a recall, within the store's window", async () => {
    const late = await ready();
    const early = await ready();
    store.clock.advance(300_000);
    expect(codeOf(await move(early, "READY", "IN_PROGRESS"))).toBe("ok");
    store.clock.advance(1);
    expect(codeOf(await move(late, "READY", "IN_PROGRESS"))).toBe("order.recall_expired");
  });

  test("to COMPLETED waits for the money", async () => {
    const id = await ready();
    expect(codeOf(await move(id, "READY", "COMPLETED"))).toBe("order.not_paid");
  });
});

describe("a tender", () => {
  test("the last one of a READY order hands it over in the same commit: one change, one receipt", async () => {
    const id = await ready();
    const changes = store.published.length;
    const body = JSON.parse(unwrap(await tender(id, "t1", { tendered_cents: 1000 })).body) as object;
    expect(body).toMatchObject({
      payment: { amount_cents: 500, change_cents: 500, provider_ref: "A-000001", business_day: "2026-05-04" },
      order: { status: "COMPLETED", paid_cents: 500 },
      balance_cents: 0,
    });
    expect(store.published).toHaveLength(changes + 1);
    expect(eventTypes().slice(-2)).toEqual(["payment.captured", "order.completed"]);
    expect(store.queries.moneyOf(id).payments).toHaveLength(1);
  });

  test("the same key and body: the same bytes, and the money counts once, also twice in one group", async () => {
    const id = await ready();
    const [first, second] = (await Promise.all([tender(id), tender(id)])).map(unwrap);
    expect([first?.replayed, second?.replayed, second?.body === first?.body]).toEqual([false, true, true]);
    expect(unwrap(await tender(id))).toMatchObject({ replayed: true, body: first?.body });
    expect(codeOf(await tender(id, "t1", { method: "EXTERNAL_CARD", reference: "1234" }))).toBe("idempotency.key_reused");
    expect(store.queries.moneyOf(id).payments).toHaveLength(1);
  });

  test("the same key for another order is another request", async () => {
    const [one, two] = [await ready(), await ready()];
    unwrap(await tender(one));
    expect(codeOf(await tender(two))).toBe("idempotency.key_reused");
  });

  test("by card goes without the slip's number, unless the store's profile asks for it", async () => {
    const id = await ready();
    unwrap(await tender(id, "t1", { method: "EXTERNAL_CARD", amount_cents: 200 }));
    const settings = { ...testProfile.settings, card_reference_required: true };
    const document = { ...testProfile, version: testProfile.version + 1, settings };
    await store.sync.down.applyDocuments([{ kind: "profile", version: document.version, document }], null);
    expect(codeOf(await tender(id, "t2", { method: "EXTERNAL_CARD" }))).toBe("payment.reference_required");
    unwrap(await tender(id, "t3", { method: "EXTERNAL_CARD", reference: "4711", amount_cents: 100 }));
    const none = { ...document, version: document.version + 1, settings: { ...settings, card_reference: "NONE" as const } };
    await store.sync.down.applyDocuments([{ kind: "profile", version: none.version, document: none }], null);
    unwrap(await tender(id, "t4", { method: "EXTERNAL_CARD" }));
  });

  test("a large tip on a small order is taken where the store's profile sets a higher limit", async () => {
    const id = await ready();
    expect(codeOf(await tender(id, "t1", { tip_cents: cents(2_000), tendered_cents: null }))).toBe("payment.tip_too_large");
    const settings = { ...testProfile.settings, tip_limit_cents: cents(2_000) };
    const document = { ...testProfile, version: testProfile.version + 1, settings };
    await store.sync.down.applyDocuments([{ kind: "profile", version: document.version, document }], null);
    unwrap(await tender(id, "t2", { tip_cents: cents(2_000), tendered_cents: null }));
  });

  test("a refused one takes no receipt number: receipts have no gaps", async () => {
    const id = await ready();
    expect(codeOf(await tender(id, "t1", { amount_cents: 600 }))).toBe("payment.exceeds_balance");
    unwrap(await tender(id, "t2", { amount_cents: 200 }));
    expect(codeOf(await tender(id, "t3", { tendered_cents: 1 }))).toBe("payment.cash_short");
    unwrap(await tender(id, "t4", { method: "EXTERNAL_CARD", reference: "77" }));
    expect(store.queries.moneyOf(id).payments.map((payment) => payment.provider_ref)).toEqual(["A-000001", "A-000002"]);
    expect(store.queries.order(id)?.order.status).toBe("COMPLETED");
    expect(codeOf(await tender(id, "t5"))).toBe("order.invalid_transition");
  });

  test("before READY it leaves the status alone", async () => {
    const { order_id } = await store.placed();
    unwrap(await tender(order_id));
    expect(store.queries.order(order_id)?.order).toMatchObject({ status: "PLACED", paid_cents: 500 });
  });
});

describe("a cancellation", () => {
  test("after a tender needs a manager, and refunds what was taken in the same commit", async () => {
    const { order_id } = await store.placed();
    unwrap(await tender(order_id));
    expect(codeOf(await cancel(order_id))).toBe("auth.manager_required");
    const changes = store.published.length;
    // What has to be refunded, and by which method.
    const refunds = [{ method: "CASH", amount_cents: 500 }];
    const order = { status: "CANCELLED", refunded_cents: 500, refund_state: "FULL" };
    expect(bodyOf(await cancel(order_id, {}, approved))).toMatchObject({ ...order, refunds });
    expect(store.published).toHaveLength(changes + 1);
    expect(store.queries.moneyOf(order_id).refunds).toMatchObject([{ amount_cents: 500, reason: "spilled", actor: { id: "mia" } }]);
    expect(eventTypes().slice(-2)).toEqual(["refund.succeeded", "order.cancelled"]);
  });

  test("without money needs a reason only, and takes the order off the queue", async () => {
    const { order_id } = await store.placed();
    expect(codeOf(await cancel(order_id, { reason: null }))).toBe("request.invalid");
    unwrap(await cancel(order_id));
    expect(store.queries.openOrders()).toBe(0);
    expect(store.queries.queue(["CANCELLED"]).orders).toHaveLength(1);
  });

  test("a no-show is recalled and cancelled in one step, by a manager", async () => {
    const id = await ready();
    expect(codeOf(await cancel(id, { no_show: true }))).toBe("auth.manager_required");
    expect(bodyOf(await cancel(id, { no_show: true }, approved))).toMatchObject({
      status: "CANCELLED",
      cancel_cause: "NO_SHOW",
      order_seq: 5,
    });
    expect(eventTypes().slice(-2)).toEqual(["order.recalled", "order.cancelled"]);
  });
});
