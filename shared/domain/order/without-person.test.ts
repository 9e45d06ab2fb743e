import { describe, expect, test } from "vitest";
import { DomainEvent } from "../events.ts";
import { appOrder, line, T0, testId } from "./order.test-fixture.ts";
import { Order } from "./order.ts";
import { cancelWords, withoutPerson } from "./without-person.ts";

const MARK = "Zelda-Marker";
const customer = { kind: "customer", id: testId(9), name: MARK } as const;
const staff = { kind: "staff", id: "ana", name: "Ana" } as const;
const order = Order.parse({
  ...appOrder("CONFIRMED"),
  customer_name: MARK,
  note: `for ${MARK}`,
  lines: [{ ...line, note: `${MARK} is allergic` }],
  status: "CANCELLED",
  cancelled_at: T0,
  cancel_cause: "CUSTOMER",
  cancel_reason: `${MARK} has changed her mind`,
  cancelled_by: customer,
  last_step: { status: "CANCELLED", at: T0, by: customer },
});
const envelope = { event_id: testId(5), store_id: order.store_id, at: T0, actor: customer, order_id: order.order_id };
const cancelled = { type: "order.cancelled", order_seq: 2, from_status: "PLACED", cause: "CUSTOMER", reason: MARK, request_id: null };

describe("[P1] an order without its person", () => {
  test("has its ids, amounts and times, is still an order, and nothing of the person", () => {
    const left = withoutPerson(order);
    expect(JSON.stringify(left)).not.toContain(MARK);
    expect(Order.parse(left)).toEqual(left);
    expect(left).toEqual({
      ...order,
      ...{ customer_name: null, note: null, cancel_reason: null, lines: [{ ...line, note: null }] },
      cancelled_by: { ...customer, name: null },
      last_step: { status: "CANCELLED", at: T0, by: { ...customer, name: null } },
    });
  });

  test.each([
    ["order.placed", { ...envelope, type: "order.placed", order }],
    ["order.accepted", { ...envelope, type: "order.accepted", order }],
    ["order.cancelled", { ...envelope, ...cancelled }],
    ["order.cancel_requested", { ...envelope, type: "order.cancel_requested", request_id: testId(6), reason: MARK }],
  ])("nor has its event %s, which stays the event that it was", (_, event) => {
    const left = withoutPerson(DomainEvent.parse(event));
    expect(JSON.stringify(left)).not.toContain(MARK);
    expect(DomainEvent.parse(left)).toEqual(left);
    expect(left.event_id).toBe(envelope.event_id);
  });

  test("what staff and headquarters wrote for the company stays", () => {
    const event = { ...envelope, ...cancelled, actor: staff, cause: "STAFF", reason: "spilled" };
    expect(withoutPerson(event)).toBe(event);
  });

  test("a refund that repeats what the customer wrote as they cancelled says it no more", () => {
    const refund = { refund_id: testId(7), reason: `${MARK} has changed her mind`, actor: staff };
    expect(withoutPerson(refund)).toBe(refund);
    expect(withoutPerson(refund, cancelWords(order))).toEqual({ ...refund, reason: "" });
  });

  test("a second time changes nothing, and hands back the same", () => {
    const left = withoutPerson(order);
    expect(withoutPerson(left)).toBe(left);
  });
});
