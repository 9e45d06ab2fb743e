import { z } from "@hono/zod-openapi";
import { describe, expect, test } from "vitest";
import type { Access, Principal } from "../contract/access.ts";
import { contract, IdempotencyKeyHeader, json, jsonBody, MAX_BODY_BYTES } from "../contract/contract.ts";
import { OF_A_BOX } from "../contract/refusals.ts";
import { type App, createApp, createMount } from "./mount.ts";
import { notFound, onError } from "./problem.ts";

const pos: Principal = { kind: "device", device_id: "d1", device_kind: "pos", store_id: "one", name: "POS 1" };
const Body = z.strictObject({
  text: z.string(),
  qty: z.number().int().min(1).max(99),
  lines: z.array(z.strictObject({ id: z.string() })).default([]),
});
const write = contract({
  method: "post",
  path: "/v1/stores/{store_id}/things",
  summary: "For tests",
  access: { devices: ["pos"], store: "path" },
  request: { params: z.object({ store_id: z.string() }), headers: IdempotencyKeyHeader, body: jsonBody(Body) },
  responses: { 200: json(z.object({ text: z.string() }), "The text again") },
});

/** `calls` counts how often a handler was reached; bearer "pos" is a device of store "one", "revoked" is refused. */
function appUnderTest(): { app: App; calls: () => number } {
  let calls = 0;
  const app = createApp();
  const mount = createMount(
    app,
    (c) => {
      const token = c.req.header("authorization");
      if (token === "Bearer pos") return pos;
      if (token === "Bearer revoked") return { code: "auth.revoked", detail: "Revoked." };
      return { kind: "anonymous", address: "127.0.0.1" };
    },
    OF_A_BOX,
  );
  mount(write, (c) => {
    calls += 1;
    return c.json({ text: c.req.valid("json").text }, 200);
  });
  mount.raw("get", "/v1/stores/{store_id}/stream", { devices: ["pos"], store: "path" }, (c) => c.text(c.get("principal").kind));
  app.notFound(notFound);
  app.onError(
    onError(
      () => null,
      () => undefined,
    ),
  );
  return { app, calls: () => calls };
}

const HEADERS = { authorization: "Bearer pos", "content-type": "application/json", "idempotency-key": "k1" };
const GOOD = JSON.stringify({ text: "hi", qty: 1 });
interface Sent {
  body?: string | ReadableStream<Uint8Array>;
  headers?: Record<string, string>;
  store?: string;
}

async function send({ body = GOOD, headers = {}, store = "one" }: Sent) {
  const { app, calls } = appUnderTest();
  const init = { method: "POST", body, headers: { ...HEADERS, ...headers }, duplex: "half" } as RequestInit;
  const response = await app.request(`/v1/stores/${store}/things`, init);
  const reply = (await response.json()) as { code?: string; status?: number; fields?: { field: string }[]; text?: string };
  return { response, reply, calls: calls() };
}

async function refused(sent: Sent, status: number, code: string) {
  const { response, reply, calls } = await send(sent);
  expect([response.status, reply.code, reply.status]).toEqual([status, code, status]);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(calls).toBe(0);
  return { response, fields: reply.fields?.map((fault) => fault.field) };
}

test("a good request reaches its handler", async () => {
  expect(await send({})).toMatchObject({ reply: { text: "hi" }, calls: 1 });
  expect((await send({ headers: { "content-type": "application/json; charset=utf-8" } })).calls).toBe(1);
});

describe("who asks is checked before what is asked", () => {
  test("a stranger with a bad body learns only that a token is needed", async () => {
    const { response, fields } = await refused({ headers: { authorization: "" }, body: "{" }, 401, "auth.required");
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(fields).toBeUndefined();
  });

  test("a token that is no longer valid is told so", async () => {
    await refused({ headers: { authorization: "Bearer revoked" } }, 401, "auth.revoked");
  });

  test("a token of another store is refused, on streams too", async () => {
    await refused({ store: "two", body: "{" }, 403, "auth.wrong_store");
    const { app } = appUnderTest();
    const stream = (store: string, headers = {}) => app.request(`/v1/stores/${store}/stream`, { headers });
    expect((await stream("two", HEADERS)).status).toBe(403);
    expect((await stream("one")).status).toBe(401);
    expect(await (await stream("one", HEADERS)).text()).toBe("device");
  });
});

describe("the body", () => {
  test.each(["", "{", '{"text":', "nope", '{"text":"hi","qty":1}x'])("%j is malformed", async (body) => {
    await refused({ body }, 400, "request.malformed");
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "multipart/form-data; boundary=x"])(
    "as %s is not taken",
    async (type) => {
      await refused({ headers: { "content-type": type } }, 415, "request.unsupported_media_type");
    },
  );

  // "é" is one UTF-16 unit and two bytes: the limit is in bytes.
  const ofBytes = (bytes: number) => {
    const frame = JSON.stringify({ text: "", qty: 1 }).length;
    const room = bytes - frame;
    return JSON.stringify({ text: "é".repeat(Math.floor(room / 2)) + "x".repeat(room % 2), qty: 1 });
  };
  const chunked = (text: string) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        const bytes = new TextEncoder().encode(text);
        for (let i = 0; i < bytes.length; i += 1001) controller.enqueue(bytes.slice(i, i + 1001));
        controller.close();
      },
    });

  test("may have 64 KiB, in bytes, with and without content-length", async () => {
    const body = ofBytes(MAX_BODY_BYTES);
    expect(new TextEncoder().encode(body)).toHaveLength(MAX_BODY_BYTES);
    expect((await send({ body, headers: { "content-length": String(MAX_BODY_BYTES) } })).calls).toBe(1);
    expect((await send({ body: chunked(body) })).reply.text).toBe((JSON.parse(body) as { text: string }).text);
  });

  test("may not have a byte more: declared, undeclared, or declared too small", async () => {
    const body = ofBytes(MAX_BODY_BYTES + 1);
    await refused({ body, headers: { "content-length": String(MAX_BODY_BYTES + 1) } }, 413, "request.too_large");
    await refused({ body: chunked(body) }, 413, "request.too_large");
    await refused({ body, headers: { "content-length": "10" } }, 413, "request.too_large");
  });

  test("is not read on when it is too large", async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(16 * 1024).fill(0x20));
      },
    });
    await refused({ body: endless }, 413, "request.too_large");
    expect(pulled).toBeLessThan(10);
  });

  test("every invalid field is named, unknown ones too", async () => {
    const body = JSON.stringify({ text: 1, qty: 0, lines: [{ id: "a" }, { id: 2, extra: true }], more: 1 });
    const { fields } = await refused({ body }, 422, "request.invalid");
    expect(fields?.toSorted()).toEqual(["/lines/1/extra", "/lines/1/id", "/more", "/qty", "/text"]);
  });

  test.each([0, -1, 1.5, 1e9, "1", null])("a quantity of %j is invalid", async (qty) => {
    expect((await refused({ body: JSON.stringify({ text: "x", qty }) }, 422, "request.invalid")).fields).toEqual(["/qty"]);
  });

  test("that ends with its connection is no fault of ours", async () => {
    const cut = () =>
      new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('{"text":'));
          controller.error(new Error("aborted"));
        },
      });
    await refused({ body: cut() }, 400, "request.malformed");
    await refused({ body: cut(), headers: { "content-length": "200" } }, 400, "request.malformed");
  });

  test("nested deeper than the stack is malformed, and no fault of ours", async () => {
    const nested = (text: string) => `{"text":"${text}","qty":1,"more":${"[".repeat(30_000)}${"]".repeat(30_000)}}`;
    await refused({ body: nested("é") }, 400, "request.malformed");
    await refused({ body: nested("e") }, 422, "request.invalid");
  });

  test("a field called __proto__ is an unknown field", async () => {
    await refused({ body: '{"text":"x","qty":1,"__proto__":{"admin":true}}' }, 422, "request.invalid");
  });
});

describe("the Idempotency-Key", () => {
  test.each(["", " ", "x".repeat(256), "a\tb"])("%j is none", async (key) => {
    await refused({ headers: { "idempotency-key": key } }, 400, "idempotency.key_required");
  });

  test("may be 255 characters", async () => {
    expect((await send({ headers: { "idempotency-key": "k".repeat(255) } })).calls).toBe(1);
  });
});

describe("a route does not start", () => {
  const mounting = (access: unknown, path = "/v1/x") => {
    const mount = createMount(createApp(), () => pos, OF_A_BOX);
    const open = contract({
      method: "get",
      path,
      summary: "x",
      access: access as Access,
      request: {},
      responses: { 204: { description: "x" } },
    });
    return [() => mount(open, (c) => c.body(null, 204)), () => mount.raw("get", path, access as Access, (c) => c.body(null, 204))];
  };
  test("without saying who may call it", () => {
    for (const mount of mounting(undefined)) expect(mount).toThrow(/who may call/);
  });

  test("when its path does not name the store or the order that is to be checked", () => {
    for (const mount of [...mounting({ anonymous: true, store: "path" }), ...mounting({ anonymous: true, store: "order" })])
      expect(mount).toThrow(/no \{/);
    for (const mount of mounting({ anonymous: true, store: "path" }, "/v1/{store_id}")) expect(mount).not.toThrow();
  });
});

test("a path that is not there is a problem too", async () => {
  const { app } = appUnderTest();
  const response = await app.request("/v1/nope");
  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([404, "request.not_found"]);
});
