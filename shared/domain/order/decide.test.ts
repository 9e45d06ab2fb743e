import { describe, expect, test } from "vitest";
import type { StatusEvent } from "../events.ts";
import { cents } from "../kernel/money.ts";
import { decide } from "./decide.ts";
import { given } from "./decider-spec.test-fixture.ts";
import {
  ASKERS,
  appOrder,
  capture,
  contextOf,
  later,
  moneyFields,
  ORDER_ID,
  orderIn,
  refundOf,
  STATUSES,
  testId,
} from "./order.test-fixture.ts";
import { netPaidCents, type OrderStatus } from "./order.ts";
import type { Asker } from "./transitions.ts";

/** Written out from the rules, not read from the table that is under test. */
const ALLOWED: Record<Asker, readonly string[]> = {
  staff: [
    "PLACED>IN_PROGRESS",
    "PLACED>CANCELLED",
    "PAID>IN_PROGRESS",
    "PAID>CANCELLED",
    "IN_PROGRESS>READY",
    "IN_PROGRESS>CANCELLED",
    "READY>COMPLETED",
    "READY>IN_PROGRESS",
  ],
  customer: ["PLACED>CANCELLED", "PAID>CANCELLED"],
  system: ["PLACED>CANCELLED", "PAID>CANCELLED"],
  payment: [],
};
const EVENT: Record<string, StatusEvent["type"]> = {
  "PLACED>IN_PROGRESS": "order.started",
  "PAID>IN_PROGRESS": "order.started",
  "IN_PROGRESS>READY": "order.readied",
  "READY>COMPLETED": "order.completed",
  "READY>IN_PROGRESS": "order.recalled",
};

const settled = { ...moneyFields([capture(900)]) };
const move = (to_status: OrderStatus, expected_status: OrderStatus, reason: string | null = "asked for") =>
  ({ type: "transition", to_status, expected_status, reason }) as const;

describe("every cell of the transition table, for everyone who may ask", () => {
  const cells = ASKERS.flatMap((asker) => STATUSES.flatMap((from) => STATUSES.map((to) => ({ asker, from, to }))));
  test.each(cells)("$asker: $from to $to", ({ asker, from, to }) => {
    const order = orderIn(from, from === "READY" ? settled : {});
    const step = `${from}>${to}`;
    if (asker === "payment" && step === "PLACED>PAID") {
      // The step exists, but it is the confirmation (handoff.ts), never a plain transition.
      expect(() => decide(order, move(to, from), contextOf({ asker }))).toThrow();
      return;
    }
    const when = given(order, { asker }).when(move(to, from));
    if (ALLOWED[asker].includes(step)) {
      const type = EVENT[step] ?? "order.cancelled";
      const after = when.then({ type, order_id: ORDER_ID, order_seq: 2, from_status: from });
      expect(after).toMatchObject({ status: to, order_seq: 2, updated_at: later(60) });
    } else if (asker === "customer" && to === "CANCELLED" && from !== "CANCELLED") {
      when.thenRefused("order.already_started");
    } else {
      expect(when.thenRefused("order.invalid_transition")).toMatchObject({ current_status: from, order });
    }
  });

  test("expects something of every cell: no step is allowed that the rules do not name", () => {
    expect(cells).toHaveLength(144);
  });
});

describe("compare-and-set", () => {
  test.each(STATUSES.filter((status) => status !== "PLACED"))(
    "a step that expects %s of a PLACED order loses and sees the order",
    (expected) => {
      const order = orderIn("PLACED");
      expect(given(order).when(move("IN_PROGRESS", expected)).thenRefused("order.status_changed")).toEqual({
        current_status: "PLACED",
        order,
      });
      given(order).when(move("CANCELLED", expected)).thenRefused("order.status_changed");
    },
  );

  test("a lost race is told apart from an impossible step: the race comes first", () => {
    given(orderIn("COMPLETED")).when(move("READY", "IN_PROGRESS")).thenRefused("order.status_changed");
    given(orderIn("COMPLETED")).when(move("READY", "COMPLETED")).thenRefused("order.invalid_transition");
  });

  test("a cancel without expected_status takes the order as it is", () => {
    const cancel = { type: "cancel", cause: "STAFF", reason: "spilled", expected_status: null, request_id: null } as const;
    given(orderIn("IN_PROGRESS")).when(cancel).then({ type: "order.cancelled", from_status: "IN_PROGRESS" });
    given(orderIn("IN_PROGRESS"))
      .when({ ...cancel, expected_status: "PLACED" })
      .thenRefused("order.status_changed");
  });
});

describe("guards", () => {
  test("an order that is paid online is not started before it is paid", () => {
    given(orderIn("PLACED", { pay_mode: "ONLINE" }))
      .when(move("IN_PROGRESS", "PLACED"))
      .thenRefused("order.not_paid");
  });

  test("an order that is paid at the store is not handed over while something is owed", () => {
    given(orderIn("READY")).when(move("COMPLETED", "READY")).thenRefused("order.not_paid");
    given(orderIn("READY", moneyFields([capture(899)])))
      .when(move("COMPLETED", "READY"))
      .thenRefused("order.not_paid");
    const wrong = capture(900);
    given(orderIn("READY", moneyFields([wrong], [refundOf(wrong, 1, { kind: "CORRECTION" })])))
      .when(move("COMPLETED", "READY"))
      .thenRefused("order.not_paid");
    given(orderIn("READY", settled)).when(move("COMPLETED", "READY")).then({ type: "order.completed" });
  });

  test("a partly refunded order is handed over without being paid a second time", () => {
    const [latte, syrup] = [capture(802), capture(98, { payment_id: testId(101) })];
    given(orderIn("READY", moneyFields([latte, syrup], [refundOf(syrup, 98)])))
      .when(move("COMPLETED", "READY"))
      .then({ type: "order.completed" });
  });

  test("an order that costs nothing is handed over without a tender", () => {
    given(orderIn("READY", { total_cents: cents(0) }))
      .when(move("COMPLETED", "READY"))
      .then({ type: "order.completed" });
  });

  test("a recall is in time up to the last millisecond of the window, and too late after it", () => {
    const ready = orderIn("READY");
    given(ready, { at: later(320) })
      .when(move("IN_PROGRESS", "READY"))
      .then({ type: "order.recalled", from_status: "READY" });
    given(ready, { at: "2026-05-04T08:05:20.001Z" }).when(move("IN_PROGRESS", "READY")).thenRefused("order.recall_expired");
    given(ready, { at: later(320), recallWindowS: 0 })
      .when(move("IN_PROGRESS", "READY"))
      .thenRefused("order.recall_expired");
  });

  test("a recalled order can be made ready again, and keeps the time it was started", () => {
    const recalled = given(orderIn("READY")).when(move("IN_PROGRESS", "READY")).then({ type: "order.recalled" });
    expect(recalled).toMatchObject({ status: "IN_PROGRESS", started_at: later(10) });
    const again = given(recalled, { at: later(90) })
      .when(move("READY", "IN_PROGRESS"))
      .then({ type: "order.readied", order_seq: 3 });
    expect(again).toMatchObject({ started_at: later(10), ready_at: later(90) });
  });
});

describe("who decides", () => {
  test.each(["OFFERED", "ACCEPTED"] as const)("an order that is %s is unconfirmed for the store: no step, no cancel", (handoff) => {
    given(appOrder(handoff)).when(move("IN_PROGRESS", "PLACED")).thenRefused("order.unconfirmed");
    given(appOrder(handoff)).when(move("CANCELLED", "PLACED")).thenRefused("order.unconfirmed");
    given(appOrder(handoff)).when({ type: "no_show", reason: "left" }).thenRefused("order.unconfirmed");
  });

  test("the rest of the hand-off, seen from the store and from the cloud", () => {
    given(appOrder("DECLINED")).when(move("IN_PROGRESS", "PLACED")).thenRefused("order.declined");
    given(appOrder("WITHDRAWN")).when(move("IN_PROGRESS", "PLACED")).thenRefused("order.not_authority");
    given(appOrder("CONFIRMED")).when(move("IN_PROGRESS", "PLACED")).then({ type: "order.started" });
    given(appOrder("CONFIRMED"), { node: "cloud", asker: "system" }).when(move("CANCELLED", "PLACED")).thenRefused("order.not_authority");
    given(orderIn("PLACED"), { node: "cloud", asker: "system" }).when(move("CANCELLED", "PLACED")).thenRefused("order.not_authority");
  });

  test("nothing is decided about an order that is not there, and none is placed twice", () => {
    given(null).when(move("IN_PROGRESS", "PLACED")).thenRefused("order.not_found");
    const order = orderIn("PLACED");
    expect(given(null).when({ type: "place", order }).then({ type: "order.placed", order })).toEqual(order);
    given(order).when({ type: "place", order }).thenRefused("order.exists");
  });
});

describe("cancelling", () => {
  const byStaff = { type: "cancel", cause: "STAFF", reason: "spilled", expected_status: null, request_id: null } as const;
  const byCustomer = { ...byStaff, cause: "CUSTOMER", reason: null, request_id: testId(7) } as const;
  const cash = capture(600);
  const card = capture(300, {
    payment_id: testId(101),
    method: "EXTERNAL_CARD",
    provider_ref: "A-000002",
    reference: "4711",
    tendered_cents: null,
    change_cents: null,
  });
  const paid = orderIn("IN_PROGRESS", moneyFields([cash, card]));

  test("staff have to say why", () => {
    given(orderIn("PLACED"))
      .when({ ...byStaff, reason: null })
      .thenRefused("request.invalid");
    given(orderIn("PLACED")).when(byStaff).then({ type: "order.cancelled", reason: "spilled", cause: "STAFF" });
  });

  test("what was taken at the counter is refunded in the same step, each tender by its own method, with a manager", () => {
    given(paid, { payments: [cash, card] })
      .when(byStaff)
      .thenRefused("auth.manager_required");
    const after = given(paid, { payments: [cash, card], managerApproved: true })
      .when(byStaff)
      .then(
        { type: "refund.succeeded", refund: { payment_id: cash.payment_id, amount_cents: 600, method: "CASH", reason: "spilled" } },
        { type: "refund.succeeded", refund: { payment_id: card.payment_id, amount_cents: 300, method: "EXTERNAL_CARD" } },
        { type: "order.cancelled", order_seq: 2 },
      );
    expect(after).toMatchObject({ status: "CANCELLED", refund_state: "FULL", refunded_cents: 900 });
    expect(netPaidCents(after)).toBe(0);
  });

  test("voiding what was paid online refunds it, so that takes a manager too, before it is started and after", () => {
    for (const status of ["PAID", "IN_PROGRESS"] as const) {
      const online = (back: number) => orderIn(status, { pay_mode: "ONLINE", paid_cents: cents(900), refunded_cents: cents(back) });
      given(online(0)).when(byStaff).thenRefused("auth.manager_required");
      given(online(0), { managerApproved: true }).when(byStaff).then({ type: "order.cancelled", from_status: status });
      given(online(900)).when(byStaff).then({ type: "order.cancelled" });
    }
  });

  test("what had been refunded before is not refunded again", () => {
    const refunds = [refundOf(cash, 250), refundOf(cash, 100, { refund_id: testId(201), status: "FAILED" })];
    const facts = { payments: [cash, card], refunds, managerApproved: true };
    given(orderIn("IN_PROGRESS", moneyFields([cash, card], refunds.slice(0, 1))), facts)
      .when(byStaff)
      .then(
        { type: "refund.succeeded", refund: { amount_cents: 350 } },
        { type: "refund.succeeded", refund: { amount_cents: 300 } },
        { type: "order.cancelled" },
      );
  });

  test("a customer can cancel until it is started, and not once money was taken at the counter", () => {
    const customer = { asker: "customer" } as const;
    given(orderIn("PLACED"), customer)
      .when(byCustomer)
      .then({ type: "order.cancelled", cause: "CUSTOMER", request_id: testId(7) });
    given(orderIn("PAID", { paid_cents: cents(900) }), customer)
      .when(byCustomer)
      .then({ type: "order.cancelled" });
    given(orderIn("IN_PROGRESS"), customer).when(byCustomer).thenRefused("order.already_started");
    given(orderIn("PLACED", moneyFields([cash])), customer)
      .when(byCustomer)
      .thenRefused("order.paid_at_store");
    given(orderIn("PLACED", moneyFields([cash], [refundOf(cash, 600)])), customer)
      .when(byCustomer)
      .then({ type: "order.cancelled" });
    given(orderIn("CANCELLED"), customer).when(byCustomer).thenRefused("order.invalid_transition");
  });
});

describe("no-show", () => {
  const noShow = { type: "no_show", reason: "nobody came" } as const;
  test("recalls and cancels in one step, with a manager, however long ago it was ready", () => {
    const ready = orderIn("READY", { order_seq: 3 });
    given(ready, { at: later(9000) })
      .when(noShow)
      .thenRefused("auth.manager_required");
    const after = given(ready, { at: later(9000), managerApproved: true })
      .when(noShow)
      .then(
        { type: "order.recalled", order_seq: 4, from_status: "READY" },
        { type: "order.cancelled", order_seq: 5, from_status: "IN_PROGRESS", cause: "NO_SHOW", reason: "nobody came" },
      );
    expect(after).toMatchObject({ status: "CANCELLED", order_seq: 5, cancel_cause: "NO_SHOW" });
  });

  test("is for orders that are READY, paid at the store and unpaid; for nobody but staff", () => {
    for (const status of STATUSES.filter((status) => status !== "READY")) {
      given(orderIn(status), { managerApproved: true }).when(noShow).thenRefused("order.invalid_transition");
    }
    given(orderIn("READY", moneyFields([capture(1)])), { managerApproved: true })
      .when(noShow)
      .thenRefused("order.invalid_transition");
    given(orderIn("READY", { pay_mode: "ONLINE" }), { managerApproved: true })
      .when(noShow)
      .thenRefused("order.invalid_transition");
    given(orderIn("READY"), { managerApproved: true, asker: "customer" }).when(noShow).thenRefused("order.invalid_transition");
  });

  test("is refused while a tip has not been refunded, even where the sale has been", () => {
    const cash = capture(900, { tip_cents: cents(100) });
    const saleBack = [refundOf(cash, 900)];
    const money = { managerApproved: true, payments: [cash] };
    const order = orderIn("READY", moneyFields([cash], saleBack));
    given(order, { ...money, refunds: saleBack })
      .when(noShow)
      .thenRefused("order.invalid_transition");
    const allBack = [refundOf(cash, 900, { tip_cents: cents(100) })];
    given(order, { ...money, refunds: allBack })
      .when(noShow)
      .then({ type: "order.recalled" }, { type: "order.cancelled" });
  });
});
