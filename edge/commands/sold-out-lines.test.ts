/** Orders that have what staff then marked as sold out are marked, as long as nobody has started them. */
import { OrderResponse } from "@crema/shared/contract/orders";
import { QueueFrame } from "@crema/shared/contract/streams";
import { afterEach, beforeEach, expect, test } from "vitest";
import { espressos, openTestBox, STORE_ID, type TestBox } from "../box.test-fixture.ts";
import { connect } from "../http/streams/stream-client.test-fixture.ts";

let box: TestBox;
let pos: string;
let cashier: string;
let keys = 0;
beforeEach(async () => {
  box = await openTestBox();
  pos = (await box.pair("pos")).token;
  cashier = await box.signIn(pos, "cashier");
});
afterEach(() => box.stop());

const post = (path: string, body: object) =>
  box.call("POST", path, body, { token: cashier, headers: { "idempotency-key": `sold-out-${keys++}` } });
const placed = async (changes: object = {}) => {
  const order = OrderResponse.parse((await post("/v1/orders", espressos(changes))).json);
  return { id: order.order_id, lines: order.lines.map((line) => line.line_id) };
};
const sell = (path: string, is_available: boolean) =>
  box.call("PATCH", `/v1/stores/${STORE_ID}/${path}`, { is_available }, { token: cashier });
const marked = async (id: string) =>
  OrderResponse.parse((await box.call("GET", `/v1/orders/${id}`, undefined, { token: pos })).json).sold_out_line_ids;

test("the lines with the item are named until it is on sale again, in every answer and on the stream; others are not", async () => {
  const both = await placed({
    items: [
      { item_id: "croissant", qty: 1 },
      { item_id: "espresso", qty: 2 },
    ],
  });
  const other = await placed({ items: [{ item_id: "croissant", qty: 1 }] });
  const screen = await connect(box.url, `/v1/stores/${STORE_ID}/queue/stream`, { authorization: `Bearer ${cashier}` });
  await screen.frame((frame) => frame.type === "snapshot");
  await sell("items/espresso", false);
  expect(await marked(both.id)).toEqual([both.lines[1]]);
  expect(await marked(other.id)).toBeUndefined();
  const told = async () => QueueFrame.parse(await screen.frame((frame) => JSON.stringify(frame.events) === '["order.sold_out_changed"]'));
  expect(await told()).toMatchObject({ order: { order_id: both.id, sold_out_line_ids: [both.lines[1]] } });
  const away = await connect(box.url, `/v1/stores/${STORE_ID}/queue/stream?after=3`, { authorization: `Bearer ${cashier}` });
  const missed = await away.frame((frame) => frame.type === "change");
  expect(missed).toMatchObject({ order: { order_id: both.id, sold_out_line_ids: [both.lines[1]] } });
  await sell("items/espresso", true);
  expect(await marked(both.id)).toBeUndefined();
  expect((await told()).type === "change").toBe(true);
  for (const { socket } of [screen, away]) socket.close();
});

test("a choice marks every line that has it", async () => {
  const latte = { item_id: "latte", qty: 1 };
  const order = await placed({
    items: [
      { ...latte, modifier_ids: ["oat"] },
      { ...latte, modifier_ids: ["whole"] },
    ],
  });
  await sell("modifiers/oat", false);
  expect(await marked(order.id)).toEqual([order.lines[0]]);
});

test("not of an order that is made, that has ended, or that is wanted on another day", async () => {
  const [started, cancelled, tomorrow] = [await placed(), await placed(), await placed({ requested_for: "2026-05-05T09:00:00.000Z" })];
  await post(`/v1/orders/${started.id}/transition`, { to_status: "IN_PROGRESS", expected_status: "PLACED" });
  await post(`/v1/orders/${cancelled.id}/cancel`, { reason: "Left" });
  await sell("items/espresso", false);
  for (const { id } of [started, cancelled, tomorrow]) expect(await marked(id)).toBeUndefined();
  box.timers.advance(24 * 3_600_000);
  expect(await marked(tomorrow.id)).toEqual(tomorrow.lines);
});
