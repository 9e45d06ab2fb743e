import { createServer, type Server } from "node:http";
import { connect } from "node:net";
import { systemClock, systemTimers } from "@crema/shared/server/system";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ControlServer } from "../processes/control-server.ts";
import { startWanControl } from "./control.ts";
import type { WanMode } from "./mode.ts";
import { seededFraction } from "./seeded-fraction.ts";
import { WanProxy } from "./wan-proxy.ts";

const BIG = "x".repeat(200_000);

let cloud: Server;
let proxy: WanProxy;
let control: ControlServer;
let base: string;
let seen: string[];
/** Lets go the rest of the body of `/half`. */
let finishHalf: () => void;

beforeEach(async () => {
  seen = [];
  cloud = createServer((request, response) => {
    seen.push(request.url ?? "");
    request.resume();
    if (request.url === "/big") response.end(BIG);
    else if (request.url === "/half") {
      response.write("first half,");
      finishHalf = () => response.end("second half");
    } else response.end("hello");
  });
  await new Promise<void>((resolve) => cloud.listen(0, "127.0.0.1", resolve));
  const address = cloud.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  proxy = new WanProxy({
    target: { host: "127.0.0.1", port: address.port },
    clock: systemClock,
    timers: systemTimers,
    random: seededFraction(7),
  });
  base = `http://127.0.0.1:${await proxy.listen()}`;
  control = await startWanControl(proxy);
});

afterEach(async () => {
  await control.stop();
  await proxy.stop();
  cloud.closeAllConnections();
  await new Promise<void>((resolve) => cloud.close(() => resolve()));
});

async function setMode(mode: WanMode): Promise<void> {
  const reply = await fetch(control.url, { method: "POST", body: JSON.stringify({ mode }) });
  expect(reply.status).toBe(200);
}

const get = async (path: string) => (await fetch(base + path, { headers: { connection: "close" } })).text();

/** Sends raw bytes and resolves with what came back once the other side has closed or reset. */
function raw(text: string): Promise<{ received: string; reset: boolean }> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(base).port), "127.0.0.1");
    let received = "";
    let reset = false;
    socket.on("data", (chunk) => {
      received += chunk.toString();
    });
    socket.on("error", () => {
      reset = true;
    });
    socket.on("close", () => resolve({ received, reset }));
    socket.write(text);
  });
}

describe("the WAN proxy", () => {
  test("up: everything passes, and is counted", async () => {
    expect(await get("/big")).toBe(BIG);
    expect(proxy.counters.connections).toBe(1);
    expect(proxy.counters.bytes_down).toBeGreaterThan(BIG.length);
  });

  test("reset: new connections are reset, nothing reaches the cloud", async () => {
    await setMode("reset");
    await expect(get("/")).rejects.toThrow();
    expect(seen).toEqual([]);
    await setMode("up");
    expect(await get("/")).toBe("hello");
  });

  test("reset cuts a connection in the middle of a body", async () => {
    const reply = await fetch(`${base}/half`);
    const reader = reply.body?.getReader();
    await reader?.read();
    await setMode("reset");
    await expect(reader?.read()).rejects.toThrow();
  });

  test("blackhole is silent in the middle of a body, and what was under way arrives when the line is back", async () => {
    const reply = await fetch(`${base}/half`);
    const reader = reply.body?.getReader();
    const first = await reader?.read();
    expect(Buffer.from(first?.value ?? []).toString()).toBe("first half,");
    await setMode("blackhole");
    finishHalf();
    let late = false;
    const rest = reader?.read().then((piece) => {
      late = true;
      return Buffer.from(piece.value ?? []).toString();
    });
    const waiting = raw("GET /late HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    await expect.poll(() => proxy.counters.connections).toBe(2);
    expect(late).toBe(false);
    expect(seen).toEqual(["/half"]);
    await setMode("up");
    expect(await rest).toBe("second half");
    expect((await waiting).received).toContain("hello");
  });

  test("slow: an exchange takes both ways' delay", async () => {
    await setMode("slow");
    const startedAt = systemClock.monotonic();
    expect(await get("/")).toBe("hello");
    // A lower bound is no race: the proxy may be slower than it promises, never faster.
    expect(systemClock.monotonic() - startedAt).toBeGreaterThanOrEqual(590);
  });

  test("slow to up: what waited is delivered whole", async () => {
    await setMode("slow");
    const body = get("/big");
    await expect.poll(() => proxy.counters.bytes_down).toBeGreaterThan(0);
    await setMode("up");
    expect(await body).toBe(BIG);
  });

  test("lossy: about one connection in five is cut, at a byte of its own", async () => {
    await setMode("lossy");
    const lengths: number[] = [];
    for (let i = 0; i < 60; i += 1) {
      const { received, reset } = await raw("GET /big HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
      if (reset || !received.endsWith("xxx") || received.length < BIG.length) lengths.push(received.length);
    }
    expect(lengths.length).toBe(proxy.counters.cut);
    expect(lengths.length).toBeGreaterThan(4);
    expect(lengths.length).toBeLessThan(24);
    expect(Math.max(...lengths)).toBeLessThan(16_384);
  });

  test("portal: every request gets a page, the cloud gets none, and the way back is clean", async () => {
    expect(await get("/")).toBe("hello");
    await setMode("portal");
    for (const path of ["/v1/sync/up", "/v1/shape"]) {
      const reply = await fetch(base + path, { method: "POST", body: "{}" });
      expect(reply.status).toBe(200);
      expect(reply.headers.get("content-type")).toContain("text/html");
      expect(await reply.text()).toContain("<html>");
    }
    expect(seen).toEqual(["/"]);
    await setMode("up");
    expect(await get("/")).toBe("hello");
  });

  test("a cloud that is away is a reset, and it works again when the cloud is back", async () => {
    const address = cloud.address();
    cloud.closeAllConnections();
    await new Promise<void>((resolve) => cloud.close(() => resolve()));
    await expect(get("/")).rejects.toThrow();
    await new Promise<void>((resolve) => cloud.listen(typeof address === "object" ? address?.port : 0, "127.0.0.1", resolve));
    expect(await get("/")).toBe("hello");
  });

  test.each(["{", '{"mode":"sunny"}', '{"mode":"up","x":1}', "x".repeat(5000)])(
    "the control refuses %.20s and changes nothing",
    async (body) => {
      const reply = await fetch(control.url, { method: "POST", body });
      expect(reply.status).toBeGreaterThanOrEqual(400);
      expect(proxy.mode).toBe("up");
    },
  );

  test("the control shows mode and counters", async () => {
    await get("/");
    const shown = (await (await fetch(control.url)).json()) as { mode: string; counters: { connections: number } };
    expect(shown.mode).toBe("up");
    expect(shown.counters.connections).toBe(1);
  });
});
