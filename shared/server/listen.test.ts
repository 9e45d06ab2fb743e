import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { bindingsOf } from "./bindings.ts";
import { type ConnectionLimits, type Listening, listen } from "./listen.ts";
import { createApp } from "./mount.ts";
import { problemResponse } from "./problem.ts";
import { CLOSE_CODES, type StreamSocket, streamSocket } from "./socket.ts";
import { systemTimers } from "./system.ts";

const open: Listening[] = [];
const faults: unknown[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.stop()));
  expect(faults.splice(0)).toEqual([]);
});

async function serve(limits?: ConnectionLimits) {
  const streams: StreamSocket[] = [];
  const held: (() => void)[] = [];
  const app = createApp();
  app.get("/text", (c) => c.text("hello"));
  app.post("/echo", async (c) => c.text(await c.req.text()));
  app.get("/held", async (c) => {
    await new Promise<void>((resolve) => held.push(resolve));
    return c.text("at last");
  });
  app.get("/stream", (c) => {
    const { upgrade } = bindingsOf(c);
    if (!upgrade) return problemResponse({ code: "request.upgrade_required", detail: "Open this with a WebSocket." });
    upgrade.accept = (ws) => streams.push(streamSocket(ws));
    return c.body(null);
  });
  const listening = await listen(
    {
      app,
      beforeApp(incoming, outgoing) {
        if (incoming.url !== "/menu") return false;
        outgoing.writeHead(200, []);
        outgoing.end();
        return true;
      },
    },
    {
      host: "127.0.0.1",
      port: 0,
      timers: systemTimers,
      onError: (error) => void faults.push(error),
      stopping: { detail: "It is stopping.", retry_after_s: 7 },
      drainMs: 5_000,
      ...(limits && { limits }),
    },
  );
  open.push(listening);
  return { listening, streams, held };
}

const socketAt = (url: string) => new WebSocket(url.replace("http", "ws"));
const opened = (ws: WebSocket) => new Promise<void>((resolve, reject) => ws.once("open", resolve).once("error", reject));
const closed = (ws: WebSocket) => new Promise<number>((resolve) => ws.once("close", (code) => resolve(code)));
const until = async (isSo: () => boolean | Promise<boolean>) => {
  while (!(await isSo())) await new Promise<void>((resolve) => systemTimers.afterTurn(resolve));
};

describe("a WebSocket", () => {
  test("opens where the route accepts it, and is closed when the client sends a message", async () => {
    const { listening, streams } = await serve();
    const ws = socketAt(`${listening.url}/stream`);
    const heard = new Promise<string>((resolve) => ws.once("message", (data, isBinary) => resolve(`${isBinary} ${data}`)));
    await opened(ws);
    await until(() => streams.length === 1);
    streams[0]?.send(Buffer.from("a frame"));
    expect(await heard).toBe("false a frame");
    const code = closed(ws);
    ws.send("hello");
    expect(await code).toBe(CLOSE_CODES.only_speaks);
  });

  test("is refused elsewhere in plain HTTP, by the app", async () => {
    const { listening } = await serve();
    const ws = socketAt(`${listening.url}/nowhere`);
    ws.on("error", () => undefined);
    const status = await new Promise<number | undefined>((resolve) =>
      ws.once("unexpected-response", (_request, response) => resolve(response.statusCode)),
    );
    expect(status).toBe(404);
    expect((await fetch(`${listening.url}/stream`)).status).toBe(426);
  });

  test("is refused where the host is none, and no fault of ours", async () => {
    const { listening } = await serve();
    const ws = new WebSocket(`ws://127.0.0.1:${listening.port}/stream`, { headers: { host: "a:b@c" } });
    const heard = new Promise<unknown>((resolve) => {
      ws.on("error", resolve);
      ws.once("unexpected-response", (_request, response) => resolve(response.statusCode));
    });
    expect(await heard).toBe(400);
  });
});

/** Everything that comes back for these bytes until the connection ends. */
async function exchange({ port }: Listening, ...parts: readonly string[]): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let heard = "";
  socket.on("data", (data) => {
    heard += data;
  });
  const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  for (const part of parts) await new Promise<void>((resolve) => socket.write(part, () => resolve()));
  await ended;
  return heard;
}

describe("what few clients send", () => {
  test("a POST with an offer of h2c, as of curl --http2, is served as one without, and so is what follows on its connection", async () => {
    const { listening } = await serve();
    const offer = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n";
    const heard = await exchange(
      listening,
      `POST /echo HTTP/1.1\r\nHost: a\r\n${offer}Content-Length: 10\r\n\r\nfirst`,
      "half\n",
      `POST /echo HTTP/1.1\r\nHost: a\r\n${offer}Transfer-Encoding: chunked\r\n\r\n6\r\nsecond\r\n0\r\n\r\n`,
      "GET /text HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    );
    expect(heard.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 200", "HTTP/1.1 200"]);
    expect(heard).toMatch(/firsthalf\n[\s\S]*second[\s\S]*hello$/);
  });

  test("a load balancer's probe in HTTP/1.0, which names no host, is served", async () => {
    const { listening } = await serve();
    expect(await exchange(listening, "GET /text HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 200 [\s\S]*hello$/);
  });

  test("an expectation that is none of ours does not keep a request from being served", async () => {
    const { listening } = await serve();
    const request = "GET /text HTTP/1.1\r\nHost: a\r\nExpect: patience\r\nConnection: close\r\n\r\n";
    expect(await exchange(listening, request)).toMatch(/^HTTP\/1\.1 200 [\s\S]*hello$/);
  });

  const ofVersion = (version: number) =>
    `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: ${version}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n`;
  test.each([
    ["no host", "GET /text HTTP/1.1\r\nConnection: close\r\n\r\n"],
    ["a host that is none", "GET /text HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n"],
    ["two hosts", "GET /text HTTP/1.1\r\nHost: a\r\nhost: b\r\nConnection: close\r\n\r\n"],
    ["the same host twice", "GET /menu HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"],
    ["a WebSocket to two hosts", `GET /stream HTTP/1.1\r\nHost: a\r\nHost: b\r\n${ofVersion(13)}\r\n`],
    ["no path", "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"],
    ["a proxy's method", "CONNECT example.org:443 HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["a WebSocket of an old version", `GET /stream HTTP/1.1\r\nHost: a\r\n${ofVersion(7)}\r\n`],
  ])("%s: the refusal has a code and says what was wrong, as every other", async (_what, request) => {
    const { listening } = await serve();
    const [head = "", body = ""] = (await exchange(listening, request)).split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 400 [\s\S]*content-type: application\/problem\+json/i);
    expect(JSON.parse(body)).toMatchObject({ code: "request.malformed", detail: expect.stringMatching(/\w\.$/) });
  });
});

describe("the end", () => {
  test("waits for the current request, refuses the next one, and says when to retry", async () => {
    const { listening, held } = await serve();
    const inHand = fetch(`${listening.url}/held`);
    await until(() => held.length === 1);
    listening.drain();
    const refused = await fetch(`${listening.url}/text`);
    expect([refused.status, refused.headers.get("retry-after"), ((await refused.json()) as { detail: string }).detail]).toEqual([
      503,
      "7",
      "It is stopping.",
    ]);
    const stopped = listening.stop();
    held[0]?.();
    expect(await (await inHand).text()).toBe("at last");
    await stopped;
  });

  test("does not wait for connections without a request, nor for a keep-alive one", async () => {
    const { listening } = await serve();
    const ahead = connect(listening.port, "127.0.0.1");
    ahead.on("error", () => undefined);
    await new Promise<void>((resolve) => ahead.once("connect", resolve));
    expect(await (await fetch(`${listening.url}/text`)).text()).toBe("hello");
    const gone = new Promise<void>((resolve) => ahead.once("close", () => resolve()));
    await listening.stop();
    await gone;
  });

  test("waits for the closing handshake of a stream that was closed", async () => {
    const { listening, streams } = await serve();
    const ws = socketAt(`${listening.url}/stream`);
    await opened(ws);
    await until(() => streams.length === 1);
    const code = closed(ws);
    listening.drain();
    for (const stream of streams) stream.close(CLOSE_CODES.going_away, "stopping");
    await listening.stop();
    expect(await code).toBe(1001);
  });
});

describe("a port that strangers reach", () => {
  const LIMITS = { connections: 3, perAddress: 2, requestMs: 200 };
  const dial = (listening: Listening, from = "127.0.0.1") => {
    const socket = connect({ host: "127.0.0.1", port: listening.port, localAddress: from });
    let said = "";
    socket
      .on("error", () => undefined)
      .setEncoding("utf8")
      .on("data", (text: string) => {
        said += text;
      });
    return { socket, ended: new Promise<string>((resolve) => socket.on("close", () => resolve(said))) };
  };

  test("ends a request that does not arrive whole, and a connection that says nothing", async () => {
    const { listening } = await serve(LIMITS);
    const slow = dial(listening);
    slow.socket.write("POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nbegun");
    expect(await slow.ended).toMatch(/^HTTP\/1.1 408 .*"code":"request.timeout"/s);
    const headless = dial(listening);
    headless.socket.write("GET /text HTTP/1.1\r\nhost: x\r\nx-a: ");
    await headless.ended;
    await dial(listening).ended;
  });

  test("has so many connections of one address, and in all, and takes another when one has ended", async () => {
    const { listening } = await serve({ ...LIMITS, requestMs: 60_000 });
    const ask = (of: ReturnType<typeof dial>) => of.socket.write("GET /held HTTP/1.1\r\nhost: x\r\n\r\n");
    const first = [dial(listening), dial(listening)];
    first.forEach(ask);
    expect(await dial(listening).ended).toBe("");
    const other = dial(listening, "127.0.0.2");
    ask(other);
    expect(await dial(listening, "127.0.0.3").ended).toBe("");
    other.socket.destroy();
    await other.ended;
    await until(async () => {
      const again = dial(listening, "127.0.0.3");
      again.socket.end("GET /text HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
      return (await again.ended).includes("hello");
    });
    for (const { socket } of first) socket.destroy();
  });
});
