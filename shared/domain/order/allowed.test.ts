import { describe, expect, test } from "vitest";
import type { Principal } from "../../contract/access.ts";
import { ONLOOKER, viewerAtStore, viewerInCloud } from "../../contract/viewers.ts";
import { cents } from "../kernel/money.ts";
import type { DeviceKind, StaffRole } from "../staff/actor.ts";
import { type AllowedFacts, allowedFor } from "./allowed.ts";
import { decide } from "./decide.ts";
import { ana, appOrder, capture, contextOf, later, moneyFields, orderIn, refundOf, STATUSES, STORE, testId } from "./order.test-fixture.ts";
import type { Order } from "./order.ts";

const deviceOf = (device_kind: DeviceKind): Principal => ({
  kind: "device",
  device_id: testId(9),
  device_kind,
  store_id: STORE,
  name: "x",
});
const staffOf = (role: StaffRole, device_kind: DeviceKind = "pos"): Principal => ({
  kind: "staff",
  staff_id: "ana",
  name: "Ana",
  role,
  store_id: STORE,
  device_id: testId(9),
  device_kind,
});
const guest: Principal = { kind: "order_holder", order_id: testId(1) };
const FACTS: AllowedFacts = {
  at: later(60),
  node: "edge",
  recallWindowS: 300,
  tipLimitCents: 0,
  payments: [],
  refunds: [],
  isOpenTender: () => false,
};

/** In short: "READY", "CANCELLED!" where a manager is needed. */
function shown(order: Order, principal: Principal, facts: Partial<AllowedFacts> = {}): { steps: string; actions: string } {
  const allowed = allowedFor(order, viewerAtStore(principal), { ...FACTS, ...facts });
  const mark = (name: string, needsManager: boolean) => (needsManager ? `${name}!` : name);
  return {
    steps: allowed.allowed_transitions.map((step) => mark(step.to_status, step.needs_manager)).join(" "),
    actions: allowed.allowed_actions.map(({ action, needs_manager }) => mark(action, needs_manager)).join(" "),
  };
}

describe("what a screen may offer", () => {
  test("depends on who is signed in", () => {
    const order = orderIn("PLACED");
    expect(shown(order, staffOf("manager"))).toEqual({
      steps: "IN_PROGRESS CANCELLED",
      actions: "tender discount amend rush ask_substitute",
    });
    expect(shown(order, staffOf("cashier"))).toEqual({
      steps: "IN_PROGRESS CANCELLED",
      actions: "tender discount! amend rush ask_substitute",
    });
    expect(shown(order, staffOf("barista", "barista"))).toEqual({ steps: "IN_PROGRESS CANCELLED", actions: "rush ask_substitute" });
    // Nobody is accountable for what a device does alone, so it may not end an order.
    expect(shown(order, deviceOf("pos"))).toEqual({ steps: "IN_PROGRESS", actions: "amend rush ask_substitute" });
    expect(shown(order, deviceOf("barista"))).toEqual({ steps: "IN_PROGRESS", actions: "rush ask_substitute" });
    for (const kind of ["board", "console"] as const) expect(shown(order, deviceOf(kind))).toEqual({ steps: "", actions: "" });
  });

  test("depends on where the order stands", () => {
    const cashier = (order: Order) => shown(order, staffOf("cashier"));
    const online = { pay_mode: "ONLINE", handoff: "CONFIRMED", paid_cents: cents(900) } as const;
    expect(cashier(orderIn("PAID", online))).toEqual({ steps: "IN_PROGRESS CANCELLED!", actions: "refund! rush ask_substitute" });
    expect(cashier(orderIn("IN_PROGRESS", online))).toEqual({ steps: "READY CANCELLED!", actions: "refund! check_lines rush" });
    expect(cashier(orderIn("IN_PROGRESS"))).toEqual({ steps: "READY CANCELLED", actions: "tender discount! check_lines rush" });
    expect(cashier(orderIn("READY"))).toEqual({ steps: "IN_PROGRESS", actions: "tender discount! no_show!" });
    expect(cashier(orderIn("COMPLETED"))).toEqual({ steps: "", actions: "" });
    expect(cashier(orderIn("CANCELLED"))).toEqual({ steps: "", actions: "" });
    expect(cashier(appOrder("ACCEPTED"))).toEqual({ steps: "", actions: "decline replace!" });
  });

  test("depends on the money: a cancel of what was paid at the counter needs a manager, a tip can be refunded last", () => {
    const payments = [capture(900, { tip_cents: orderIn("PLACED").tax_cents })];
    const paid = { ...FACTS, payments };
    expect(shown(orderIn("IN_PROGRESS", moneyFields(payments)), staffOf("cashier"), paid)).toEqual({
      steps: "READY CANCELLED!",
      actions: "tip refund! check_lines rush",
    });
    const refunds = [refundOf(payments[0] ?? capture(1), 900)];
    const sold = orderIn("COMPLETED", moneyFields(payments, refunds));
    expect(shown(sold, staffOf("manager"), { ...paid, refunds }).actions).toBe("tip refund");
    const all = [{ ...(refunds[0] ?? refundOf(capture(1), 1)), tip_cents: payments[0]?.tip_cents ?? sold.tax_cents }];
    expect(shown(sold, staffOf("manager"), { ...paid, refunds: all }).actions).toBe("tip");
  });

  test("a tip comes by itself once nothing is owed, after the hand-over too, until the order has all that it may have", () => {
    const payments = [capture(900)];
    const actions = (order: Order, facts: Partial<AllowedFacts>) => shown(order, staffOf("cashier"), facts).actions.split(" ");
    const sold = orderIn("COMPLETED", moneyFields(payments));
    expect(actions(sold, { payments })).toContain("tip");
    expect(actions(orderIn("READY", moneyFields(payments)), { payments })).toContain("tip");
    expect(actions(orderIn("READY"), {})).not.toContain("tip");
    const most = [...payments, capture(0, { tip_cents: cents(2 * sold.total_cents) })];
    expect(actions(sold, { payments: most })).not.toContain("tip");
    const free = orderIn("PLACED", { total_cents: cents(0) });
    expect(actions(free, {})).not.toContain("tip");
    expect(actions(free, { tipLimitCents: 500 })).toContain("tip");
    const online = { pay_mode: "ONLINE", handoff: "CONFIRMED", paid_cents: cents(900) } as const;
    expect(actions(orderIn("PAID", online), {})).not.toContain("tip");
  });

  test("a question: staff settle what is open, the customer chooses while it is", () => {
    const asked = {
      ...{ question_id: testId(7), line_id: testId(2), qty: 1, options: [], total_without_cents: cents(450), asked_at: later(0) },
      ...{ choose_by: later(300), default: { kind: "REMOVE" as const }, chosen: null },
    };
    const open = orderIn("PLACED", { question: asked });
    expect(shown(open, deviceOf("barista"))).toEqual({ steps: "", actions: "rush settle_substitute" });
    const actions = (order: Order, at = FACTS.at) =>
      allowedFor(order, viewerInCloud(guest), { ...FACTS, at, node: order.authority }).allowed_actions.map(({ action }) => action);
    expect([actions(open), actions(open, later(300)), actions(orderIn("PLACED"))]).toEqual([["choose_substitute"], [], []]);
    expect(actions(orderIn("PLACED", { question: { ...asked, chosen: { kind: "REMOVE" } } }))).toEqual([]);
  });

  test("says until when a READY order may be recalled, and no longer offers it then", () => {
    const order = orderIn("READY");
    const [recall] = allowedFor(order, viewerAtStore(staffOf("barista")), FACTS).allowed_transitions;
    expect(recall).toEqual({ to_status: "IN_PROGRESS", needs_manager: false, needs_reason: false, until: later(320) });
    expect(shown(order, staffOf("barista"), { at: later(320) }).steps).toBe("IN_PROGRESS");
    expect(shown(order, staffOf("barista"), { at: later(321) }).steps).toBe("");
  });

  test("is never more nor less than what is then decided", () => {
    for (const status of STATUSES) {
      const order = orderIn(status);
      const offered = allowedFor(order, viewerAtStore(staffOf("cashier")), FACTS).allowed_transitions.map((step) => step.to_status);
      const decided = STATUSES.filter(
        (to) =>
          decide(
            order,
            { type: "transition", to_status: to, expected_status: status, reason: "-" },
            contextOf({ actor: ana, at: FACTS.at }),
          ).ok,
      );
      expect([...offered].sort(), status).toEqual([...decided].sort());
    }
  });

  test("tells a customer whether they may cancel, whoever decides the order", () => {
    const mayCancel = (order: Order, principal: Principal = guest) =>
      allowedFor(order, viewerInCloud(principal), { ...FACTS, node: order.authority }).allowed_transitions.map((step) => step.to_status);
    expect(mayCancel(appOrder("OFFERED"))).toEqual(["CANCELLED"]);
    expect(mayCancel(appOrder("CONFIRMED"))).toEqual(["CANCELLED"]);
    expect(mayCancel(orderIn("PAID"))).toEqual(["CANCELLED"]);
    expect(mayCancel(orderIn("IN_PROGRESS"))).toEqual([]);
    expect(mayCancel(appOrder("CONFIRMED", moneyFields([capture(900)])))).toEqual([]);
    expect(mayCancel(appOrder("OFFERED"), { kind: "operator", user_id: testId(5), role: "hq", store_ids: null })).toEqual([]);
  });
});

test("those who may do the same are one viewer, the others are not", () => {
  expect(viewerAtStore(staffOf("cashier"))).toBe(viewerAtStore({ ...staffOf("cashier"), name: "Bo" } as Principal));
  expect(viewerAtStore(staffOf("cashier")).key).not.toBe(viewerAtStore(deviceOf("pos")).key);
  expect(viewerAtStore({ kind: "box_operator", store_id: STORE })).toBe(ONLOOKER);
});
