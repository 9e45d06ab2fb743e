import { BoardFrame, QueueFrame } from "@crema/shared/contract/streams";
import { appOrder } from "@crema/shared/domain/order/order.test-fixture";
import { afterEach, beforeEach, expect, test } from "vitest";
import { espressos, openTestBox, STORE_ID, type TestBox } from "../../box.test-fixture.ts";
import { connect } from "./stream-client.test-fixture.ts";

let box: TestBox;
let pos: string;
let board: string;
beforeEach(async () => {
  box = await openTestBox();
  pos = (await box.pair("pos")).token;
  board = (await box.pair("board")).token;
});
afterEach(() => box.stop());

let keys = 0;
const place = async (changes = {}) =>
  (await box.call("POST", "/v1/orders", espressos(changes), { token: pos, headers: { "idempotency-key": `b${keys++}` } })).json;
const step = (id: unknown, from: string, to: string) =>
  box.call("POST", `/v1/orders/${id}/transition`, { to_status: to, expected_status: from }, { token: pos });
const follow = (token: string, after = "") =>
  connect(box.url, `/v1/stores/${STORE_ID}/queue/stream${after}`, { authorization: `Bearer ${token}` });

test("a board is sent numbers, names and how far each order is, and nothing else of the store", async () => {
  const first = await place();
  const client = await follow(board);
  await client.frame((frame) => frame.type === "snapshot");
  await step(first.order_id, "PLACED", "IN_PROGRESS");
  await box.call("PATCH", `/v1/stores/${STORE_ID}/items/espresso`, { is_available: false }, { token: pos });
  await step(first.order_id, "IN_PROGRESS", "READY");
  await client.frame((frame) => frame.cursor === 4);
  box.timers.advance(2000);
  await client.frame((frame) => frame.type === "heartbeat");
  for (const frame of client.frames) expect(BoardFrame.parse(frame)).toEqual(frame);
  expect(client.frames.map(({ type, cursor }) => [type, cursor])).toEqual([
    ["snapshot", 1],
    ["change", 2],
    ["change", 4],
    ["heartbeat", 4],
  ]);
  expect(client.frames[2]).toMatchObject({ order: { ticket_number: "A1", customer_name: "Bo", status: "READY" } });
  expect(JSON.stringify(client.frames)).not.toMatch(/espresso|cents|note/i);
  const again = await follow(board, "?after=2");
  expect(await again.frame((frame) => frame.type === "change")).toMatchObject({ cursor: 4, order: { status: "READY" } });
  for (const open of [client, again]) open.socket.close();
});

test("screens are told which boards their browsers let make no sound, for as long as that is so; a board is not", async () => {
  const till = await follow(pos);
  const told = (frame: Record<string, unknown>) => JSON.stringify(frame.mute_boards);
  expect(await till.frame(({ type }) => type === "snapshot")).toMatchObject({ mute_boards: [] });
  const silent = await follow(board, "?sound=BLOCKED");
  // A till's own sound is a matter for whoever stands there.
  const other = await follow(pos, "?sound=BLOCKED");
  const heard = await till.frame((frame) => frame.type === "heartbeat" && told(frame) !== "[]");
  expect(heard.mute_boards).toEqual([{ device_id: expect.any(String), name: "board 1" }]);
  expect(JSON.stringify(silent.frames)).not.toContain("mute_boards");
  silent.socket.close();
  await silent.closed;
  const audible = await follow(board, "?after=0");
  const from = till.frames.length;
  box.timers.advance(2000);
  expect(await till.frame((frame) => till.frames.indexOf(frame) >= from && frame.type === "heartbeat")).toMatchObject({ mute_boards: [] });
  for (const open of [till, other, audible]) open.socket.close();
});

test("a board reads no order and no queue by itself", async () => {
  const { order_id } = await place();
  for (const path of [`/v1/orders/${order_id}`, "/v1/orders", `/v1/stores/${STORE_ID}/queue`, `/v1/orders/${order_id}/stream`]) {
    expect((await box.call("GET", path, undefined, { token: board })).json.code, path).toBe("auth.forbidden");
  }
});

test("a board hears of an order for later, or of one that is not confirmed, when it is to be made", async () => {
  await place({ requested_for: "2026-05-04T09:00:00.000Z" });
  const order = appOrder("OFFERED");
  const offered = { kind: "order.offered", at: order.created_at, order } as const;
  await box.store.sync.down.applyInbox([{ seq: 1, id: "0198c7f2-0000-7000-8000-000000000111", command: offered }], null);
  const client = await follow(board);
  expect(await client.frame((frame) => frame.type === "snapshot")).toMatchObject({ orders: [] });
  const confirmed = {
    kind: "order.confirmed",
    at: order.created_at,
    event_id: "0198c7f2-0000-7000-8000-000000000333",
    order_id: order.order_id,
    order_seq: 1,
    status: "PLACED",
  } as const;
  await box.store.sync.down.applyInbox([{ seq: 2, id: "0198c7f2-0000-7000-8000-000000000222", command: confirmed }], null);
  expect(await client.frame((frame) => frame.type === "change")).toMatchObject({ order: { order_id: order.order_id } });
  client.socket.close();
});

test("all day: what is still to be made, less what was checked off, handed over, or is for later", async () => {
  const [one, two] = [await place(), await place()];
  await place({ requested_for: "2026-05-04T09:00:00.000Z" });
  const client = await follow(pos);
  const qtyOf = (frame: unknown) => {
    const parsed = QueueFrame.parse(frame);
    if (parsed.type !== "snapshot" && parsed.type !== "heartbeat") throw new Error("no counts");
    return parsed.all_day.map(({ item_id, qty }) => `${qty} ${item_id}`);
  };
  expect(qtyOf(await client.frame((frame) => frame.type === "snapshot"))).toEqual(["4 espresso"]);
  await step(one.order_id, "PLACED", "IN_PROGRESS");
  await step(two.order_id, "PLACED", "IN_PROGRESS");
  await step(two.order_id, "IN_PROGRESS", "READY");
  const beat = async (cursor: number) => {
    box.timers.advance(2000);
    return qtyOf(await client.frame((frame) => frame.type === "heartbeat" && frame.cursor === cursor));
  };
  expect(await beat(6)).toEqual(["2 espresso"]);
  const [line] = one.lines as { line_id: string }[];
  await box.call("PUT", `/v1/orders/${one.order_id}/lines/${line?.line_id}/made`, { made: true }, { token: pos });
  expect(await beat(7)).toEqual([]);
  await step(two.order_id, "READY", "IN_PROGRESS");
  expect(await beat(8)).toEqual(["2 espresso"]);
  client.socket.close();
});

test("all day: what was made or ordered while no screen was open counts right on the next one", async () => {
  const [one] = [await place(), await place()];
  const qtyOnOpening = async () => {
    const client = await follow(pos);
    const snapshot = QueueFrame.parse(await client.frame((frame) => frame.type === "snapshot"));
    client.socket.close();
    await client.closed;
    if (snapshot.type !== "snapshot") throw new Error("a stream begins with a snapshot");
    return snapshot.all_day.map(({ item_id, qty }) => `${qty} ${item_id}`);
  };
  expect(await qtyOnOpening()).toEqual(["4 espresso"]);
  await step(one?.order_id, "PLACED", "IN_PROGRESS");
  await step(one?.order_id, "IN_PROGRESS", "READY");
  expect(await qtyOnOpening()).toEqual(["2 espresso"]);
  await place();
  expect(await qtyOnOpening()).toEqual(["4 espresso"]);
});
