import { randomUUID } from "node:crypto";
import { OrderFrame } from "@crema/shared/contract/streams";
import type { Order } from "@crema/shared/domain/order/order";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import WebSocket from "ws";
import { accepted, step } from "../../store-events.test-fixture.ts";
import { type HttpBox, METRICS_TOKEN, TestCloud } from "../service.test-fixture.ts";

let cloud: TestCloud;
let beside: TestCloud;
let owner: string;
let box: HttpBox;

beforeAll(async () => {
  cloud = await TestCloud.open();
  beside = await TestCloud.open({ beside: cloud });
  owner = await cloud.operator();
  box = await cloud.onlineStore(owner);
});
afterAll(async () => {
  await beside.close();
  await cloud.close();
});

/** Reads an event stream frame by frame; comments and `retry` are passed over. */
class Sse {
  readonly #abort = new AbortController();
  #buffer = "";
  #reader: ReadableStreamDefaultReader<Uint8Array> | null = null;
  response: Response | null = null;

  static async open(node: TestCloud, orderId: string, token: string | null, headers: Record<string, string> = {}): Promise<Sse> {
    const sse = new Sse();
    const url = `${await node.listening()}/v1/orders/${orderId}/stream`;
    const sent = { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers };
    sse.response = await fetch(url, { headers: sent, signal: sse.#abort.signal });
    sse.#reader = sse.response.body?.getReader() ?? null;
    return sse;
  }

  /** null when the stream has ended. */
  async next(): Promise<{ id: string; frame: OrderFrame } | null> {
    for (;;) {
      const end = this.#buffer.indexOf("\n\n");
      if (end >= 0) {
        const block = this.#buffer.slice(0, end);
        this.#buffer = this.#buffer.slice(end + 2);
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data) return { id: /^id: (.*)$/m.exec(block)?.[1] ?? "", frame: OrderFrame.parse(JSON.parse(data)) };
        continue;
      }
      const part = await this.#reader?.read();
      if (!part || part.done) return null;
      this.#buffer += new TextDecoder().decode(part.value);
    }
  }

  async upTo(status: Order["status"]): Promise<{ id: string; frame: OrderFrame }[]> {
    const seen = [];
    for (let one = await this.next(); one; one = await this.next()) {
      seen.push(one);
      if (one.frame.type === "order" && one.frame.order.status === status) break;
    }
    return seen;
  }

  cut(): void {
    this.#abort.abort();
  }
}

const start = (order: Order) => box.send(accepted(box, order), step(box, order.order_id, "order.started", 2, "PLACED"));
const full = async (orderId: string): Promise<Order> => (await cloud.service.queries.order(orderId))?.order as Order;
const ids = (frames: readonly { id: string }[]) => frames.map((one) => Number(one.id));

describe("the stream of an order by Server-Sent Events", () => {
  test("begins with the present state and goes on with every change, on any node", async () => {
    const { order, token } = await cloud.place(box.storeId);
    const here = await Sse.open(cloud, order.order_id, token);
    const there = await Sse.open(beside, order.order_id, token);
    expect(here.response?.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const first = [await here.next(), await there.next()];
    expect(first).toMatchObject([{ frame: { type: "order", order: { status: "PLACED" } } }, { frame: { type: "order" } }]);
    await start(await full(order.order_id));
    const [a, b] = [await here.upTo("IN_PROGRESS"), await there.upTo("IN_PROGRESS")];
    expect(b).toEqual(a);
    const from = Number(first[0]?.id);
    expect(ids(a)).toEqual(a.map((_, index) => from + 1 + index));
    here.cut();
    there.cut();
  });

  test("Last-Event-ID replays what was missed during a cut, exactly once and in order, then goes on live", async () => {
    const { order, token } = await cloud.place(box.storeId);
    const before = await Sse.open(cloud, order.order_id, token);
    const seen = await before.next();
    before.cut();
    await start(await full(order.order_id));
    const after = await Sse.open(beside, order.order_id, token, { "last-event-id": seen?.id ?? "" });
    const missed = await after.upTo("IN_PROGRESS");
    await box.send(step(box, order.order_id, "order.readied", 3, "IN_PROGRESS"));
    const changeNotifier = await after.upTo("READY");
    const all = [Number(seen?.id), ...ids(missed), ...ids(changeNotifier)];
    expect(all).toEqual(all.map((_, index) => (all[0] ?? 0) + index));
    after.cut();
  });

  test("a guest's browser follows by the order's cookie, through a cut; a cookie that is no good is told so", async () => {
    const { order, token } = await cloud.place(box.storeId);
    const opened = await cloud.call("POST", `/v1/orders/${order.order_id}/session`, { token, body: {} });
    const cookie = (opened.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const before = await Sse.open(cloud, order.order_id, null, { cookie });
    const seen = await before.next();
    before.cut();
    await start(await full(order.order_id));
    const after = await Sse.open(beside, order.order_id, null, { cookie, "last-event-id": seen?.id ?? "" });
    const missed = await after.upTo("IN_PROGRESS");
    expect(ids(missed)).toEqual(missed.map((_, index) => Number(seen?.id) + 1 + index));
    after.cut();
    expect((await Sse.open(cloud, order.order_id, null, { cookie: `${cookie}x` })).response?.status).toBe(401);
  });

  test("a client that has seen everything hears the next change only; a cursor from elsewhere gets the present state", async () => {
    const { order, token } = await cloud.place(box.storeId);
    const at = (await cloud.service.queries.order(order.order_id))?.cursor ?? 0;
    const upToDate = await Sse.open(cloud, order.order_id, token, { "last-event-id": String(at) });
    const future = await Sse.open(cloud, order.order_id, token, { "last-event-id": String(at + 1000) });
    expect(await future.next()).toMatchObject({ id: String(at), frame: { order: { status: "PLACED" } } });
    await start(await full(order.order_id));
    expect((await upToDate.next())?.id).toBe(String(at + 1));
    expect(ids(await future.upTo("IN_PROGRESS"))[0]).toBe(at + 1);
    upToDate.cut();
    future.cut();
  });

  test("many clients of one order hear the same, and none is left behind after they have gone", async () => {
    const { order, token } = await cloud.place(box.storeId);
    const clients = await Promise.all(Array.from({ length: 40 }, () => Sse.open(cloud, order.order_id, token)));
    await Promise.all(clients.map((client) => client.next()));
    await start(await full(order.order_id));
    const heard = await Promise.all(clients.map((client) => client.upTo("IN_PROGRESS")));
    expect(new Set(heard.map((frames) => JSON.stringify(frames))).size).toBe(1);
    for (const client of clients) client.cut();
    await expect
      .poll(async () => (await cloud.call("GET", "/metrics", { token: METRICS_TOKEN })).text)
      .toMatch(/^crema_stream_followers 0$/m);
  });

  test("only whoever may read the order may follow it", async () => {
    const [mine, other] = [await cloud.place(box.storeId), await cloud.place(box.storeId)];
    const path = `/v1/orders/${mine.order.order_id}/stream`;
    expect((await cloud.call("GET", path)).json).toMatchObject({ status: 401 });
    expect((await cloud.call("GET", path, { token: other.token })).json).toMatchObject({ status: 404, code: "order.not_found" });
    expect((await cloud.call("GET", path, { token: box.token })).status).toBe(403);
    expect((await cloud.call("GET", `/v1/orders/${randomUUID()}/stream`, { token: owner })).status).toBe(404);
    expect((await cloud.call("GET", "/v1/orders/x/stream", { token: owner })).status).toBe(422);
    expect((await cloud.call("GET", `${path}?access_token=${mine.token}`)).status).toBe(401);
  });
});

describe("the stream of an order by WebSocket", () => {
  const open = async (orderId: string, headers: Record<string, string>, query = "") => {
    const url = `${(await beside.listening()).replace("http", "ws")}/v1/orders/${orderId}/stream${query}`;
    const socket = new WebSocket(url, { headers });
    const frames: OrderFrame[] = [];
    let wake = () => {};
    socket.on("message", (data) => {
      frames.push(OrderFrame.parse(JSON.parse(String(data))));
      wake();
    });
    const until = async (met: () => boolean) => {
      while (!met()) await new Promise<void>((resolve) => (wake = resolve));
    };
    return { socket, frames, until };
  };
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  test("begins with the present state, goes on with each change, and beats", async () => {
    const { order, token } = await cloud.place(box.storeId);
    const client = await open(order.order_id, bearer(token));
    await client.until(() => client.frames.length > 0);
    await start(await full(order.order_id));
    await client.until(() => client.frames.some((frame) => frame.type === "order" && frame.order.status === "IN_PROGRESS"));
    await client.until(() => client.frames.at(-1)?.type === "heartbeat");
    const changes = client.frames.filter((frame) => frame.type === "order");
    expect(client.frames.at(-1)?.cursor).toBe(changes.at(-1)?.cursor);
    const again = await open(order.order_id, bearer(token), `?after=${changes[0]?.cursor}`);
    await again.until(() => again.frames.length >= changes.length - 1);
    expect(again.frames).toEqual(changes.slice(1));
    client.socket.terminate();
    again.socket.terminate();
  });

  test("is refused at the upgrade: no token, someone else's, a cookie from a foreign page", async () => {
    const { order, token } = await cloud.place(box.storeId);
    const other = await cloud.place(box.storeId);
    const refused = async (headers: Record<string, string>, orderId = order.order_id) => {
      const { socket } = await open(orderId, headers);
      return new Promise<number | undefined>((resolve) => {
        socket.on("unexpected-response", (_request, response) => resolve(response.statusCode));
        socket.on("open", () => resolve(101));
        socket.on("error", () => undefined);
      });
    };
    expect(await refused({})).toBe(401);
    expect(await refused(bearer(other.token))).toBe(404);
    const cookie = `crema_session=${token}`;
    expect(await refused({ cookie, origin: "https://evil.example" })).toBe(403);
    expect(await refused({ cookie, origin: await beside.listening() })).toBe(101);
    expect(await refused({ cookie })).toBe(101);
  });
});

describe("whoever signs out", () => {
  const streamed = async (token: string) => {
    const { order } = await cloud.place(box.storeId, { token });
    const signedIn = await cloud.call("POST", "/v1/session", { token, body: {} });
    const cookie = (signedIn.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const sse = await Sse.open(beside, order.order_id, null, { cookie });
    const url = `${(await beside.listening()).replace("http", "ws")}/v1/orders/${order.order_id}/stream`;
    const socket = new WebSocket(url, { headers: { cookie } });
    await Promise.all([sse.next(), new Promise((resolve) => socket.once("message", resolve))]);
    const closed = new Promise<number>((resolve) => socket.once("close", resolve));
    return { cookie, sse, closed };
  };

  test("hears nothing more of an order on that browser, on any node, while the token's own stream goes on", async () => {
    const { token } = await cloud.customer(owner);
    const { cookie, sse, closed } = await streamed(token);
    const { order } = await cloud.place(box.storeId, { token });
    const program = await Sse.open(beside, order.order_id, token);
    await program.next();
    await cloud.call("DELETE", "/v1/session", { headers: { cookie } });
    expect([await sse.next(), await closed]).toEqual([null, 4401]);
    await start(await full(order.order_id));
    expect((await program.upTo("IN_PROGRESS")).length).toBeGreaterThan(0);
    program.cut();
  });

  test("an operator as well, whose token was taken away", async () => {
    const token = await cloud.operator();
    const { order } = await cloud.place(box.storeId);
    const sse = await Sse.open(beside, order.order_id, token);
    await sse.next();
    await cloud.call("DELETE", "/v1/session", { token });
    expect(await sse.next()).toBeNull();
  });
});

test("a node that stops ends its streams; the clients come back elsewhere with their cursor", async () => {
  const third = await TestCloud.open({ beside: cloud });
  const { order, token } = await cloud.place(box.storeId);
  const sse = await Sse.open(third, order.order_id, token);
  const seen = await sse.next();
  await third.close();
  expect(await sse.next()).toBeNull();
  await start(await full(order.order_id));
  const again = await Sse.open(cloud, order.order_id, token, { "last-event-id": seen?.id ?? "" });
  expect(ids(await again.upTo("IN_PROGRESS"))[0]).toBe(Number(seen?.id) + 1);
  again.cut();
});

test("a node that has as many streams as it may sends others away at once, by both transports, until one has gone", async () => {
  const small = await TestCloud.open({ beside: cloud, mostStreams: 1 });
  const { order, token } = await cloud.place(box.storeId);
  const only = await Sse.open(small, order.order_id, token);
  await only.next();
  const refused = await small.call("GET", `/v1/orders/${order.order_id}/stream`, { token });
  expect(refused).toMatchObject({ status: 503, json: { code: "service.busy" } });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  const socket = new WebSocket(`${(await small.listening()).replace("http", "ws")}/v1/orders/${order.order_id}/stream`);
  socket.on("error", () => undefined);
  const status = new Promise((resolve) => socket.once("unexpected-response", (_request, response) => resolve(response.statusCode)));
  expect(await status).toBe(503);
  only.cut();
  const next = async () => (await Sse.open(small, order.order_id, token)).response?.status;
  await expect.poll(next).toBe(200);
  await small.close();
});
