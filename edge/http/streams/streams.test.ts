import { createConnection } from "node:net";
import { OrderFrame, QueueFrame } from "@crema/shared/contract/streams";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestBox, type TestBox } from "../../box.test-fixture.ts";
import { connect, type StreamClient, UpgradeRefused } from "./stream-client.test-fixture.ts";

const QUEUE = "/v1/stores/main-street/queue/stream";
let box: TestBox;
let pos: { device_id: string; token: string };

beforeEach(async () => {
  box = await openTestBox();
  pos = await box.pair("pos");
});
afterEach(() => box.stop());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const queue = (after = "", token = pos.token) => connect(box.url, QUEUE + after, bearer(token));
const start = (orderId: unknown) =>
  box.call("POST", `/v1/orders/${orderId}/transition`, { to_status: "IN_PROGRESS", expected_status: "PLACED" }, { token: pos.token });
const refusal = (connecting: Promise<StreamClient>) =>
  connecting.then(
    () => "open",
    (error: unknown) => (error instanceof UpgradeRefused ? `${error.status} ${error.body.code}` : String(error)),
  );

describe("the queue's stream", () => {
  test("begins with a snapshot and goes on with each change, cursors counting up by one", async () => {
    const first = await box.place(pos.token);
    const client = await queue();
    const snapshot = await client.frame((frame) => frame.type === "snapshot");
    expect(QueueFrame.parse(snapshot)).toMatchObject({
      cursor: 1,
      orders: [{ order_id: first.json.order_id }],
      link: { state: "NOT_ENROLLED" },
    });
    await start(first.json.order_id);
    await box.call("PATCH", "/v1/stores/main-street/items/espresso", { is_available: false }, { token: pos.token });
    await client.frame((frame) => frame.type === "availability");
    for (const frame of client.frames) QueueFrame.parse(frame);
    expect(client.frames.map(({ type, cursor }) => [type, cursor])).toEqual([
      ["snapshot", 1],
      ["change", 2],
      ["availability", 3],
    ]);
    expect(client.frames[2]).toMatchObject({ sold_out_item_ids: ["espresso"], revision: 1 });
    expect(JSON.stringify(client.frames)).not.toMatch(/idempotency_key|"principal"/);
  });

  test("resumes after a cursor with what was missed, and nothing twice", async () => {
    const first = await box.place(pos.token);
    const second = await box.place(pos.token);
    await start(first.json.order_id);
    const client = await queue("?after=1");
    await client.frame((frame) => frame.type === "heartbeat");
    await box.place(pos.token);
    await client.frame((frame) => frame.cursor === 4);
    expect(client.frames.map(({ type, cursor }) => [type, cursor])).toEqual([
      ["change", 2],
      ["change", 3],
      ["availability", 3],
      ["drafts", 3],
      ["refund_requests", 3],
      ["heartbeat", 3],
      ["change", 4],
    ]);
    expect(client.frames[0]).toMatchObject({ order: { order_id: second.json.order_id } });
  });

  test("gives a snapshot to a cursor that is not from here", async () => {
    const client = await queue("?after=4711");
    expect((await client.frame(() => true)).type).toBe("snapshot");
  });

  test("sends a heartbeat with the cursor every 2 s", async () => {
    const client = await queue();
    await client.frame((frame) => frame.type === "snapshot");
    await box.place(pos.token);
    box.timers.advance(2000);
    const beat = await client.frame((frame) => frame.type === "heartbeat");
    expect(QueueFrame.parse(beat)).toMatchObject({ cursor: 1, server_time: "2026-05-04T08:00:02.000Z" });
    box.timers.advance(2000);
    await client.frame((frame) => frame.type === "heartbeat" && frame.server_time === "2026-05-04T08:00:04.000Z");
  });

  test("is refused as plain HTTP to strangers, to another store, and to a page of someone else", async () => {
    expect(await refusal(connect(box.url, QUEUE, {}))).toBe("401 auth.required");
    expect(await refusal(connect(box.url, `${QUEUE}?token=${pos.token}`, {}))).toBe("401 auth.required");
    expect(await refusal(connect(box.url, "/v1/stores/other/queue/stream", bearer(pos.token)))).toBe("403 auth.wrong_store");
    expect(await refusal(queue("?after=-1"))).toBe("422 request.invalid");
    expect(await refusal(connect(box.url, "/v1/nothing", bearer(pos.token)))).toBe("404 request.not_found");
    const cookie = `crema_device_main-street=${pos.token}`;
    expect(await refusal(connect(box.url, QUEUE, { cookie, origin: "http://evil.example" }))).toBe("403 auth.foreign_page");
    const ours = await connect(box.url, QUEUE, { cookie, origin: box.url });
    expect((await ours.frame(() => true)).type).toBe("snapshot");
  });

  test("ends for a revoked device at once, and for nobody else", async () => {
    const other = await box.pair("board");
    const [mine, theirs] = [await queue(), await queue("", other.token)];
    await box.call("POST", `/v1/devices/${other.device_id}/revoke`, {}, { token: box.operatorToken });
    expect(await theirs.closed).toBe(4401);
    expect(await refusal(queue("", other.token))).toBe("401 auth.revoked");
    await box.place(pos.token);
    expect((await mine.frame((frame) => frame.type === "change")).cursor).toBe(1);
  });

  test("tells its clients when the box stops", async () => {
    const client = await queue();
    box.timers.release();
    await box.lifecycle.stop();
    expect(await client.closed).toBe(1001);
  });

  test("accepts no messages: a client that sends one is cut", async () => {
    const client = await queue();
    client.socket.send("hello");
    expect(await client.closed).toBe(1008);
  });

  test("lets a client go that is refused and never closes its side: the box can stop", async () => {
    const { hostname, port } = new URL(box.url);
    const socket = createConnection({ host: hostname, port: Number(port), allowHalfOpen: true });
    let heard = "";
    socket.on("data", (part) => {
      heard += part;
    });
    socket.write(`GET ${QUEUE} HTTP/1.1\r\nhost: box\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`);
    await expect.poll(() => heard).toContain("401");
    box.timers.release();
    await box.lifecycle.stop();
    socket.destroy();
  });

  test("without an upgrade is 426", async () => {
    const reply = await box.call("GET", QUEUE, undefined, { token: pos.token });
    expect([reply.status, reply.json.code]).toEqual([426, "request.upgrade_required"]);
  });
});

describe("an order's stream", () => {
  const orderPath = (order: { json: Record<string, unknown> }) => `/v1/orders/${order.json.order_id}/stream`;

  test("by WebSocket: the present state, then its own changes only", async () => {
    const order = await box.place(pos.token);
    const client = await connect(box.url, orderPath(order), bearer(pos.token));
    await box.place(pos.token);
    await start(order.json.order_id);
    await client.frame((frame) => frame.cursor === 3);
    expect(client.frames.map(({ type, cursor, order: shown }) => [type, cursor, (shown as { status: string }).status])).toEqual([
      ["order", 1, "PLACED"],
      ["order", 3, "IN_PROGRESS"],
    ]);
    box.timers.advance(2000);
    expect((await client.frame((frame) => frame.type === "heartbeat")).cursor).toBe(3);
  });

  test("an unknown order is 404, a cursor of its last change hears nothing old", async () => {
    expect(await refusal(connect(box.url, "/v1/orders/0198c7f2-8b7e-7000-8000-0000000000ff/stream", bearer(pos.token)))).toBe(
      "404 order.not_found",
    );
    const order = await box.place(pos.token);
    const client = await connect(box.url, `${orderPath(order)}?after=1`, bearer(pos.token));
    await start(order.json.order_id);
    expect(await client.frame(() => true)).toMatchObject({ type: "order", cursor: 2 });
  });

  test("by Server-Sent Events: ids are cursors, and Last-Event-ID goes on from there", async () => {
    const order = await box.place(pos.token);
    const read = await events(`${box.url}${orderPath(order)}`, bearer(pos.token));
    expect(await read.next()).toMatchObject({ id: "1", data: { type: "order", order: { status: "PLACED" } } });
    await start(order.json.order_id);
    expect(await read.next()).toMatchObject({ id: "2", data: { order: { status: "IN_PROGRESS" } } });
    await read.end();
    const again = await events(`${box.url}${orderPath(order)}`, { ...bearer(pos.token), "last-event-id": "1" });
    expect(await again.next()).toMatchObject({ id: "2", data: { order: { status: "IN_PROGRESS" } } });
    await again.end();
    const upToDate = await events(`${box.url}${orderPath(order)}`, { ...bearer(pos.token), "last-event-id": "2" });
    await box.call(
      "POST",
      `/v1/orders/${order.json.order_id}/transition`,
      { to_status: "READY", expected_status: "IN_PROGRESS" },
      { token: pos.token },
    );
    expect(await upToDate.next()).toMatchObject({ id: "3", data: { order: { status: "READY" } } });
    await upToDate.end();
  });

  test("a refused cancel request that was missed is told when the client comes back, in its place", async () => {
    const { json } = await box.place(pos.token);
    const order_id = String(json.order_id);
    await start(order_id);
    const actor = { kind: "guest", id: null, name: null } as const;
    const [id, request_id] = ["0198c7f2-8b7e-7000-8000-0000000000e1", "0198c7f2-8b7e-7000-8000-0000000000e2"];
    const command = {
      kind: "order.cancel_requested",
      at: "2026-05-04T08:00:00.000Z",
      order_id,
      request_id,
      actor,
      cause: "CUSTOMER",
      reason: null,
    } as const;
    await box.store.sync.down.applyInbox([{ seq: 1, id, command }], null);
    const upToDate = await connect(box.url, `/v1/orders/${order_id}/stream?after=3`, bearer(pos.token));
    await box.call(
      "POST",
      `/v1/orders/${order_id}/transition`,
      { to_status: "READY", expected_status: "IN_PROGRESS" },
      { token: pos.token },
    );
    const back = await connect(box.url, `/v1/orders/${order_id}/stream?after=2`, bearer(pos.token));
    for (const client of [upToDate, back]) await client.frame((frame) => frame.cursor === 4);
    expect(back.frames.map(({ type, cursor }) => [type, cursor])).toEqual([
      ["cancel_refused", 3],
      ["order", 4],
    ]);
    expect(OrderFrame.parse(back.frames[0])).toMatchObject({ request_id, code: "order.already_started" });
    expect(upToDate.frames.map(({ type, cursor }) => [type, cursor])).toEqual([["order", 4]]);
  });

  test("by Server-Sent Events ends for a revoked device", async () => {
    const order = await box.place(pos.token);
    const other = await box.pair("barista");
    const read = await events(`${box.url}${orderPath(order)}`, bearer(other.token));
    await read.next();
    expect(box.streams()).toBe(1);
    await box.call("POST", `/v1/devices/${other.device_id}/revoke`, {}, { token: box.operatorToken });
    expect(await read.next()).toBe(null);
    expect(box.streams()).toBe(0);
  });

  test("leaves nothing behind when its client goes", async () => {
    const order = await box.place(pos.token);
    const client = await connect(box.url, orderPath(order), bearer(pos.token));
    expect(box.streams()).toBe(1);
    client.socket.terminate();
    await expect.poll(() => box.streams()).toBe(0);
  });
});

interface EventReader {
  /** The next event; null when the stream has ended. */
  next(): Promise<{ id: string; data: Record<string, unknown> } | null>;
  end(): Promise<void>;
}

async function events(url: string, headers: Record<string, string>): Promise<EventReader> {
  const response = await fetch(url, { headers });
  expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
  if (!response.body) throw new Error("no stream");
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    async next() {
      for (;;) {
        const end = text.indexOf("\n\n");
        if (end >= 0) {
          const block = text.slice(0, end);
          text = text.slice(end + 2);
          const data = /^data: (.*)$/m.exec(block)?.[1];
          if (data) return { id: /^id: (.*)$/m.exec(block)?.[1] ?? "", data: JSON.parse(data) as Record<string, unknown> };
          continue;
        }
        const part = await reader.read();
        if (part.done) return null;
        text += part.value;
      }
    },
    end: () => reader.cancel(),
  };
}
