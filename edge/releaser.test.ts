/** Scheduled orders come onto the queue when their time has come, and a few at a time after an outage. */
import { appOrder } from "@crema/shared/domain/order/order.test-fixture";
import { afterEach, beforeEach, expect, test } from "vitest";
import { espressos, openTestBox, STORE_ID, type TestBox } from "./box.test-fixture.ts";
import { connect, type StreamClient } from "./http/streams/stream-client.test-fixture.ts";
import { PACE_MS } from "./releaser.ts";

let box: TestBox;
let pos: string;
beforeEach(async () => {
  box = await openTestBox();
  pos = (await box.pair("pos")).token;
});
afterEach(() => box.stop());

/** The store takes five minutes; it is 08:00. */
const at = (time: string) => `2026-05-04T${time}:00.000Z`;
let keys = 0;
const place = async (requested_for: string | null) =>
  (await box.call("POST", "/v1/orders", espressos({ requested_for }), { token: pos, headers: { "idempotency-key": `k${keys++}` } })).json;
const stream = (of = box) => connect(of.url, `/v1/stores/${STORE_ID}/queue/stream`, { authorization: `Bearer ${pos}` });
const released = (client: StreamClient, orderId: unknown) =>
  client.frame(
    (frame) =>
      JSON.stringify(frame.events) === '["order.released"]' && (frame.order as { order_id?: string } | undefined)?.order_id === orderId,
  );
const releasesAt = async (orderId: unknown) => (await box.call("GET", `/v1/orders/${orderId}`, undefined, { token: pos })).json.releases_at;

test("an order for later says when it is to be started; one for now, or for a moment that is too near, does not", async () => {
  expect((await place(at("09:00"))).releases_at).toBe(at("08:55"));
  expect((await place(at("08:05"))).releases_at).toBeNull();
  expect((await place(null)).releases_at).toBeNull();
});

test("its release is a change with its own cursor, to the millisecond, also for a screen that was away", async () => {
  const client = await stream();
  const order = await place(at("08:20"));
  await client.frame((frame) => frame.cursor === 1 && frame.type === "change");
  box.timers.advance(15 * 60_000 - 1);
  await box.call("GET", "/v1/me", undefined, { token: pos });
  expect(await releasesAt(order.order_id)).toBe(at("08:15"));
  box.timers.advance(1);
  const frame = await released(client, order.order_id);
  expect(frame).toMatchObject({ cursor: 2, order: { releases_at: null, status: "PLACED" } });
  const later = await connect(box.url, `/v1/stores/${STORE_ID}/queue/stream?after=1`, { authorization: `Bearer ${pos}` });
  expect(await later.frame((each) => each.type === "change")).toMatchObject({ cursor: 2, order: { releases_at: null } });
  for (const open of [client, later]) open.socket.close();
});

test("an order of the app for later is scheduled as well", async () => {
  const order = appOrder("OFFERED", { requested_for: at("10:00"), promised_at: at("10:00") });
  const command = { kind: "order.offered", at: order.created_at, order } as const;
  await box.store.sync.down.applyInbox([{ seq: 1, id: "0198c7f2-0000-7000-8000-000000000111", command }], null);
  expect(await releasesAt(order.order_id)).toBe(at("09:55"));
});

test("one that is started early no longer waits, and is not announced again", async () => {
  const order = await place(at("08:20"));
  const begun = await box.call(
    "POST",
    `/v1/orders/${order.order_id}/transition`,
    { to_status: "IN_PROGRESS", expected_status: "PLACED" },
    { token: pos },
  );
  expect(begun.json).toMatchObject({ status: "IN_PROGRESS", releases_at: null });
  const cursor = box.store.queries.cursor();
  box.timers.advance(20 * 60_000);
  box.timers.advance(0);
  await place(null);
  expect(box.store.queries.cursor()).toBe(cursor + 1);
});

test("after an outage what came due meanwhile comes back paced, the oldest promise first", async () => {
  const orders = [];
  for (const minute of ["50", "40", "30", "20", "10"]) orders.unshift(await place(at(`09:${minute}`)));
  await box.stop("keep the directory");
  const dataDir = box.settings.dataDir;
  box = await openTestBox({ dataDir });
  box.clock.advance(3 * 3_600_000);
  const client = await stream();
  await client.frame((frame) => frame.type === "snapshot");
  const heard = () =>
    client.frames
      .filter((frame) => frame.type === "change")
      .map((frame) => (frame.order as { promised_at: string }).promised_at.slice(11, 16));
  // The longest that it trusts a wait.
  box.timers.advance(60_000);
  box.timers.advance(0);
  await released(client, orders[2]?.order_id);
  expect(heard()).toEqual(["09:10", "09:20", "09:30"]);
  box.timers.advance(PACE_MS - 1);
  await place(null);
  await client.frame((frame) => JSON.stringify(frame.events) === '["order.placed"]');
  expect(heard()).toHaveLength(4);
  box.timers.advance(1);
  await released(client, orders[4]?.order_id);
  expect(heard().slice(4)).toEqual(["09:40", "09:50"]);
  client.socket.close();
});

test("one that cannot be stored keeps no other from the queue, and is tried again", async () => {
  const stuck = [];
  for (const minute of ["10", "11", "12"]) stuck.push(await place(at(`09:${minute}`)));
  const other = await place(at("09:13"));
  const names = stuck.map(({ order_id }) => `'${order_id}'`).join(", ");
  box.store.db.exec(`CREATE TRIGGER stuck BEFORE UPDATE ON orders WHEN old.order_id IN (${names}) BEGIN SELECT RAISE(ABORT, 'stuck'); END`);
  const client = await stream();
  await client.frame((frame) => frame.type === "snapshot");
  box.timers.advance(3_600_000 + 15 * 60_000);
  box.timers.advance(0);
  await released(client, other.order_id);
  box.store.db.exec("DROP TRIGGER stuck");
  box.timers.advance(PACE_MS);
  await released(client, stuck[2]?.order_id);
  client.socket.close();
});
