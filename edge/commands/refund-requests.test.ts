/** Refunds that headquarters asks this store for, as the inbox brings them. */
import { viewerAtStore } from "@crema/shared/contract/viewers";
import { iso } from "@crema/shared/domain/kernel/clock";
import { cents } from "@crema/shared/domain/kernel/money";
import type { Order } from "@crema/shared/domain/order/order";
import { appOrder, guest, testId } from "@crema/shared/domain/order/order.test-fixture";
import type { Refund } from "@crema/shared/domain/payment/payment";
import type { InboxCommand } from "@crema/sync/protocol/down";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { approved, cashier, codeOf, openTestStore, type TestStore, unwrap } from "../store.test-fixture.ts";
import { counterOf } from "./counter.test-fixture.ts";

const ID = testId(0xa1);
const REQUEST_ID = testId(0xb1);

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.dispose());

const apply = (...commands: InboxCommand[]) =>
  store.sync.down.applyInbox(
    commands.map((command, index) => ({ seq: index + 1, id: testId(0xc001 + index), command })),
    null,
  );

const { open, count, close } = counterOf(() => store);

describe("a refund that headquarters asks for", () => {
  const asked: InboxCommand = {
    kind: "refund.requested",
    at: "2026-05-04T08:00:00.000Z",
    order_id: ID,
    request_id: REQUEST_ID,
    amount_cents: null,
    reason: "cold",
    actor: guest,
  };

  test("of an order that is not on this box is answered, so that nobody there waits for ever", async () => {
    await apply(asked);
    const [answer] = store.sync.log.read(1, 1, 10_000).map((event) => JSON.parse(event.body));
    expect(answer).toMatchObject({ type: "refund.refused", order_id: ID, request_id: REQUEST_ID, code: "refund.nothing_captured" });
  });

  test("twice is one request", async () => {
    const { order_id } = await store.placed();
    unwrap(
      await store.commands.tender(
        order_id,
        { method: "CASH", amount_cents: null, tip_cents: cents(0), tendered_cents: null, reference: null, complete: false },
        "t1",
        cashier,
      ),
    );
    await apply({ ...asked, order_id }, { ...asked, order_id });
    expect(store.queries.refundRequests()).toMatchObject([{ order_id, request_id: REQUEST_ID, reason: "cold" }]);
  });
});

describe("a refund of an order that was paid online", () => {
  const AT = "2026-05-04T08:00:00.000Z";
  const offered = appOrder("OFFERED", { order_id: ID, ticket_number: null, business_day: null, pay_mode: "ONLINE" }) as Order;
  const reported = (changes: Partial<Extract<InboxCommand, { kind: "refund.reported" }>>): InboxCommand => ({
    kind: "refund.reported",
    at: AT,
    event_id: testId(0xd2),
    order_id: ID,
    refunded_cents: cents(0),
    refund_pending_cents: cents(0),
    refund_state: "NONE",
    heard_seq: null,
    ...changes,
  });
  const paidOnline: InboxCommand[] = [
    { kind: "order.offered", at: AT, order: offered },
    { kind: "order.confirmed", at: AT, event_id: testId(0xd1), order_id: ID, order_seq: 2, status: "PAID" },
  ];
  const refund = (amount: number | null, key: string) =>
    store.commands.refund(
      ID,
      {
        payment_id: null,
        amount_cents: amount === null ? null : cents(amount),
        tip_cents: cents(0),
        reason: "cold",
        request_id: null,
        manager_pin: null,
      },
      key,
      approved,
    );
  const shown = () => {
    const found = store.queries.order(ID);
    if (!found) throw new Error("the order is not here");
    const order = store.queries.show(found.order, viewerAtStore(approved.principal));
    return { ...order, may: order.allowed_actions.map(({ action }) => action) };
  };
  const bring = async (...more: InboxCommand[]) => {
    sent += more.length;
    const first = sent - more.length;
    await store.sync.down.applyInbox(
      more.map((command, index) => ({ seq: first + index + 1, id: testId(0xc001 + first + index), command })),
      null,
    );
  };
  /** The cloud has this store's log up to its end. */
  const heard = () => store.sync.log.acknowledge(store.sync.log.head());
  let sent = 0;
  beforeEach(async () => {
    sent = 0;
    await bring(...paidOnline);
  });

  test("is pending at once, no second one is taken before its outcome is known, and the outcome is shown", async () => {
    expect(shown()).toMatchObject({ refund_state: "NONE", may: expect.arrayContaining(["refund"]) });
    const asked = JSON.parse(unwrap(await refund(300, "k1")).body);
    expect(asked).toMatchObject({ refunds: [], requested: { amount_cents: 300 }, order: { refund_state: "PENDING" } });
    expect(shown()).toMatchObject({ refund_state: "PENDING" });
    expect(shown().may).not.toContain("refund");
    expect(codeOf(await refund(300, "k2"))).toBe("refund.under_way");
    await heard();
    await bring(reported({ refund_pending_cents: cents(300), refund_state: "PENDING" }));
    expect(shown()).toMatchObject({ refund_state: "PENDING", refund_pending_cents: 300 });
    await bring(reported({ refunded_cents: cents(300), refund_state: "PARTIAL" }));
    expect(shown()).toMatchObject({ refund_state: "PARTIAL", refunded_cents: 300, refund_pending_cents: 0 });
    expect(codeOf(await refund(601, "k3"))).toBe("refund.exceeds_captured");
    unwrap(await refund(500, "k4"));
    await heard();
    await bring(reported({ refunded_cents: cents(900), refund_state: "FULL" }));
    expect(shown()).toMatchObject({ refund_state: "FULL", refunded_cents: 900 });
    expect(shown().may).not.toContain("refund");
  });

  describe("counts in X with its tax", () => {
    const step = (to_status: "IN_PROGRESS" | "READY" | "COMPLETED") =>
      store.commands.transition(ID, { to_status, expected_status: shown().status, reason: null }, cashier);
    const handOver = async () => {
      for (const to of ["IN_PROGRESS", "READY", "COMPLETED"] as const) unwrap(await step(to));
    };
    const made = (status: Refund["status"], at: string, refunded: number): InboxCommand => {
      const [line] = shown().lines;
      const lines = [{ line_id: line?.line_id ?? "", qty: 0, amount_cents: cents(refunded), tax_cents: cents(refunded / 10) }];
      const ids = { refund_id: testId(0xe1), payment_id: testId(0xe2), order_id: ID, store_id: shown().store_id };
      const by = { provider: "stripe", method: "ONLINE", kind: "GIVEN_BACK", provider_ref: null, account: null } as const;
      const money = { amount_cents: cents(refunded), currency: "EUR", tip_cents: cents(0), drawer_session_id: null };
      const day = status === "SUCCEEDED" ? at.slice(0, 10) : null;
      const refund: Refund = { ...ids, ...by, ...money, status, lines, reason: "cold", actor: guest, refunded_at: at, business_day: day };
      return reported({ event_id: store.newId(), refunded_cents: cents(refunded), refund_state: "PARTIAL", refunds: [refund] });
    };
    const taxes = async () => (await store.queries.xReport()).days.map((day) => [day.business_day, day.refunded_tax_cents]);
    beforeEach(async () => {
      await open();
    });

    test("once, on its own day, when it has succeeded, however often it is reported", async () => {
      await handOver();
      const later = iso(Date.parse(AT) + 24 * 3_600_000);
      store.clock.advance(Date.parse(later) + 1000 - store.clock.now());
      await bring(made("PENDING", later, 200));
      expect((await taxes()).map(([, tax]) => tax)).toEqual([0]);
      await bring(made("SUCCEEDED", later, 200));
      await bring(made("SUCCEEDED", later, 200));
      expect(await taxes()).toEqual([
        ["2026-05-04", 0],
        ["2026-05-05", 20],
      ]);
      expect(store.queries.moneyOf(ID).refunds).toMatchObject([{ status: "SUCCEEDED", amount_cents: 200 }]);
    });

    test("with the sale where it was refunded before the hand-over, and not at all where that never comes", async () => {
      await bring(made("SUCCEEDED", iso(store.clock.now()), 200));
      expect(await taxes()).toEqual([]);
      store.clock.advance(60_000);
      await handOver();
      expect((await taxes()).map(([, tax]) => tax)).toEqual([20]);
    });

    test("however late it is heard, on its own day, in the next Z and in that one alone, which names it", async () => {
      await handOver();
      await count(10_000);
      const first = await close();
      expect([first.days[0]?.refunds_online_cents, first.online_refunds]).toEqual([0, []]);
      await open();
      store.clock.advance(20 * 24 * 3_600_000);
      const at = iso(store.clock.now() - 12 * 24 * 3_600_000);
      await bring(made("SUCCEEDED", at, 200));
      expect(await taxes()).toEqual([[at.slice(0, 10), 20]]);
      await count(10_000);
      const second = await close();
      expect(second.days).toMatchObject([{ business_day: at.slice(0, 10), orders: 0, refunds_online_cents: 200, refunded_tax_cents: 20 }]);
      expect(second.online_refunds).toEqual([{ refund_id: testId(0xe1) }]);
      await open();
      await bring(made("SUCCEEDED", at, 200));
      expect(await taxes()).toEqual([]);
    });

    test("and one that fails after it had succeeded is taken off again on its day by the next Z", async () => {
      await handOver();
      const at = iso(store.clock.now());
      await bring(made("SUCCEEDED", at, 200));
      await count(10_000);
      const first = await close();
      expect(first.days).toMatchObject([{ refunds_online_cents: 200, refunded_tax_cents: 20 }]);
      await open();
      store.clock.advance(24 * 3_600_000);
      for (let told = 0; told < 2; told += 1) await bring(reported({ event_id: store.newId(), refund_state: "FAILED", refunds: [] }));
      await count(10_000);
      const second = await close();
      expect(second.days).toMatchObject([
        { business_day: first.days[0]?.business_day, refunds_online_cents: -200, refunded_tax_cents: -20 },
      ]);
      expect(second.days[0]?.refund_taxes).toMatchObject([{ tax_cents: -20 }]);
      expect(second.online_refunds).toEqual([{ refund_id: testId(0xe1), failed: true }]);
    });
  });

  test("stays pending when a report of an earlier one crosses it, so that nobody refunds a second time", async () => {
    unwrap(await refund(300, "k1"));
    await bring(reported({ refunded_cents: cents(200), refund_state: "PARTIAL" }));
    expect(shown()).toMatchObject({ refund_state: "PENDING", refunded_cents: 200 });
    expect(codeOf(await refund(300, "k2"))).toBe("refund.under_way");
    await heard();
    await bring(reported({ refunded_cents: cents(500), refund_state: "PARTIAL" }));
    expect(shown()).toMatchObject({ refund_state: "PARTIAL", refunded_cents: 500, may: expect.arrayContaining(["refund"]) });
  });

  test("shows its outcome although the cloud's acknowledgement was lost", async () => {
    unwrap(await refund(300, "k1"));
    const heard_seq = store.sync.log.head();
    await bring(reported({ refunded_cents: cents(300), refund_state: "PARTIAL", heard_seq }));
    expect(shown()).toMatchObject({ refund_state: "PARTIAL", refunded_cents: 300, may: expect.arrayContaining(["refund"]) });
    unwrap(await refund(200, "k2"));
    await heard();
    await bring(reported({ refunded_cents: cents(300), refund_state: "PARTIAL", heard_seq }));
    expect(shown()).toMatchObject({ refund_state: "PENDING" });
  });

  test("that did not go through says so, and may be tried again; what headquarters refunds is shown as well", async () => {
    unwrap(await refund(300, "k1"));
    await heard();
    await bring(reported({ refund_state: "FAILED" }));
    expect(shown()).toMatchObject({ refund_state: "FAILED", refunded_cents: 0, may: expect.arrayContaining(["refund"]) });
    await bring(reported({ refunded_cents: cents(900), refund_state: "FULL" }));
    expect(shown()).toMatchObject({ refund_state: "FULL", refunded_cents: 900 });
  });

  test("of all of it before anybody has started is its cancellation, which refunds the money: no separate refund is requested", async () => {
    const { refunds, requested, order } = JSON.parse(unwrap(await refund(null, "k1")).body);
    expect([refunds, requested]).toEqual([[], null]);
    expect(order).toMatchObject({ status: "CANCELLED", cancel_cause: "STAFF", cancel_reason: "cold", allowed_actions: [] });
    const types = store.sync.log.read(1, 100, 1_000_000).map((event) => JSON.parse(event.body).type);
    expect(types).toEqual(["order.accepted", "order.cancelled"]);
    expect(store.queries.queue(null).orders).toEqual([]);
  });

  test("headquarters' cancel request is decided by the same rules as a customer's, and says whose it was", async () => {
    const asked = {
      kind: "order.cancel_requested",
      at: AT,
      order_id: ID,
      request_id: testId(0xe1),
      actor: { kind: "operator", id: testId(0xb0), name: "Head office" },
      cause: "OPERATOR",
      reason: "ordered twice",
    } as const;
    unwrap(await store.commands.transition(ID, { to_status: "IN_PROGRESS", expected_status: "PAID", reason: null }, cashier));
    await bring(asked);
    const [refused] = store.sync.log.read(3, 1, 1_000_000).map((event) => JSON.parse(event.body));
    expect(refused).toMatchObject({
      type: "order.cancel_refused",
      request_id: testId(0xe1),
      cause: "OPERATOR",
      code: "order.already_started",
    });
  });

  test("of an order that this box never had changes nothing", async () => {
    await bring(reported({ order_id: testId(0xa2), refund_state: "FULL" }));
    expect(store.queries.order(testId(0xa2))).toBeNull();
  });
});
