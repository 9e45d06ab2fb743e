/** What the store's screens read from an order, so that they need no rules; and how they change its lines. */
import { OrderResponse } from "@crema/shared/contract/orders";
import { QueueResponse } from "@crema/shared/contract/queue";
import { QueueFrame } from "@crema/shared/contract/streams";
import { Payment } from "@crema/shared/domain/payment/payment";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { espressos, openTestBox, PINS, STORE_ID, type TestBox } from "../box.test-fixture.ts";
import { connect } from "./streams/stream-client.test-fixture.ts";

let box: TestBox;
let pos: string;
let bar: string;
let cashier: string;
let barista: string;
let keys = 0;

beforeAll(async () => {
  box = await openTestBox();
  pos = (await box.pair("pos")).token;
  bar = (await box.pair("barista")).token;
  cashier = await box.signIn(pos, "cashier");
  barista = await box.signIn(bar, "barista");
});
afterAll(() => box.stop());

const post = (path: string, body: object, token = cashier) =>
  box.call("POST", path, body, { token, headers: { "idempotency-key": `screens-${keys++}` } });
const place = async (changes = {}, token = cashier) => OrderResponse.parse((await post("/v1/orders", espressos(changes), token)).json);
const start = (id: string, token = barista) =>
  post(`/v1/orders/${id}/transition`, { to_status: "IN_PROGRESS", expected_status: "PLACED" }, token);
const stepsOf = (order: Pick<OrderResponse, "allowed_transitions">) => order.allowed_transitions.map((step) => step.to_status);
const actionsOf = (order: Pick<OrderResponse, "allowed_actions">) => order.allowed_actions.map(({ action }) => action);

describe("an order says what may be done with it", () => {
  test("by the caller: in the response to placing it, when it is read, and on the queue", async () => {
    const placed = await place();
    expect(actionsOf(placed)).toEqual(["tender", "discount", "amend", "rush", "ask_substitute"]);
    const read = async (token: string) =>
      OrderResponse.parse((await box.call("GET", `/v1/orders/${placed.order_id}`, undefined, { token })).json);
    expect(stepsOf(await read(cashier))).toEqual(["IN_PROGRESS", "CANCELLED"]);
    expect(stepsOf(await read(bar))).toEqual(["IN_PROGRESS"]);
    expect(actionsOf(await read(barista))).toEqual(["rush", "ask_substitute"]);
    const queue = QueueResponse.parse((await box.call("GET", `/v1/stores/${STORE_ID}/queue`, undefined, { token: barista })).json);
    const queued = queue.orders.find((order) => order.order_id === placed.order_id);
    expect(queued && stepsOf(queued)).toEqual(["IN_PROGRESS", "CANCELLED"]);
  });

  test("after a tender a cancellation needs a manager, and the tender's response says so", async () => {
    const { order_id } = await place();
    const tender = await post(`/v1/orders/${order_id}/tenders`, { method: "CASH" });
    const order = OrderResponse.parse(tender.json.order);
    expect(order.balance_cents).toBe(0);
    expect(order.allowed_transitions.find((step) => step.to_status === "CANCELLED")).toMatchObject({ needs_manager: true });
    expect(order.allowed_actions).toEqual([
      { action: "tip", needs_manager: false },
      { action: "refund", needs_manager: true },
      { action: "correct_tender", needs_manager: true },
      { action: "rush", needs_manager: false },
      { action: "ask_substitute", needs_manager: true },
    ]);
    const taken = await box.call("GET", `/v1/orders/${order_id}/tenders`, undefined, { token: cashier });
    const payment = Payment.parse(tender.json.payment);
    expect(taken.json).toMatchObject({ tenders: [{ payment: { method: "CASH" }, is_correctable: true }] });
    const right = { method: "EXTERNAL_CARD", reason: "it was the card", manager_pin: PINS.manager };
    const corrected = await post(`/v1/orders/${order_id}/tenders/${payment.payment_id}/correct`, right);
    expect(corrected.json).toMatchObject({
      correction: { kind: "CORRECTION" },
      payment: { method: "EXTERNAL_CARD" },
      order: { balance_cents: 0 },
    });
    const back = await post(`/v1/orders/${order_id}/refunds`, { reason: "cold", manager_pin: PINS.manager });
    const over = OrderResponse.parse(back.json.order);
    expect([over.status, actionsOf(over), over.balance_cents]).toEqual(["CANCELLED", [], 0]);
  });

  test("the loser of a race is told who was faster, and what can be done now", async () => {
    const { order_id } = await place();
    await start(order_id);
    const lost = await start(order_id, cashier);
    expect(lost.json).toMatchObject({ code: "order.status_changed", order: { last_step: { status: "IN_PROGRESS", by: { name: "ben" } } } });
    const order = OrderResponse.parse(lost.json.order);
    expect(stepsOf(order)).toEqual(["READY", "CANCELLED"]);
  });

  test("one change is told to each screen with what that one may do, and with what happened", async () => {
    const open = (token: string) => connect(box.url, `/v1/stores/${STORE_ID}/queue/stream`, { authorization: `Bearer ${token}` });
    const [till, screen] = [await open(cashier), await open(bar)];
    await till.frame((frame) => frame.type === "snapshot");
    await screen.frame((frame) => frame.type === "snapshot");
    const { order_id } = await place();
    await start(order_id);
    const told = async (client: typeof till, events: string[]) => {
      const frame = QueueFrame.parse(await client.frame((each) => JSON.stringify(each.events) === JSON.stringify(events)));
      if (frame.type !== "change") throw new Error("not a change");
      return frame;
    };
    expect(actionsOf((await told(till, ["order.placed"])).order)).toEqual(["tender", "discount", "amend", "rush", "ask_substitute"]);
    const started = await told(screen, ["order.started"]);
    expect([stepsOf(started.order), actionsOf(started.order)]).toEqual([["READY"], ["check_lines", "rush"]]);
    expect(stepsOf((await told(till, ["order.started"])).order)).toEqual(["READY", "CANCELLED"]);
    till.socket.close();
    screen.socket.close();
  });
});

describe("lines", () => {
  const espresso = { item_id: "espresso", qty: 1 };
  const amend = (id: string, body: object, token = cashier) => post(`/v1/orders/${id}/amend`, body, token);

  test("are changed before the order is started, priced by the server, and every screen sees the ticket as changed", async () => {
    const placed = await place();
    const shown = { amendments: 0, total_cents: 500 };
    const wrong = await amend(placed.order_id, { items: [espresso], shown, expected_total_cents: 249 });
    expect(wrong.json).toMatchObject({ code: "order.price_changed", quote: { total_cents: 250 } });
    const amended = await amend(placed.order_id, { items: [espresso], shown, expected_total_cents: 250 });
    expect(amended.json).toMatchObject({ total_cents: 250, amendments: 1, amended_at: "2026-05-04T08:00:00.000Z", lines: [{ qty: 1 }] });
    const late = await amend(placed.order_id, { items: [espresso, espresso], shown });
    expect([late.status, late.json.code]).toEqual([409, "order.lines_changed"]);
    const read = await box.call("GET", `/v1/orders/${placed.order_id}`, undefined, { token: cashier });
    expect(read.json).toMatchObject({ total_cents: 250, lines: [{ qty: 1, line_total_cents: 250 }] });
    expect((await post(`/v1/orders/${placed.order_id}/tenders`, { method: "CASH" })).json).toMatchObject({
      payment: { amount_cents: 250 },
    });
  });

  test("what the order has already may be sold out by now, more of something else may not", async () => {
    const placed = await place();
    const sell = (is_available: boolean) =>
      box.call("PATCH", `/v1/stores/${STORE_ID}/items/espresso`, { is_available }, { token: cashier });
    await sell(false);
    const asNew = await post("/v1/orders/quote", { store_id: STORE_ID, items: [espresso] });
    expect(asNew.json.code).toBe("item.sold_out");
    const quoted = await post(`/v1/orders/${placed.order_id}/amend/quote`, { items: [espresso] });
    expect([quoted.status, quoted.json.total_cents]).toEqual([200, 250]);
    const shown = { amendments: 0, total_cents: 500 };
    for (const items of [[{ ...espresso, qty: 3 }], [{ ...espresso, qty: 2 }, espresso]]) {
      const more = await post(`/v1/orders/${placed.order_id}/amend/quote`, { items });
      expect(more.json).toMatchObject({ code: "item.sold_out", detail: "espresso is sold out: the order can keep the 2 that it has" });
      expect((await amend(placed.order_id, { items, shown })).json.code).toBe("item.sold_out");
    }
    const amended = await amend(placed.order_id, { items: [espresso], shown });
    expect(amended.status).toBe(200);
    await sell(true);
  });

  test("stay once money was taken or the order was started", async () => {
    const [paid, started] = [await place(), await place()];
    await post(`/v1/orders/${paid.order_id}/tenders`, { method: "CASH" });
    await start(started.order_id);
    const shown = { amendments: 0, total_cents: 500 };
    expect((await amend(paid.order_id, { items: [espresso], shown })).json.code).toBe("order.money_taken");
    expect((await amend(started.order_id, { items: [espresso], shown })).json.code).toBe("order.invalid_transition");
    expect((await amend(started.order_id, { items: [espresso], shown }, barista)).status).toBe(403);
  });

  test("are checked off while the order is made, and unchecked; two screens that do the same do it once", async () => {
    const placed = await place();
    const path = `/v1/orders/${placed.order_id}/lines/${placed.lines[0]?.line_id}/made`;
    const put = (made: boolean, token = bar) => box.call("PUT", path, { made }, { token });
    expect((await put(true)).json.code).toBe("order.invalid_transition");
    await start(placed.order_id);
    const head = box.store.sync.log.head();
    const both = await Promise.all([put(true), put(true, barista)]);
    for (const response of both) expect(response.json).toMatchObject({ made_line_ids: [placed.lines[0]?.line_id], status: "IN_PROGRESS" });
    expect(box.store.sync.log.head()).toBe(head + 1);
    expect((await put(false)).json).toMatchObject({ made_line_ids: [] });
    const stray = `/v1/orders/${placed.order_id}/lines/${placed.order_id}/made`;
    expect((await box.call("PUT", stray, { made: true }, { token: bar })).json.code).toBe("order.line_not_found");
  });

  test("a station's part is made and undone in one commit each; the last station's makes the order ready", async () => {
    const placed = await place({ items: [espresso, { item_id: "croissant", qty: 1 }] });
    const put = (station: string, body: object) =>
      box.call("PUT", `/v1/orders/${placed.order_id}/stations/${station}/done`, body, { token: bar });
    const seen = { done: true, expected_status: "IN_PROGRESS" };
    await start(placed.order_id);
    const twice = await Promise.all([put("bar", seen), put("bar", seen)]);
    for (const response of twice) expect(response.json).toMatchObject({ status: "IN_PROGRESS", made_line_ids: [placed.lines[0]?.line_id] });
    const cursor = box.store.queries.cursor();
    expect((await put("food", seen)).json).toMatchObject({ status: "READY" });
    expect(box.store.queries.cursor()).toBe(cursor + 1);
    const late = await put("food", seen);
    expect([late.status, late.json.code]).toEqual([409, "order.status_changed"]);
    const back = await put("food", { done: false, expected_status: "READY" });
    expect(back.json).toMatchObject({ status: "IN_PROGRESS", made_line_ids: [placed.lines[0]?.line_id] });
    expect((await put("cold", seen)).json.code).toBe("order.line_not_found");
  });
});
