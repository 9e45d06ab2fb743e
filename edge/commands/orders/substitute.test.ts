/** Questions about a line on a real box: asked by staff, settled by staff, by the customer's wish and by the clock, over power cuts too. */
import { cents } from "@crema/shared/domain/kernel/money";
import { quote } from "@crema/shared/domain/menu/quote";
import type { Order, PricedOrder } from "@crema/shared/domain/order/order";
import { appOrder, capture, guest, refundOf, testId, testIds } from "@crema/shared/domain/order/order.test-fixture";
import type { SubstituteChoice } from "@crema/shared/domain/order/substitute";
import type { Refund } from "@crema/shared/domain/payment/payment";
import type { InboxCommand } from "@crema/sync/protocol/down";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestBox, PINS, STORE_ID, type TestBox } from "../../box.test-fixture.ts";
import { testMenu, testProfile } from "../../store.test-fixture.ts";

const ID = testId(0xa1);
const AT = "2026-05-04T08:00:00.000Z";
const newId = testIds(0x9000);

let box: TestBox;
let pos: string;
let cashier: string;
let sent: number;
beforeEach(async () => {
  box = await openTestBox();
  box.store.time.trust(box.clock.now());
  pos = (await box.pair("pos")).token;
  cashier = await box.signIn(pos, "cashier");
  sent = 0;
});
afterEach(() => box.stop());

/** An espresso at 2.50 and a croissant at 3.10. */
function priced(): PricedOrder {
  const items = ["espresso", "croissant"].map((item_id) => ({ item_id, qty: 1, modifier_ids: [], note: null }));
  const available = { revision: 0, sold_out_item_ids: [], sold_out_modifier_ids: [] };
  const result = quote(testMenu, testProfile, available, { items, promotion_codes: [] }, { atMs: 0, newId, channel: "APP" });
  if (!result.ok) throw new Error(result.refusal.detail);
  return result.value;
}

const apply = (...commands: InboxCommand[]) =>
  box.store.sync.down.applyInbox(
    commands.map((command) => ({ seq: ++sent, id: testId(0xc000 + sent), command })),
    null,
  );

/** An order of the app that the store decides. */
async function handedOver(changes: Partial<Order> = {}): Promise<Order> {
  const base = { ...priced(), order_id: ID, ticket_number: null, business_day: null, user_id: testId(0x55) };
  const order: unknown = { ...appOrder("OFFERED", base), ...changes };
  const isPaid = changes.pay_mode === "ONLINE";
  const confirmed = { order_id: ID, order_seq: isPaid ? 2 : 1, status: isPaid ? "PAID" : "PLACED" } as const;
  await apply(
    { kind: "order.offered", at: AT, order: order as Order },
    { kind: "order.confirmed", at: AT, event_id: testId(0xd1), ...confirmed },
  );
  return now();
}

function now(): Order {
  const found = box.store.queries.order(ID)?.order;
  if (!found) throw new Error("the order is not here");
  return found;
}

const post = (path: string, body: object, token = cashier) =>
  box.call("POST", `/v1/orders/${ID}/${path}`, body, { token, headers: { "idempotency-key": newId() } });
const askFor = (order: Order, changes: object = {}) => ({
  ...{ line_id: order.lines[1]?.line_id, qty: 1, options: [{ item_id: "espresso" }] },
  shown: { amendments: order.amendments, total_cents: order.total_cents },
  ...changes,
});
const ask = async (changes: object = {}, token = pos) => post("question", askFor(now(), changes), token);
const wish = (choice: SubstituteChoice, question_id = now().question?.question_id ?? ""): InboxCommand => ({
  ...{ kind: "order.substitute_chosen", at: AT, order_id: ID, question_id, choice, actor: guest },
});
const events = () =>
  box.store.sync.log
    .read(1, 1000, 10_000_000)
    .map((event) => (JSON.parse(event.body) as { type: string }).type)
    .filter((type) => type.startsWith("order."));
const asEnded = (order: Order) => ({
  total: order.total_cents,
  amendments: order.amendments,
  question: order.question,
  status: order.status,
});
/** What the timer has begun is done with the next command. */
const settleNow = async () => {
  box.timers.advance(0);
  await box.call("GET", "/v1/me", undefined, { token: pos });
  await box.store.executor.run(() => ({ ok: true, value: null }));
};

const openDrawer = async () => {
  const headers = { "idempotency-key": "open" };
  const opened = await box.call("POST", "/v1/drawer/sessions", { float_cents: 10_000 }, { token: cashier, headers });
  expect(opened.status).toBe(201);
};
const xReport = async () => (await box.call("POST", "/v1/drawer/x-report", { manager_pin: PINS.manager }, { token: cashier })).json;

describe("by staff", () => {
  test("the screen is told the open question and until when; the order waits; a second one is refused with the order", async () => {
    await handedOver({ pay_mode: "ONLINE" });
    const asked = await ask();
    expect([asked.status, asked.json.refunds]).toEqual([200, []]);
    expect(asked.json).toMatchObject({
      question: { options: [{ name: "espresso", total_cents: 500 }], total_without_cents: 250, choose_by: "2026-05-04T08:05:00.000Z" },
    });
    const actions = (asked.json.allowed_actions as { action: string }[]).map(({ action }) => action);
    expect(actions).toContain("settle_substitute");
    expect(actions).not.toContain("ask_substitute");
    expect(asked.json.allowed_transitions).toEqual([]);
    expect(await ask()).toMatchObject({ status: 409, json: { code: "order.question_open", order: { order_id: ID } } });
    const start = { to_status: "IN_PROGRESS", expected_status: "PAID" };
    expect((await post("transition", start)).json.code).toBe("order.question_open");
    expect(events()).toEqual(["order.accepted", "order.substitute_asked"]);
  });

  test("settled at the counter the lines are changed in the same commit, and the order is started", async () => {
    await handedOver({ pay_mode: "ONLINE" });
    await ask();
    const question_id = now().question?.question_id;
    const settled = await post("question/settle", { question_id, choice: { kind: "SUBSTITUTE", option: 0 } });
    expect(settled.json).toMatchObject({ total_cents: 500, amendments: 1, question: null, balance_cents: -60, refunds: [] });
    expect(events().slice(2)).toEqual(["order.substitute_settled", "order.amended"]);
    expect((await post("question/settle", { question_id, choice: null })).json.code).toBe("order.question_closed");
    expect((await post("transition", { to_status: "IN_PROGRESS", expected_status: "PAID" })).status).toBe(200);
    expect(now().lines.map(({ name }) => name)).toEqual(["espresso", "espresso"]);
  });

  test("a screen that nobody has signed in to asks and takes back, and decides nothing", async () => {
    await handedOver();
    expect((await ask({ decided: { kind: "REMOVE" } }, pos)).json.code).toBe("auth.forbidden");
    await ask({}, pos);
    const question_id = now().question?.question_id;
    expect((await post("question/settle", { question_id, choice: { kind: "REMOVE" } }, pos)).json.code).toBe("auth.forbidden");
    expect((await post("question/settle", { question_id, choice: null }, pos)).json).toMatchObject({ question: null, total_cents: 560 });
  });

  test("of what was paid in cash the drawer's sums and the response say what is handed back, with a manager's PIN", async () => {
    await handedOver();
    await openDrawer();
    await box.call(
      "POST",
      `/v1/orders/${ID}/tenders`,
      { method: "CASH", tendered_cents: 1000 },
      { token: cashier, headers: { "idempotency-key": "t1" } },
    );
    const decided = { decided: { kind: "REMOVE" } };
    expect((await ask(decided, cashier)).json.code).toBe("auth.manager_required");
    const done = await ask({ ...decided, manager_pin: PINS.manager }, cashier);
    expect(done.json).toMatchObject({
      total_cents: 250,
      balance_cents: 0,
      paid_cents: 250,
      refunds: [{ kind: "CORRECTION", amount_cents: 310, method: "CASH" }],
    });
    expect(await xReport()).toMatchObject({
      drawer: { expected_cents: 10_250 },
      days: [{ tenders: [{ amount_cents: 560 }], corrections: [{ amount_cents: 310 }], refunds: [], refunded_tax_cents: 0 }],
    });
  });
});

describe("by the customer's wish", () => {
  test("once, however often it arrives", async () => {
    await handedOver({ pay_mode: "ONLINE" });
    await ask();
    const command = wish({ kind: "REMOVE" });
    await apply(command, command);
    expect(asEnded(now())).toEqual({ total: 250, amendments: 1, question: null, status: "PAID" });
    await apply(command);
    expect(now().amendments).toBe(1);
    expect(now().settled_questions).toMatchObject([{ settled_by: "CUSTOMER", name: "croissant" }]);
  });

  test("too late, or about another question, it changes nothing", async () => {
    await handedOver({ pay_mode: "ONLINE" });
    await ask();
    const late = wish({ kind: "CANCEL" });
    await post("question/settle", { question_id: now().question?.question_id, choice: null });
    await apply(late);
    expect(now().status).toBe("PAID");
    await ask();
    await apply(late);
    expect(now()).toMatchObject({ status: "PAID", question: { chosen: null } });
  });

  test("cancels all of it, and the cloud gives the money back by its own rule", async () => {
    await handedOver({ pay_mode: "ONLINE" });
    await ask();
    await apply(wish({ kind: "CANCEL" }));
    expect(now()).toMatchObject({ status: "CANCELLED", cancel_cause: "CUSTOMER", question: null });
    expect(events().slice(2)).toEqual(["order.substitute_settled", "order.cancelled"]);
  });
});

describe("by the clock", () => {
  test("to the millisecond, by the store's setting", async () => {
    await box.publish({ settings: { ...testProfile.settings, substitutes: { choose_within_s: 60, default: "SUBSTITUTE" } } });
    await handedOver({ pay_mode: "ONLINE" });
    await ask();
    box.timers.advance(60_000 - 1);
    await settleNow();
    expect(now().question).not.toBeNull();
    box.timers.advance(1);
    await settleNow();
    expect(now()).toMatchObject({ total_cents: 500, question: null, settled_questions: [{ settled_by: "TIME", substitute: "espresso" }] });
  });

  test("at once after the power was cut over the moment, and the wish that comes then is too late", async () => {
    await handedOver({ pay_mode: "ONLINE" });
    await ask();
    const late = wish({ kind: "SUBSTITUTE", option: 0 });
    await box.stop("keep the directory");
    const { dataDir } = box.settings;
    box = await openTestBox({ dataDir });
    box.clock.advance(600_000);
    // Whose time that is nobody has said yet: no money moves by it.
    box.timers.advance(60_000);
    await settleNow();
    expect(now().question).not.toBeNull();
    box.store.time.trust(box.clock.now());
    box.timers.advance(60_000);
    await settleNow();
    expect(now()).toMatchObject({ total_cents: 250, settled_questions: [{ settled_by: "TIME" }] });
    await apply(late);
    expect([now().amendments, now().total_cents]).toEqual([1, 250]);
  });

  test("a question that is settled is not settled again by its timer", async () => {
    await handedOver({ pay_mode: "ONLINE" });
    await ask();
    await apply(wish({ kind: "REMOVE" }));
    box.timers.advance(600_000);
    await settleNow();
    expect(now()).toMatchObject({ amendments: 1, settled_questions: [{ settled_by: "CUSTOMER" }] });
  });
});

async function completes(): Promise<void> {
  const steps = ["PAID", "IN_PROGRESS", "READY", "COMPLETED"];
  for (const [i, expected_status] of steps.slice(0, -1).entries())
    expect((await post("transition", { expected_status, to_status: steps[i + 1] })).status).toBe(200);
}

test("what was given back above the new total is no refund of the sale: it is in no report's refunds, and its order owes nothing", async () => {
  await openDrawer();
  const order = await handedOver({ pay_mode: "ONLINE" });
  await ask();
  await apply(wish({ kind: "REMOVE" }));
  const payment = capture(560, { payment_id: testId(0x77), order_id: ID, store_id: STORE_ID, provider: "stripe", method: "ONLINE" });
  const refunded_at = "2026-05-04T08:01:00.000Z";
  const correction = refundOf(payment, 310, { kind: "CORRECTION", refund_id: testId(0x78), refunded_at });
  await apply({
    ...{ kind: "refund.reported", at: AT, event_id: testId(0xd9), order_id: ID, heard_seq: 99 },
    ...{ refunded_cents: cents(0), refund_pending_cents: cents(0), refund_state: "NONE", refunds: [correction], paid_cents: cents(250) },
  } as InboxCommand);
  expect([now().paid_cents, order.paid_cents]).toEqual([250, 560]);
  await completes();
  expect(await xReport()).toMatchObject({
    days: [
      {
        sales_cents: 250,
        sales_online_cents: 250,
        tax_cents: 40,
        refunds: [],
        corrections: [],
        refunds_online_cents: 0,
        refunded_tax_cents: 0,
      },
    ],
  });
});

test("a refund that the cloud reports without having heard of the amendment is in no report until it has: more than was overpaid is a refund of the sale", async () => {
  await openDrawer();
  await handedOver({ pay_mode: "ONLINE" });
  await ask();
  await apply(wish({ kind: "REMOVE" }));
  const payment = capture(560, { payment_id: testId(0x77), order_id: ID, store_id: STORE_ID, provider: "stripe", method: "ONLINE" });
  const line = (line_id: string, amount: number, tax: number) => ({ line_id, qty: 0, amount_cents: cents(amount), tax_cents: cents(tax) });
  const [kept] = now().lines;
  const refund = refundOf(payment, 400, { refund_id: testId(0x78), refunded_at: AT, lines: [line(testId(0x7a), 400, 64)] });
  const reported = (amendments: number, of: Refund, refunded: number, paid: number) =>
    apply({
      ...{ kind: "refund.reported", at: AT, event_id: testId(0xd0 + amendments), order_id: ID, heard_seq: 99, amendments },
      ...{
        refunded_cents: cents(refunded),
        refund_pending_cents: cents(0),
        refund_state: "PARTIAL",
        refunds: [of],
        paid_cents: cents(paid),
      },
    } as InboxCommand);
  await reported(0, refund, 400, 560);
  await completes();
  expect(await xReport()).toMatchObject({ days: [{ sales_cents: 250, refunds_online_cents: 0, refunded_tax_cents: 0 }] });
  await reported(1, { ...refund, corrected_cents: cents(310), lines: [line(kept?.line_id ?? "", 90, 14)] }, 90, 250);
  expect(await xReport()).toMatchObject({ days: [{ sales_cents: 250, refunds_online_cents: 90, refunded_tax_cents: 14 }] });
});
