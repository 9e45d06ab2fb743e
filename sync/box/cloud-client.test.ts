import { gunzipSync } from "node:zlib";
import { BOX_SESSION_CONTEXT } from "@crema/shared/contract/sync";
import { pause } from "@crema/shared/domain/kernel/clock";
import { createManualTime } from "@crema/shared/domain/kernel/clock.test-fixture";
import { testId } from "@crema/shared/domain/order/order.test-fixture";
import { describe, expect, test } from "vitest";
import { JOIN_HEADER } from "../protocol/join.ts";
import { createCloudClient, MAX_RESPONSE_BYTES, SHAPE_MS, SILENT_MS } from "./cloud-client.ts";
import { JoinGate } from "./join-gate.ts";

const BASE = "http://cloud.test";
const NODE = testId(0xb0);

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

type Handler = (request: Request) => Response | Promise<Response>;

/** A cloud that issues token-1, token-2 … and passes every other request to `handler`. */
function setup(handler: Handler, session: Handler | null = null) {
  const time = createManualTime();
  const seen: Request[] = [];
  let tokens = 0;
  const gate = new JoinGate();
  gate.open("join-1");
  const signed: string[] = [];
  const client = createCloudClient({
    baseUrl: `${BASE}/`,
    identity: { node_id: NODE },
    certificate: () => "certificate",
    gate,
    clock: time.clock,
    timers: time.timers,
    sign: async (text) => {
      signed.push(text);
      return "signature";
    },
    fetch: async (input, init) => {
      const request = new Request(input, init);
      seen.push(request);
      const { pathname } = new URL(request.url);
      if (pathname === "/v1/sync/challenge") return json(200, { nonce: `nonce-${tokens + 1}` });
      if (pathname !== "/v1/sync/session") return handler(request);
      if (session) return session(request);
      tokens += 1;
      return json(200, { token: `token-${tokens}`, expires_in_s: 3_600 });
    },
  });
  const paths = () => seen.map((request) => new URL(request.url).pathname);
  return { client, seen, paths, signed, time, gate };
}

const post = (client: ReturnType<typeof setup>["client"], signal?: AbortSignal) =>
  client.post("/v1/x", { a: 1 }, { timeoutMs: 10_000, ...(signal ? { signal } : {}) });

/** A body that begins and then goes silent. */
const silent = () =>
  new Response(new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode("[")) }), { status: 200 });

describe("the box's session", () => {
  test("proves its key once, and carries the token", async () => {
    const { client, seen, paths, signed } = setup(() => json(200, { fine: true }, { "retry-after": "3" }));
    expect(await post(client)).toEqual({ status: 200, contentType: "application/json", retryAfter: "3", body: '{"fine":true}' });
    await post(client);
    expect(paths()).toEqual(["/v1/sync/challenge", "/v1/sync/session", "/v1/x", "/v1/x"]);
    expect(signed).toEqual([`${BOX_SESSION_CONTEXT}nonce-1`]);
    expect(await seen[1]?.json()).toEqual({ node_id: NODE, nonce: "nonce-1", signature: "signature" });
    expect(seen[3]?.headers.get("authorization")).toBe("Bearer token-1");
  });

  test("requests that begin together sign in once", async () => {
    const { client, signed } = setup(() => json(200, {}));
    await Promise.all([post(client), post(client), client.fetch(`${BASE}/v1/shape`)]);
    expect(signed).toHaveLength(1);
  });

  test("[U2] a batch goes as gzip when asked", async () => {
    const { client, seen } = setup(() => json(200, {}));
    await client.post("/v1/x", { text: "é".repeat(1_000) }, { gzip: true, timeoutMs: 10_000 });
    await client.post("/v1/x", { text: "plain" }, { timeoutMs: 10_000 });
    const zipped = seen[2];
    expect(zipped?.headers.get("content-encoding")).toBe("gzip");
    expect(JSON.parse(gunzipSync(new Uint8Array((await zipped?.arrayBuffer()) ?? [])).toString())).toEqual({ text: "é".repeat(1_000) });
    expect(seen[3]?.headers.get("content-encoding")).toBeNull();
    expect(await seen[3]?.json()).toEqual({ text: "plain" });
  });

  test("a 401 is answered by one new sign-in and one more try", async () => {
    const { client, signed } = setup((request) =>
      request.headers.get("authorization") === "Bearer token-1" ? json(401, {}) : json(200, {}),
    );
    expect((await post(client)).status).toBe(200);
    expect(signed).toHaveLength(2);
  });

  test("a 401 that stays is the response", async () => {
    const { client, signed } = setup(() => json(401, { code: "auth.revoked" }));
    expect((await post(client)).status).toBe(401);
    expect(signed).toHaveLength(2);
  });

  test("a token is renewed before the cloud lets it go", async () => {
    const { client, signed, time } = setup(() => json(200, {}));
    await post(client);
    await time.advance(3_539_000);
    await post(client);
    expect(signed).toHaveLength(1);
    await time.advance(2_000);
    await post(client);
    expect(signed).toHaveLength(2);
  });

  test("[U7] a refusal to sign in is the response to the request", async () => {
    const { client, paths } = setup(
      () => json(200, {}),
      () => json(403, { code: "sync.fenced", detail: "Replaced." }),
    );
    expect(await post(client)).toMatchObject({ status: 403, body: expect.stringContaining("sync.fenced") });
    expect((await client.fetch(`${BASE}/v1/shape`)).status).toBe(403);
    expect(paths()).not.toContain("/v1/x");
  });

  test("[L6] a portal's page instead of a session rejects, and the next request starts again", async () => {
    let portal = true;
    const { client } = setup(
      () => json(200, {}),
      () => (portal ? new Response("<html>", { status: 200 }) : json(200, { token: "t", expires_in_s: 60 })),
    );
    await expect(post(client)).rejects.toThrow();
    portal = false;
    expect((await post(client)).status).toBe(200);
  });

  test("[L2] the time-out covers the reading of the body", async () => {
    const { client, time } = setup(silent);
    const posted = post(client).catch((error: Error) => error.message);
    const fetched = client.fetch(`${BASE}/v1/shape`).catch((error: Error) => error.message);
    await time.advance(10_000);
    expect(await posted).toContain("10000 ms");
    expect(await fetched).toContain(`${SILENT_MS} ms`);
    expect(time.pending()).toBe(0);
  });

  test("[L2] a shape's first byte may take as long as a long poll", async () => {
    const { client, time } = setup(() => new Promise<Response>(() => undefined));
    const fetched = client.fetch(`${BASE}/v1/shape`).catch((error: Error) => error.message);
    await time.advance(SHAPE_MS - 1);
    expect(time.pending()).toBe(1);
    await time.advance(1);
    expect(await fetched).toContain(`${SHAPE_MS} ms`);
  });

  test("[L2] a menu that takes minutes on a slow line arrives whole", async () => {
    const { client, time } = setup(
      () =>
        new Response(
          new ReadableStream({
            async pull(stream) {
              await pause(time.timers, 9_000);
              deps += 1;
              stream.enqueue(new TextEncoder().encode("x"));
              if (deps === 30) stream.close();
            },
          }),
        ),
    );
    let deps = 0;
    const fetched = client.fetch(`${BASE}/v1/shape`);
    await time.advance(30 * 9_000);
    expect(await (await fetched).text()).toBe("x".repeat(30));
    expect(time.pending()).toBe(0);
  });

  test("[L2] signing in ends too", async () => {
    const { client, time } = setup(
      () => json(200, {}),
      () => new Promise<Response>(() => undefined),
    );
    const fetched = client.fetch(`${BASE}/v1/shape`).catch((error: Error) => error.message);
    await time.advance(10_000);
    expect(await fetched).toContain("10000 ms");
    expect(time.pending()).toBe(0);
  });

  test("the caller's signal ends both at once", async () => {
    const { client, seen, time } = setup(silent);
    const stop = new AbortController();
    const posted = post(client, stop.signal).catch((error: Error) => error.message);
    await time.settle();
    stop.abort(new Error("stopping"));
    expect(await posted).toBe("stopping");
    expect(seen.at(-1)?.signal.aborted).toBe(true);
    expect(time.pending()).toBe(0);
    await expect(post(client, stop.signal)).rejects.toThrow("stopping");
  });

  test("[L6] an endless response is cut off", async () => {
    const { client } = setup(() => new Response("x".repeat(MAX_RESPONSE_BYTES + 1)));
    await expect(post(client)).rejects.toThrow("bytes");
  });

  test("a shape's response is complete when it is handed on, with its headers and without its encoding", async () => {
    const { client, seen } = setup((request) =>
      request.url.includes("304")
        ? new Response(null, { status: 304 })
        : json(200, [{ id: 1 }], { "electric-offset": "0_0", "content-encoding": "gzip", "content-length": "3" }),
    );
    const response = await client.fetch(`${BASE}/v1/shape?offset=-1`, { headers: { "if-none-match": "x" } });
    expect(await response.json()).toEqual([{ id: 1 }]);
    expect(response.headers.get("electric-offset")).toBe("0_0");
    expect(response.headers.get("content-encoding")).toBeNull();
    expect(seen[2]?.headers.get("if-none-match")).toBe("x");
    expect(seen[2]?.headers.get("authorization")).toBe("Bearer token-1");
    expect((await client.fetch(`${BASE}/v1/shape?304`)).status).toBe(304);
  });

  test("the token goes nowhere else", async () => {
    const { client, seen } = setup(() => new Response(null, { status: 302, headers: { location: "http://portal.test/" } }));
    await expect(client.fetch("http://portal.test/v1/shape")).rejects.toThrow("alone");
    expect((await post(client)).status).toBe(302);
    expect(seen.every((request) => request.redirect === "manual")).toBe(true);
  });
});

describe("the way down goes by the last join [J1]", () => {
  const SHAPE = `${BASE}/v1/shape`;

  test("with its token, and not at all without one", async () => {
    const { client, seen, gate } = setup(() => json(200, []));
    await client.fetch(SHAPE, { headers: { "x-other": "1" } });
    expect([seen[2]?.headers.get(JOIN_HEADER), seen[2]?.headers.get("x-other")]).toEqual(["join-1", "1"]);
    gate.close();
    await expect(client.fetch(SHAPE)).rejects.toThrow("before the box has joined");
    expect(seen).toHaveLength(3);
  });

  test("what comes after the box has joined again is dropped", async () => {
    const { client, gate } = setup(() => {
      gate.open("join-2");
      return json(200, [{ value: "of the join before" }]);
    });
    await expect(client.fetch(SHAPE)).rejects.toThrow("joined again");
  });

  test("a 409 that asks for a join closes the gate; a must-refetch is a response", async () => {
    let problem = false;
    const { client, gate } = setup(() =>
      problem ? json(409, { code: "sync.join_first" }, { "content-type": "application/problem+json" }) : json(409, []),
    );
    expect((await client.fetch(SHAPE)).status).toBe(409);
    expect(gate.token).toBe("join-1");
    problem = true;
    await expect(client.fetch(SHAPE)).rejects.toThrow("asks for a join");
    expect(gate.token).toBeNull();
  });
});

describe("a cloud that does not know the node [J1]", () => {
  const knows = (certificates: string[]) => async (request: Request) => {
    const { epoch_certificate } = (await request.json()) as { epoch_certificate?: string };
    if (epoch_certificate !== undefined) certificates.push(epoch_certificate);
    return epoch_certificate === "certificate"
      ? json(200, { token: "token-1", expires_in_s: 3_600 })
      : json(401, { code: "sync.challenge_failed" });
  };

  test("is shown the certificate that binds its key", async () => {
    const certificates: string[] = [];
    const { client, paths } = setup(() => json(200, {}), knows(certificates));
    expect((await post(client)).status).toBe(200);
    expect(certificates).toEqual(["certificate"]);
    expect(paths().filter((path) => path === "/v1/sync/challenge")).toHaveLength(2);
  });

  test.each([
    ["that is older than certificates", 400, "request.invalid", 401],
    ["that knows another box of the store", 403, "sync.fenced", 403],
  ])("%s: the response is %i %s, what the box hears is %i", async (_, status, code, heard) => {
    const { client } = setup(
      () => json(200, {}),
      async (request) =>
        "epoch_certificate" in ((await request.json()) as object) ? json(status, { code }) : json(401, { code: "sync.challenge_failed" }),
    );
    expect((await post(client)).status).toBe(heard);
  });
});
