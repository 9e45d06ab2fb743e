import { randomUUID } from "node:crypto";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { espressos } from "../cloud-node.test-fixture.ts";
import { classifyDatabaseError } from "../db/database.ts";
import { type HttpBox, TestCloud } from "./service.test-fixture.ts";

/** A way to Postgres that a test can take away, port and all, and bring back. */
class Line {
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;
  #target = { host: "", port: 0 };

  async lay(url: string): Promise<string> {
    const direct = new URL(url);
    this.#target = { host: direct.hostname, port: Number(direct.port) };
    await this.up();
    direct.port = String(this.#port);
    return direct.href;
  }

  async up(): Promise<void> {
    const server = createServer((socket) => {
      const onward = connect(this.#target);
      for (const one of [socket, onward]) {
        this.#sockets.add(one);
        one.on("error", () => one.destroy());
        one.on("close", () => {
          this.#sockets.delete(one);
          (one === socket ? onward : socket).destroy();
        });
      }
      socket.pipe(onward).pipe(socket);
    });
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async down(): Promise<void> {
    const closed = new Promise((resolve) => this.#server?.close(resolve));
    this.cut();
    await closed;
  }
}

const line = new Line();
let cloud: TestCloud;
let box: HttpBox;

beforeAll(async () => {
  cloud = await TestCloud.open({ through: (url) => line.lay(url) });
  box = await cloud.onlineStore(await cloud.operator());
});
afterAll(async () => {
  await cloud.close();
  await line.down();
});

const place = (key: string) => cloud.call("POST", "/v1/orders", { body: espressos(box.storeId), headers: { "idempotency-key": key } });

test("Postgres goes away and comes back: 503 with Retry-After meanwhile, not ready, and nothing is lost or doubled", async () => {
  const { order, token } = await cloud.place(box.storeId);
  await line.down();
  const key = randomUUID();
  const refused = await place(key);
  expect(refused.json).toMatchObject({ status: 503, code: "service.unavailable" });
  expect(refused.headers.get("retry-after")).toBe("2");
  expect((await cloud.call("GET", `/v1/orders/${order.order_id}`, { token })).status).toBe(503);
  expect((await box.post(box.batch())).status).toBe(503);
  const ready = await cloud.call("GET", "/readyz");
  expect([ready.status, ready.json.status]).toEqual([503, "unavailable"]);
  expect((await cloud.call("GET", "/healthz")).status).toBe(200);

  await line.up();
  await expect.poll(async () => (await cloud.call("GET", "/readyz")).status).toBe(200);
  const placed = await place(key);
  expect([placed.status, placed.headers.get("idempotency-replayed")]).toEqual([201, null]);
  expect((await place(key)).text).toBe(placed.text);
  expect(await box.send()).toMatchObject({ ok: true });
});

test("connections that are cut under requests are answered with 503 or as usual, and never take the process along", async () => {
  const keys = Array.from({ length: 20 }, () => randomUUID());
  const pending = keys.map((key) => place(key));
  line.cut();
  for (const reply of await Promise.all(pending)) expect([201, 503]).toContain(reply.status);
  await expect.poll(async () => (await cloud.call("GET", "/readyz")).status).toBe(200);
  const again = await Promise.all(keys.map((key) => place(key)));
  const ids = new Set(again.map((reply) => reply.json.order_id));
  expect([again.every((reply) => reply.status === 201), ids.size]).toEqual([true, keys.length]);
});

test("streams outlive the database and hear what came after it", async () => {
  const { order, token } = await cloud.place(box.storeId);
  const url = `${await cloud.listening()}/v1/orders/${order.order_id}/stream`;
  const abort = new AbortController();
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: abort.signal });
  const reader = response.body?.getReader();
  let text = "";
  const read = async (wanted: RegExp) => {
    while (!wanted.test(text)) text += new TextDecoder().decode((await reader?.read())?.value);
  };
  await read(/"status":"PLACED"/);
  line.cut();
  await expect.poll(async () => (await cloud.call("POST", `/v1/orders/${order.order_id}/cancel`, { token, body: {} })).status).toBe(200);
  await read(/"status":"CANCELLED"/);
  abort.abort();
});

test("an address where nobody listens, and one that hangs up, are an absent database and no bug", async () => {
  const errorOf = async (connectionString: string): Promise<unknown> => {
    const client = new pg.Client({ connectionString });
    return client.connect().then(
      () => null,
      (error: unknown) => error,
    );
  };
  const { server, port } = await hangingUp();
  expect(classifyDatabaseError(await errorOf(`postgres://x@127.0.0.1:${port}/x`))?.code).toBe("service.unavailable");
  await new Promise((resolve) => server.close(resolve));
  expect(classifyDatabaseError(await errorOf(`postgres://x@localhost:${port}/x`))?.code).toBe("service.unavailable");
  expect(classifyDatabaseError(new TypeError("x is not a function"))).toBeNull();
});

async function hangingUp(): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => socket.once("data", () => socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, port: (server.address() as AddressInfo).port };
}
