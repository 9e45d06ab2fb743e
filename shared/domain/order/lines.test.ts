import { describe, expect, test } from "vitest";
import { ok } from "../kernel/errors.ts";
import { cents } from "../kernel/money.ts";
import { applyAll } from "./decider-spec.test-fixture.ts";
import { decideAmend, decideLineMade, decideStationDone } from "./lines.ts";
import { appOrder, capture, contextOf, line, moneyFields, orderIn, testId } from "./order.test-fixture.ts";
import { type Order, type OrderStatus, PricedOrder } from "./order.ts";
import { project } from "./project.ts";

const mocha = {
  ...line,
  line_id: testId(3),
  item_id: "mocha",
  name: "Mocha",
  qty: 1,
  gross_cents: cents(500),
  line_total_cents: cents(500),
};
const priced: PricedOrder = {
  ...PricedOrder.parse(orderIn("PLACED")),
  menu_version: 2,
  lines: [{ ...line, line_id: testId(4) }, mocha],
  subtotal_cents: cents(1400),
  tax_cents: cents(2 * line.tax_cents),
  total_cents: cents(1400),
};
const SHOWN = { amendments: 0, total_cents: 900 };
const amend = (order: Order | null, shown = SHOWN, changes = {}) =>
  decideAmend(order, { shown, price: () => ok(priced) }, contextOf(changes));
const codeOf = (result: ReturnType<typeof amend>) => (result.ok ? "decided" : result.refusal.code);

describe("an order is amended", () => {
  test("before it is started: other lines at their price, counted, and marked with the moment", () => {
    const order = orderIn("PLACED");
    const decided = amend(order);
    if (!decided.ok) throw new Error(decided.refusal.detail);
    expect(decided.value).toMatchObject([{ type: "order.amended", amendment: 1 }]);
    const after = applyAll(order, decided.value);
    expect(after).toMatchObject({ status: "PLACED", order_seq: 1, amendments: 1, total_cents: 1400, menu_version: 2 });
    expect(after.amended_at).toBe(decided.value[0]?.at);
    expect(after.lines.map(({ name }) => name)).toEqual(["Latte", "Mocha"]);
  });

  test.each([
    ["another screen amended it", { amendments: 1 }],
    ["staff took something off meanwhile", { total_cents: cents(800) }],
  ])("not from what the screen no longer shows: %s", (_why, changes) => {
    expect(codeOf(amend(orderIn("PLACED", changes)))).toBe("order.lines_changed");
  });

  test.each(["PAID", "IN_PROGRESS", "READY", "COMPLETED", "CANCELLED"] satisfies OrderStatus[])("not when it is %s", (status) => {
    expect(codeOf(amend(orderIn(status)))).toBe("order.invalid_transition");
  });

  test("not after a tender, refunded or not, and not before the cloud has confirmed it", () => {
    const paid = [capture(400)];
    expect(codeOf(amend(orderIn("PLACED", moneyFields(paid)), SHOWN, { payments: paid }))).toBe("order.money_taken");
    expect(codeOf(amend(appOrder("ACCEPTED")))).toBe("order.unconfirmed");
    expect(codeOf(amend(null))).toBe("order.not_found");
  });
});

describe("a line is checked off", () => {
  const mark = (order: Order, made: boolean, line_id = line.line_id) => decideLineMade(order, { line_id, made }, contextOf());

  test("and unchecked; no event when nothing changes", () => {
    const order = orderIn("IN_PROGRESS");
    const made = mark(order, true);
    if (!made.ok) throw new Error(made.refusal.detail);
    const after = applyAll(order, made.value);
    expect(after).toMatchObject({ made_line_ids: [line.line_id], order_seq: order.order_seq, status: "IN_PROGRESS" });
    expect(mark(after, true)).toEqual(ok([]));
    const back = mark(after, false);
    if (!back.ok) throw new Error(back.refusal.detail);
    expect(applyAll(after, back.value).made_line_ids).toEqual([]);
  });

  test("only of the order, and only while it is made", () => {
    expect(codeOf(mark(orderIn("IN_PROGRESS"), true, testId(77)))).toBe("order.line_not_found");
    expect(codeOf(mark(orderIn("PLACED"), true))).toBe("order.invalid_transition");
    expect(codeOf(mark(orderIn("READY"), false))).toBe("order.invalid_transition");
  });
});

describe("a station has made its part", () => {
  const toast = { ...line, line_id: testId(5), name: "Toast", station: "food" } as const;
  const both = (status: OrderStatus = "IN_PROGRESS", changes = {}) => orderIn(status, { lines: [line, toast], ...changes });
  const done = (order: Order, station: "bar" | "cold" | "food", is = true, expected_status: OrderStatus = order.status) =>
    decideStationDone(order, { station, done: is, expected_status }, contextOf());
  const after = (order: Order, decided: ReturnType<typeof done>): Order => {
    if (!decided.ok) throw new Error(decided.refusal.detail);
    return applyAll(order, decided.value);
  };

  test("the order is not ready while another station's lines are unmade; the last one's word makes it ready", () => {
    const barDone = after(both(), done(both(), "bar"));
    expect(barDone).toMatchObject({ status: "IN_PROGRESS", made_line_ids: [line.line_id] });
    expect(done(barDone, "bar")).toEqual(ok([]));
    const last = done(barDone, "food");
    expect(last.ok && last.value.map(({ type }) => type)).toEqual(["order.line_made", "order.readied"]);
    expect(after(barDone, last)).toMatchObject({ status: "READY", made_line_ids: [line.line_id, toast.line_id] });
  });

  test("lines that were checked off one by one count, and then one word is enough", () => {
    const checked = both("IN_PROGRESS", { made_line_ids: [line.line_id, toast.line_id] });
    const decided = done(checked, "bar");
    expect(decided.ok && decided.value.map(({ type }) => type)).toEqual(["order.readied"]);
  });

  test("and has not after all: what the others made stays made, and a ready order is recalled", () => {
    const ready = both("READY", { made_line_ids: [line.line_id, toast.line_id] });
    const back = done(ready, "food", false);
    expect(back.ok && back.value.map(({ type }) => type)).toEqual(["order.recalled", "order.line_made"]);
    expect(after(ready, back)).toMatchObject({ status: "IN_PROGRESS", made_line_ids: [line.line_id] });
  });

  test("only from what the screen showed, only while it is made, and only where the station has work", () => {
    expect(codeOf(done(both("READY"), "bar", true, "IN_PROGRESS"))).toBe("order.status_changed");
    expect(codeOf(done(both("PLACED"), "bar"))).toBe("order.invalid_transition");
    expect(codeOf(done(both(), "cold"))).toBe("order.line_not_found");
    const order = appOrder("ACCEPTED");
    expect(codeOf(done(order, "bar"))).toBe("order.unconfirmed");
  });
});

describe("in the cloud", () => {
  const cloudContext = contextOf({ node: "cloud", asker: "system" });
  const amended = () => {
    const decided = amend(orderIn("PLACED"));
    const event = decided.ok ? decided.value[0] : undefined;
    if (event?.type !== "order.amended") throw new Error("not amended");
    return event;
  };

  test("[I3] only the next amendment is applied, and only to an order that could be amended", () => {
    const event = amended();
    const applied = project(orderIn("PLACED"), event, cloudContext);
    expect(applied.ok && applied.value.order).toMatchObject({ amendments: 1, total_cents: 1400 });
    const refusals = [
      project(orderIn("PLACED", { amendments: 1 }), event, cloudContext),
      project(orderIn("PLACED"), { ...event, amendment: 2 }, cloudContext),
      project(orderIn("IN_PROGRESS"), event, cloudContext),
    ].map((result) => (result.ok ? "applied" : result.refusal.code));
    expect(refusals).toEqual(["order.out_of_sequence", "order.out_of_sequence", "order.invalid_transition"]);
  });

  test("a check-off says what is so: applying it twice is applying it once", () => {
    const decided = decideLineMade(orderIn("IN_PROGRESS"), { line_id: line.line_id, made: true }, contextOf());
    const event = decided.ok ? decided.value[0] : undefined;
    if (event?.type !== "order.line_made") throw new Error("not made");
    const once = project(orderIn("IN_PROGRESS"), event, cloudContext);
    const twice = project(once.ok ? once.value.order : null, event, cloudContext);
    expect(twice.ok && twice.value.order?.made_line_ids).toEqual([line.line_id]);
    const late = project(orderIn("READY"), event, cloudContext);
    expect(late.ok ? "applied" : late.refusal.code).toBe("order.invalid_transition");
  });
});
