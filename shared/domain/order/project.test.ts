import { describe, expect, test } from "vitest";
import type { EdgeEvent, EventOf, StatusEvent } from "../events.ts";
import { cents } from "../kernel/money.ts";
import type { Payment, Refund } from "../payment/payment.ts";
import { decide, type OrderCommand } from "./decide.ts";
import { applyAll } from "./decider-spec.test-fixture.ts";
import { accept, declinedEvent } from "./handoff.ts";
import {
  ana,
  appOrder,
  capture,
  cloud,
  contextOf,
  later,
  ORDER_ID,
  orderIn,
  refundOf,
  STATUSES,
  STORE,
  testId,
  testIds,
} from "./order.test-fixture.ts";
import { Handoff, type Order, type OrderStatus } from "./order.ts";
import { project } from "./project.ts";

const atCloud = contextOf({ node: "cloud", asker: "system", actor: cloud, newId: testIds(0x5000) });
const envelope = (n = 400) => ({ event_id: testId(n), store_id: STORE, at: later(70), actor: ana, order_id: ORDER_ID });
const statusEvent = (type: StatusEvent["type"], from_status: OrderStatus, order_seq: number): StatusEvent => {
  const event = { ...envelope(), type, from_status, order_seq };
  return event.type === "order.cancelled"
    ? { ...event, type: "order.cancelled", cause: "STAFF", reason: "x", request_id: null }
    : (event as StatusEvent);
};
const placed = (changes: Partial<Order> = {}): EventOf<"order.placed"> => ({
  ...envelope(),
  type: "order.placed",
  order: { ...orderIn("PLACED"), ...changes } as Order,
});
const codeOf = (order: Order | null, event: EdgeEvent) => {
  const result = project(order, event, atCloud);
  return result.ok ? null : result.refusal.code;
};

/** A store's life of an order: its events in order, and the order after them. */
function life(): { events: EdgeEvent[]; order: Order } {
  const context = contextOf({ managerApproved: true });
  let order: Order | null = null;
  const events: EdgeEvent[] = [];
  const commands: OrderCommand[] = [
    { type: "place", order: orderIn("PLACED") },
    { type: "transition", to_status: "IN_PROGRESS", expected_status: "PLACED", reason: null },
    { type: "transition", to_status: "READY", expected_status: "IN_PROGRESS", reason: null },
    { type: "transition", to_status: "IN_PROGRESS", expected_status: "READY", reason: null },
    { type: "transition", to_status: "CANCELLED", expected_status: "IN_PROGRESS", reason: "spilled twice" },
  ];
  for (const command of commands) {
    const result = decide(order, command, context);
    if (!result.ok) throw new Error(result.refusal.detail);
    order = applyAll(order, result.value);
    events.push(...(result.value as EdgeEvent[]));
  }
  if (!order) throw new Error("no order");
  return { events, order };
}

describe("[I3] the cloud's copy of an order of the store's", () => {
  test("the events in sequence give the same order", () => {
    const { events, order } = life();
    const copy = events.reduce<Order | null>((state, event) => {
      const result = project(state, event, atCloud);
      if (!result.ok) throw new Error(result.refusal.detail);
      expect(result.value.events).toEqual([event]);
      return result.value.order;
    }, null);
    expect(copy).toEqual(order);
  });

  test("an event that comes again, too early, or from an older copy is refused and changes nothing", () => {
    const { events } = life();
    const [first, second, third, , last] = events as [EdgeEvent, EdgeEvent, EdgeEvent, EdgeEvent, EdgeEvent];
    const order = orderIn("IN_PROGRESS", { order_seq: 2 });
    expect(codeOf(order, first)).toBe("order.exists");
    expect(codeOf(order, second)).toBe("order.out_of_sequence");
    expect(codeOf(order, last)).toBe("order.out_of_sequence");
    expect(codeOf(order, third)).toBeNull();
  });

  const table: Record<StatusEvent["type"], readonly OrderStatus[]> = {
    "order.started": ["PLACED", "PAID"],
    "order.readied": ["IN_PROGRESS"],
    "order.completed": ["READY"],
    "order.recalled": ["READY"],
    "order.cancelled": ["PLACED", "PAID", "IN_PROGRESS"],
  };
  const cells = (Object.keys(table) as StatusEvent["type"][]).flatMap((type) => STATUSES.map((from) => ({ type, from })));
  test.each(cells)("$type from $from", ({ type, from }) => {
    const result = project(orderIn(from, { order_seq: 4 }), statusEvent(type, from, 5), atCloud);
    if (table[type].includes(from)) {
      if (!result.ok) throw new Error(result.refusal.detail);
      expect(result.value.order?.order_seq).toBe(5);
    } else {
      expect(result).toMatchObject({ ok: false, refusal: { code: "order.invalid_transition" } });
    }
  });

  test("an event that claims another state than the order has is refused", () => {
    expect(codeOf(orderIn("PLACED"), statusEvent("order.readied", "IN_PROGRESS", 2))).toBe("order.invalid_transition");
  });

  test("a status event for an order that the cloud decides is a fork, and refused", () => {
    expect(codeOf(appOrder("ACCEPTED"), statusEvent("order.started", "PLACED", 2))).toBe("order.not_authority");
    expect(codeOf(null, statusEvent("order.started", "PLACED", 2))).toBe("order.not_found");
  });
});

describe("what a store may place", () => {
  test.each<[string, Partial<Order>]>([
    ["an order under another id", { order_id: testId(77) }],
    ["another store's order", { store_id: "other" }],
    ["an order that the cloud decides", { authority: "cloud" }],
    ["an app order", { handoff: "CONFIRMED" }],
    ["an order that has already moved", { order_seq: 2 }],
    ["an order that is not PLACED", orderIn("READY")],
    ["an order of a customer's account", { user_id: testId(78) }],
    ["an order of the app", { origin: "APP" }],
    ["an order that is paid without a capture", { paid_cents: cents(900) }],
    ["an order that says refunded without a refund", { refunded_cents: cents(900), refund_state: "FULL" }],
  ])("not %s", (_name, changes) => {
    expect(codeOf(null, placed(changes))).toBe("order.invalid_transition");
    expect(codeOf(null, placed())).toBeNull();
  });

  test("no event of a store reaches the order of another", () => {
    const foreign = orderIn("PLACED", { store_id: "other" });
    const money: EdgeEvent = { ...envelope(), type: "payment.captured", payment: capture(900) };
    for (const event of [statusEvent("order.started", "PLACED", 2), money, declinedEvent(STORE, ORDER_ID, "staff", "no", contextOf())]) {
      expect(codeOf(foreign, event)).toBe("order.not_found");
    }
  });
});

describe("[U6] money", () => {
  test.each<[string, Partial<Payment> & Partial<Refund>]>([
    ["of the payment provider", { provider: "stripe" }],
    ["paid online", { method: "ONLINE" }],
    ["of another order than the event's", { order_id: testId(77) }],
    ["that has not moved", { status: "FAILED" }],
  ])("not what a store says %s", (_name, changes) => {
    const events: EdgeEvent[] = [
      { ...envelope(), type: "payment.captured", payment: { ...capture(900), ...(changes as Partial<Payment>) } },
      { ...envelope(), type: "refund.succeeded", refund: { ...refundOf(capture(900), 300), ...(changes as Partial<Refund>) } },
    ];
    for (const event of events) for (const order of [null, orderIn("READY")]) expect(codeOf(order, event)).toBe("request.invalid");
  });

  const payment = capture(900);
  const captured: EdgeEvent = { ...envelope(401), type: "payment.captured", payment };
  const refunded: EdgeEvent = { ...envelope(402), type: "refund.succeeded", refund: refundOf(payment, 300) };

  test("counts without an order, and on an order in whatever state", () => {
    for (const event of [captured, refunded])
      expect(project(null, event, atCloud)).toEqual({ ok: true, value: { order: null, events: [event] } });
    for (const status of STATUSES) {
      const order = orderIn(status);
      const result = project(order, captured, atCloud);
      expect(result.ok && result.value.order).toMatchObject({ status, order_seq: order.order_seq, paid_cents: order.paid_cents + 900 });
    }
  });

  test("refunded in part, then in full", () => {
    const part = applyAll(orderIn("PLACED"), [captured, refunded]);
    expect(part).toMatchObject({ refund_state: "PARTIAL", refunded_cents: 300 });
    expect(applyAll(part, [{ ...refunded, refund: refundOf(payment, 600) }])).toMatchObject({ refund_state: "FULL", refunded_cents: 900 });
  });
});

describe("answers to offers", () => {
  const accepted = accept(appOrder("OFFERED"), contextOf()) as EdgeEvent;
  const declined = declinedEvent(STORE, ORDER_ID, "store.queue_full", "full", contextOf());

  test("the cloud adds its own decision to the store's answer", () => {
    expect(project(appOrder("OFFERED"), accepted, atCloud)).toMatchObject({
      ok: true,
      value: { events: [{ type: "order.accepted" }, { type: "order.confirmed", actor: cloud }] },
    });
    expect(project(appOrder("CONFIRMED"), declined, atCloud)).toMatchObject({
      ok: true,
      value: { order: { status: "CANCELLED", order_seq: 2 } },
    });
  });

  test.each(Handoff.options)("a withdrawn or %s order: the answer is acknowledged, never quarantined", (handoff) => {
    const gone = orderIn("CANCELLED", { handoff, authority: "cloud", origin: "APP" });
    for (const event of [accepted, declined]) {
      const result = project(gone, event, atCloud);
      expect(result).toEqual({ ok: true, value: { order: gone, events: [] } });
    }
  });

  test("an order that has been started can no longer be declined", () => {
    for (const status of ["IN_PROGRESS", "READY", "COMPLETED"] as const)
      expect(codeOf(orderIn(status, { handoff: "CONFIRMED" }), declined)).toBe("order.invalid_transition");
  });

  test("a refused cancel request is recorded and changes nothing", () => {
    const refused: EdgeEvent = {
      ...envelope(),
      type: "order.cancel_refused",
      request_id: testId(9),
      cause: "CUSTOMER",
      code: "order.already_started",
    };
    const order = orderIn("READY");
    expect(project(order, refused, atCloud)).toEqual({ ok: true, value: { order, events: [refused] } });
  });
});
