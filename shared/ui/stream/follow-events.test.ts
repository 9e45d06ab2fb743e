import { CLOUD_SSE_HEARTBEAT_MS } from "@crema/shared/contract/streams";
import { expect, test } from "vitest";
import { type ManualPorts, manualPorts } from "../manual-ports.test-fixture.ts";
import { followEvents } from "./follow-events.ts";

interface Request {
  readonly headers: Headers;
  reply(response: Response): void;
  fail(): void;
}

function follow(poll: () => Promise<void> = () => Promise.resolve(), random = 0) {
  const requests: Request[] = [];
  const ports: ManualPorts = manualPorts({
    random: () => random,
    fetch: (_url, init) =>
      new Promise<Response>((resolve, reject) => {
        const fail = () => reject(new Error("cut"));
        init?.signal?.addEventListener("abort", fail);
        const reply = (response: Response) => {
          const body = response.body?.pipeThrough(new TransformStream(), init?.signal ? { signal: init.signal } : {}) ?? null;
          resolve(new Response(body, { status: response.status, headers: response.headers }));
        };
        requests.push({ headers: new Headers(init?.headers), reply, fail });
      }),
  });
  const states: string[] = [];
  const frames: unknown[] = [];
  const stop = followEvents(ports, {
    path: "/v1/orders/1/stream",
    headers: () => ({ authorization: "Bearer t" }),
    onFrame: (frame) => frames.push(frame),
    poll,
    onState: (state) => states.at(-1) !== state && states.push(state),
  });
  return { ports, requests, states, frames, stop };
}

/** A stream that a test writes into. */
function openStream() {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const say = (text: string) => writer.write(new TextEncoder().encode(text));
  return { response: new Response(readable, { headers: { "content-type": "text/event-stream" } }), say, end: () => writer.close() };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

test("reads frames, and comes back with the id of the last one", async () => {
  const { ports, requests, frames, states } = follow();
  expect(requests[0]?.headers.get("authorization")).toBe("Bearer t");
  const stream = openStream();
  requests[0]?.reply(stream.response);
  await stream.say('id: 4\ndata: {"a":1}\n\nid: 5\ndata: {"a":');
  await stream.say("2}\n\n");
  await settled();
  expect(frames).toEqual([{ a: 1 }, { a: 2 }]);
  await stream.end();
  await settled();
  ports.advance(1_000);
  expect(requests[1]?.headers.get("last-event-id")).toBe("5");
  expect(states).toEqual(["connecting", "live"]);
});

test("polls where a stream does not get through, and stops that when one does", async () => {
  let polls = 0;
  const { ports, requests, states } = follow(async () => void polls++);
  requests[0]?.fail();
  await settled();
  ports.advance(1_000);
  requests[1]?.fail();
  await settled();
  expect([polls, states.at(-1)]).toEqual([1, "polling"]);
  ports.advance(2_000);
  const stream = openStream();
  requests[2]?.reply(stream.response);
  await stream.say('id: 1\ndata: {"a":1}\n\n');
  await settled();
  const before = polls;
  ports.advance(9_000);
  await settled();
  expect([polls, states.at(-1)]).toEqual([before, "live"]);
});

test("a stream that is silent for two heartbeats and more is given up: sleep leaves such streams behind", async () => {
  const { ports, requests } = follow();
  const stream = openStream();
  requests[0]?.reply(stream.response);
  await stream.say('data: {"a":1}\n\n');
  await settled();
  ports.advance(39_999);
  await settled();
  ports.advance(1);
  await settled();
  expect(requests).toHaveLength(1);
  ports.advance(1_000);
  expect(requests).toHaveLength(2);
});

test("a stream on which nothing happens is live by its heartbeats, and is kept", async () => {
  let polls = 0;
  const { ports, requests, states } = follow(async () => void polls++);
  requests[0]?.fail();
  await settled();
  ports.advance(1_000);
  requests[1]?.fail();
  await settled();
  ports.advance(2_000);
  const stream = openStream();
  requests[2]?.reply(stream.response);
  const before = polls;
  for (let beat = 0; beat < 20; beat++) {
    await stream.say(":\n\n");
    await settled();
    ports.advance(CLOUD_SSE_HEARTBEAT_MS);
  }
  expect([requests.length, states.at(-1), polls]).toEqual([3, "live", before]);
});

test("comes back when a server that has too much to do asks it to, and a chance part later", async () => {
  const { ports, requests } = follow(undefined, 0.5);
  requests[0]?.reply(new Response("", { status: 503, headers: { "retry-after": "8" } }));
  await settled();
  ports.advance(9_999);
  expect(requests).toHaveLength(1);
  ports.advance(1);
  expect(requests).toHaveLength(2);
});

test("says when nothing gets through, and when the order is not for it", async () => {
  const { ports, requests, states } = follow(() => Promise.reject(new Error("away")));
  requests[0]?.fail();
  await settled();
  ports.advance(1_000);
  requests[1]?.fail();
  await settled();
  expect(states.at(-1)).toBe("unreachable");
  ports.wake();
  requests[2]?.reply(new Response("", { status: 404 }));
  await settled();
  ports.advance(60_000);
  await settled();
  expect([states.at(-1), requests.length]).toEqual(["refused", 3]);
});
