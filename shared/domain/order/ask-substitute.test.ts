/** The store asks about a line that it cannot make, and the customer answers in the app; until it is settled the order waits. */
import { describe, expect, test } from "vitest";
import { cents } from "../kernel/money.ts";
import { modifier } from "../menu/menu.test-fixture.ts";
import { decideTender } from "../payment/decide.ts";
import { type AskCommand, decideAsk } from "./ask-substitute.ts";
import { decide } from "./decide.ts";
import type { DecideContext } from "./decide-context.ts";
import { evolve } from "./evolve.ts";
import { decideAmend } from "./lines.ts";
import { decideLook } from "./look.ts";
import { ana, appOrder, capture, contextOf, guest, later, moneyFields, orderIn, testId } from "./order.test-fixture.ts";
import { MAX_PRICED_BYTES, type Order, type OrderBase, PricedOrder } from "./order.ts";
import { decideOrderRefund } from "./refund-order.ts";
import { isDue, onWish, settleDue } from "./settle-substitute.ts";
import {
  ask,
  asked,
  code,
  done,
  idAt,
  lines,
  ours,
  paid,
  priced,
  prices,
  pricesOf,
  questionId,
  settled,
  shownOf,
  types,
  wishFor,
} from "./substitute.test-fixture.ts";
import type { SubstituteChoice } from "./substitute.ts";
import { decideWish } from "./wish-substitute.ts";

describe("asking", () => {
  test("says what each option costs with the whole order, at most what it does cost, and until when", () => {
    const order = paid();
    expect(asked(order).question).toEqual({
      question_id: expect.any(String),
      ...{ line_id: idAt(order, 1), qty: 1, total_without_cents: 460, asked_at: later(60), choose_by: later(360), chosen: null },
      options: [
        { item_id: "espresso", modifier_ids: [], name: "espresso", total_cents: 710 },
        { item_id: "cake", modifier_ids: [], name: "cake", total_cents: 760 },
      ],
      default: { kind: "REMOVE" },
    });
  });

  test("an option has all its choices, so that a menu's later default changes nothing; another milk is an option too", () => {
    const order = paid();
    const question = asked(order, { line_id: idAt(order, 0), options: [{ item_id: "latte", modifier_ids: ["whole"] }] }).question;
    expect(question?.options).toEqual([{ item_id: "latte", modifier_ids: ["whole"], name: "latte, whole", total_cents: 700 }]);
  });

  test.each<[what: string, setting: object, changes: Partial<AskCommand>, by: object]>([
    ["the line goes where nothing is set", {}, {}, { kind: "REMOVE" }],
    ["the first option", { default: "SUBSTITUTE" }, {}, { kind: "SUBSTITUTE", option: 0 }],
    ["the line goes where nothing is offered", { default: "SUBSTITUTE" }, { options: [] }, { kind: "REMOVE" }],
    ["all of it is cancelled", { default: "CANCEL" }, {}, { kind: "CANCEL" }],
  ])("what is done when nobody chooses: %s", (_what, setting, changes, by) => {
    const order = paid();
    const events = decideAsk(order, ask(order, changes), prices, { ...setting, choose_within_s: 30 }, contextOf());
    expect(done(order, events).question).toMatchObject({ default: by, choose_by: later(90) });
  });

  test("an order that has nothing else is cancelled instead of being left empty", () => {
    const one = priced(["croissant", 1]);
    const order = asked(paid({ ...one, paid_cents: one.total_cents }), { line_id: one.lines[0]?.line_id ?? "" });
    expect(order.question).toMatchObject({ total_without_cents: null, default: { kind: "CANCEL" } });
    expect(code(settled(order, { kind: "REMOVE" }))).toBe("order.nothing_left");
  });

  test("an option with which the order would be too long to be stored is refused, before anybody waits for an answer", () => {
    const [first, ...rest] = lines.lines;
    if (!first) throw new Error("the order has no lines");
    const many = Array.from({ length: 60 }, (_, i) => ({ ...first, line_id: testId(0x1000 + i) }));
    const room = MAX_PRICED_BYTES - JSON.stringify(PricedOrder.parse({ ...lines, lines: [...lines.lines, ...many] })).length;
    const order = paid({ lines: [{ ...first, name: first.name + "x".repeat(room) }, ...rest, ...many] });
    const longer = { options: [{ item_id: "latte", modifier_ids: ["whole"] }] };
    expect(code(decideAsk(order, ask(order, longer), prices, undefined, contextOf()))).toBe("request.too_large");
  });

  const alone = (changes: Partial<OrderBase>) => paid({ ...changes });
  test.each<[what: string, order: Order, changes: (order: Order) => Partial<AskCommand>, context: Partial<DecideContext>, code: string]>([
    ["begun", orderIn("IN_PROGRESS", lines), () => ({}), {}, "order.invalid_transition"],
    ["offered and not confirmed", appOrder("ACCEPTED", lines), () => ({}), {}, "order.unconfirmed"],
    ["perhaps begun by the box before", alone({ look_first: true }), () => ({}), {}, "order.look_first"],
    ["asked about already", asked(paid()), () => ({}), {}, "order.question_open"],
    ["partly refunded", alone({ refunded_cents: cents(1) }), () => ({}), {}, "order.partly_refunded"],
    ["about to be refunded", alone({ pay_mode: "ONLINE", refund_state: "PENDING" }), () => ({}), {}, "refund.under_way"],
    ["ordered at the counter", orderIn("PLACED", lines), () => ({}), {}, "order.nobody_to_ask"],
    ["changed meanwhile", paid(), (order) => ({ shown: { ...shownOf(order), amendments: 1 } }), {}, "order.lines_changed"],
    ["without that line", paid(), () => ({ line_id: testId(9) }), {}, "order.line_not_found"],
    ["with fewer pieces", paid(), () => ({ qty: 2 }), {}, "order.line_not_found"],
    ["offered what is not on the menu", paid(), () => ({ options: [{ item_id: "tea", modifier_ids: [] }] }), {}, "item.unknown"],
    ["offered a choice short", paid(), () => ({ options: [{ item_id: "latte", modifier_ids: [] }] }), {}, "modifier.group_required"],
    [
      "by nobody who is signed in",
      paid(),
      () => ({ decided: { kind: "REMOVE" } }),
      { actor: { ...ana, kind: "device" } },
      "auth.forbidden",
    ],
  ])("is refused of an order that is %s", (_what, order, changes, context, expected) => {
    expect(code(decideAsk(order, ask(order, changes(order)), prices, undefined, contextOf(context)))).toBe(expected);
  });

  test("of an order that was paid at the counter takes a manager, as settling it may take money out of the drawer", () => {
    const payments = [capture(lines.total_cents)];
    const order = orderIn("PLACED", { ...lines, origin: "APP", handoff: "CONFIRMED", ...moneyFields(payments) });
    expect(code(decideAsk(order, ask(order), prices, undefined, contextOf({ payments })))).toBe("auth.manager_required");
    expect(code(decideAsk(order, ask(order), prices, undefined, contextOf({ payments, managerApproved: true })))).toBe("ok");
  });
});

describe("an open question", () => {
  const order = asked(paid());

  test("waits for its answer: the order is not started, changed, paid, discounted or refunded in part meanwhile", () => {
    const unpaid = asked(orderIn("PLACED", { ...lines, origin: "APP", handoff: "CONFIRMED" }));
    const start = { type: "transition", to_status: "IN_PROGRESS", reason: null } as const;
    expect(code(decide(order, { ...start, expected_status: "PAID" }, contextOf()))).toBe("order.question_open");
    expect(code(decide(unpaid, { ...start, expected_status: "PLACED" }, contextOf()))).toBe("order.question_open");
    expect(code(decideAmend(unpaid, { shown: shownOf(unpaid), price: () => ({ ok: true, value: lines }) }, contextOf()))).toBe(
      "order.question_open",
    );
    const tender = {
      ...{ method: "CASH" as const, amount_cents: null, tip_cents: 0, tendered_cents: null, reference: null, reference_required: false },
      ...{ tip_limit_cents: 0, complete: false, payment_id: testId(3), receipt_number: "A-1" },
    };
    expect(code(decideTender(unpaid, tender, contextOf()))).toBe("order.question_open");
    const refund = { payment_id: null, amount_cents: 100, tip_cents: 0, reason: "-" };
    expect(code(decideOrderRefund(order, refund, contextOf({ managerApproved: true })))).toBe("order.question_open");
  });

  test("is over with the order: a cancellation closes it, and a wish that comes then does nothing", () => {
    const cancel = { type: "cancel", cause: "CUSTOMER", reason: null, expected_status: null, request_id: null } as const;
    const ended = done(order, decide(order, cancel, contextOf({ asker: "system" })));
    expect([ended.status, ended.question]).toEqual(["CANCELLED", null]);
    expect(onWish(ended, wishFor(order, { kind: "REMOVE" }), prices, contextOf())).toEqual([]);
  });

  test("is taken back by staff, who found one after all, and then it is made as it was ordered", () => {
    const events = settled(order, null, { actor: { ...ana, kind: "device" } });
    const after = done(order, events);
    expect(after).toMatchObject({
      question: null,
      total_cents: 760,
      amendments: 0,
      settled_questions: [{ choice: null, settled_by: "STAFF" }],
    });
    expect(code(settled(after, null))).toBe("order.question_closed");
  });

  test("that box before may have begun waits for a person's look: by whom made, it is over", () => {
    const doubtful = { ...order, look_first: true };
    expect(code(settled(doubtful, { kind: "REMOVE" }))).toBe("order.look_first");
    expect(isDue(doubtful, later(9999))).toBe(false);
    const kept = onWish(doubtful, wishFor(order, { kind: "REMOVE" }), prices, contextOf());
    expect(types(kept)).toEqual(["order.substitute_chosen"]);
    const wished = kept.reduce<Order>(evolve, doubtful);
    expect(done(wished, decideLook(wished, { made: true }, contextOf()))).toMatchObject({ status: "READY", question: null, amendments: 0 });
    const looked = done(wished, decideLook(wished, { made: false }, contextOf()));
    expect(types(settleDue(looked, prices, contextOf()))).toEqual(["order.substitute_settled", "order.amended"]);
  });
});

describe("the customer's wish", () => {
  const order = asked(paid());
  const wish = (choice: SubstituteChoice, question_id = questionId(order)) => ({ question_id, choice });
  const customer = contextOf({ asker: "customer", actor: guest, at: later(70) });

  test("is on its way once: the same again is, another one is not taken", () => {
    const first = decideWish(order, wish({ kind: "SUBSTITUTE", option: 1 }), customer);
    if (!first.ok || !first.value) throw new Error("refused");
    const after = evolve(order, first.value);
    expect(after.question?.chosen).toEqual({ kind: "SUBSTITUTE", option: 1 });
    expect(decideWish(after, wish({ kind: "SUBSTITUTE", option: 1 }), customer)).toEqual({ ok: true, value: null });
    expect(code(decideWish(after, wish({ kind: "SUBSTITUTE", option: 0 }), customer))).toBe("order.question_answered");
  });

  test.each<[what: string, order: Order, choice: SubstituteChoice, context: DecideContext, code: string]>([
    ["no question", paid(), { kind: "REMOVE" }, customer, "order.question_closed"],
    [
      "another question",
      { ...order, question: order.question && { ...order.question, question_id: testId(8) } },
      { kind: "REMOVE" },
      customer,
      "order.question_closed",
    ],
    ["the time is over", order, { kind: "REMOVE" }, { ...customer, at: later(360) }, "order.question_over"],
    ["no such option", order, { kind: "SUBSTITUTE", option: 2 }, customer, "order.choice_not_offered"],
    [
      "nothing else in the order",
      { ...order, question: order.question && { ...order.question, total_without_cents: null } },
      { kind: "REMOVE" },
      customer,
      "order.choice_not_offered",
    ],
  ])("is refused: %s", (_what, present, choice, context, expected) => {
    expect(code(decideWish(present, wish(choice), context))).toBe(expected);
  });
});

test("a choice that a modifier is sold out for is offered in its place, and its group's own choice is named", () => {
  const oatless = {
    ...ours,
    modifier_groups: ours.modifier_groups.map((group) =>
      group.group_id === "milk" ? { ...group, modifiers: [modifier("whole"), modifier("soy", 40)] } : group,
    ),
  };
  const order = paid();
  const command = ask(order, { line_id: idAt(order, 0), options: [{ item_id: "latte", modifier_ids: ["soy"] }] });
  const events = decideAsk(order, command, pricesOf(oatless), undefined, contextOf());
  expect(done(order, events).question?.options).toMatchObject([{ name: "latte, soy", total_cents: 740 }]);
});
