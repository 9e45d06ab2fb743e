/** A line that cannot be made: asked once, settled once, by whoever comes first; the total never rises, and the counter's money follows it. */
import { describe, expect, test } from "vitest";
import { item } from "../menu/menu.test-fixture.ts";
import { byPieces, leftOfLines } from "../payment/refund-lines.ts";
import { evolve } from "./evolve.ts";
import { capture, contextOf, later, moneyFields, orderIn, type refundOf, testId } from "./order.test-fixture.ts";
import type { Order } from "./order.ts";
import { decideSettle, isDue, onWish, settleDue } from "./settle-substitute.ts";
import {
  asked,
  code,
  done,
  envelopeOf,
  idAt,
  lines,
  ours,
  paid,
  priced,
  prices,
  pricesOf,
  questionId,
  settled,
  types,
  wishFor,
} from "./substitute.test-fixture.ts";
import type { SubstituteChoice } from "./substitute.ts";

describe("settling", () => {
  const order = asked(paid());

  test.each<[what: string, choice: SubstituteChoice, total: number, names: string[], substitute: string | null]>([
    ["a cheaper thing", { kind: "SUBSTITUTE", option: 0 }, 710, ["latte", "espresso"], "espresso"],
    ["a dearer thing, at the old price", { kind: "SUBSTITUTE", option: 1 }, 760, ["latte", "cake"], "cake"],
    ["without it", { kind: "REMOVE" }, 460, ["latte"], null],
  ])("%s", (_what, choice, total, names, substitute) => {
    const events = onWish(order, wishFor(order, choice), prices, contextOf());
    expect(types(events)).toEqual(["order.substitute_settled", "order.amended"]);
    const after = events.reduce<Order>(evolve, order);
    expect(after).toMatchObject({ total_cents: total, amendments: 1, question: null, status: "PAID" });
    expect(after.lines.map(({ name }) => name)).toEqual(names);
    expect(after.lines[0]).toEqual(order.lines[0]);
    expect(after.settled_questions).toMatchObject([{ name: "croissant", qty: 1, choice, substitute, settled_by: "CUSTOMER" }]);
  });

  test("once: what comes second, from whomever, changes nothing", () => {
    const first = done(order, settled(order, { kind: "REMOVE" }));
    expect(onWish(first, wishFor(order, { kind: "SUBSTITUTE", option: 0 }), prices, contextOf())).toEqual([]);
    expect(settleDue(first, prices, contextOf({ at: later(9999) }))).toEqual([]);
    expect(code(settled(first, { kind: "REMOVE" }))).toBe("order.question_closed");
  });

  test("by the clock, not a moment before", () => {
    expect(settleDue(order, prices, contextOf({ at: later(359) }))).toEqual([]);
    const after = settleDue(order, prices, contextOf({ at: later(360), asker: "system" })).reduce<Order>(evolve, order);
    expect(after.settled_questions).toMatchObject([{ choice: { kind: "REMOVE" }, settled_by: "TIME" }]);
  });

  test("by a wish that the box before had not heard, before the time is over", () => {
    const wished = evolve(order, { ...envelopeOf(), type: "order.substitute_chosen", ...wishFor(order, { kind: "CANCEL" }) });
    expect(isDue(wished, later(61))).toBe(true);
    const after = settleDue(wished, prices, contextOf({ at: later(61) })).reduce<Order>(evolve, wished);
    expect(after).toMatchObject({ status: "CANCELLED", cancel_cause: "CUSTOMER", cancelled_by: { kind: "customer", id: testId(50) } });
  });

  test("what was offered and is gone: the line goes; staff are told so instead", () => {
    const gone = pricesOf(ours, ["espresso"]);
    const wish = wishFor(order, { kind: "SUBSTITUTE", option: 0 });
    expect(onWish(order, wish, gone, contextOf())[0]).toMatchObject({ choice: { kind: "REMOVE" }, settled_by: "CUSTOMER" });
    const command = { question_id: questionId(order), choice: wish.choice, reason: null };
    expect(code(decideSettle(order, command, gone, contextOf()))).toBe("item.sold_out");
    const one = priced(["croissant", 1]);
    const single = asked(paid({ ...one, paid_cents: one.total_cents }), { line_id: one.lines[0]?.line_id ?? "" });
    const events = onWish(single, wishFor(single, { kind: "SUBSTITUTE", option: 0 }), gone, contextOf());
    expect(types(events)).toEqual(["order.substitute_settled", "order.cancelled"]);
    expect(events[0]).toMatchObject({ choice: { kind: "CANCEL" } });
  });

  test("what was shown counts where the menu became dearer meanwhile, and the menu where it became cheaper", () => {
    const at = (price: number) =>
      pricesOf({ ...ours, items: ours.items.map((each) => (each.item_id === "espresso" ? item("espresso", price) : each)) });
    const total = (price: number) =>
      onWish(order, wishFor(order, { kind: "SUBSTITUTE", option: 0 }), at(price), contextOf()).reduce<Order>(evolve, order).total_cents;
    expect([total(290), total(250), total(200)]).toEqual([710, 710, 660]);
  });

  test("at once by staff, with the guest at the counter, in one step", () => {
    const counter = orderIn("PLACED", lines);
    const after = asked(counter, { decided: { kind: "SUBSTITUTE", option: 0 } });
    expect(after).toMatchObject({ total_cents: 710, question: null, settled_questions: [{ settled_by: "STAFF", substitute: "espresso" }] });
    const cancelled = asked(counter, { decided: { kind: "CANCEL" }, reason: "no cake" });
    expect(cancelled).toMatchObject({ status: "CANCELLED", cancel_cause: "STAFF", cancel_reason: "no cake" });
  });

  test("an order gone through several questions is numbered, and never costs more", () => {
    const once = asked(paid(), { decided: { kind: "SUBSTITUTE", option: 0 } });
    const twice = asked(once, { line_id: idAt(once, 1), options: [], decided: { kind: "REMOVE" } });
    expect([once.amendments, twice.amendments, once.total_cents, twice.total_cents]).toEqual([1, 2, 710, 460]);
    expect(twice.settled_questions).toHaveLength(2);
  });
});

describe("what was paid at the counter", () => {
  const payments = [capture(500), capture(260, { payment_id: testId(101), method: "EXTERNAL_CARD" })];
  const order = asked(
    orderIn("PLACED", { ...lines, origin: "APP", handoff: "CONFIRMED", ...moneyFields(payments) }),
    {},
    { payments, managerApproved: true },
  );
  const given = (choice: SubstituteChoice, refunds = [] as ReturnType<typeof refundOf>[]) =>
    onWish(order, wishFor(order, choice), prices, contextOf({ payments, refunds, drawerSessionId: testId(30) }));

  test("above the new total is corrected in the same step, oldest tender first, out of the drawer that is open", () => {
    const events = given({ kind: "REMOVE" });
    expect(types(events)).toEqual(["order.substitute_settled", "order.amended", "refund.succeeded"]);
    expect(events[2]).toMatchObject({
      refund: {
        kind: "CORRECTION",
        amount_cents: 300,
        tip_cents: 0,
        method: "CASH",
        drawer_session_id: testId(30),
        provider_ref: "A-009001",
      },
    });
    const after = events.reduce<Order>(evolve, order);
    expect([after.total_cents, after.paid_cents, after.refunded_cents, after.refund_state]).toEqual([460, 460, 0, "NONE"]);
    // The sale itself is smaller: nothing of its lines was refunded.
    const refunds = events.flatMap((event) => (event.type === "refund.succeeded" ? [event.refund] : []));
    expect(byPieces(leftOfLines(after, refunds), [{ line_id: idAt(after, 0), qty: 1 }])).toMatchObject({ value: [{ amount_cents: 460 }] });
  });

  test("is given back whole when the order is cancelled, once", () => {
    const after = given({ kind: "CANCEL" }).reduce<Order>(evolve, order);
    expect(after).toMatchObject({ status: "CANCELLED", refunded_cents: 760, refund_state: "FULL" });
  });

  test("nothing comes back where less was paid than it costs now", () => {
    const part = [capture(100)];
    const partly = { ...order, ...moneyFields(part) };
    expect(types(onWish(partly, wishFor(order, { kind: "REMOVE" }), prices, contextOf({ payments: part })))).toEqual([
      "order.substitute_settled",
      "order.amended",
    ]);
  });
});
