import { expect, test } from "vitest";
import { manualPorts } from "../manual-ports.test-fixture.ts";
import { followSocket } from "./follow-socket.ts";

function follow() {
  const ports = manualPorts();
  const states: string[] = [];
  const frames: number[] = [];
  const stop = followSocket<{ cursor: number }>(ports, {
    path: (after) => `/s?after=${after}`,
    onFrame: ({ cursor }) => frames.push(cursor),
    onState: ({ name }) => states.at(-1) !== name && states.push(name),
  });
  const last = () => {
    const socket = ports.sockets.at(-1);
    if (!socket) throw new Error("no socket");
    return socket;
  };
  const say = (cursor: number) => last().onText(JSON.stringify({ cursor }));
  return { ports, states, frames, stop, last, say };
}

test("comes back with the last cursor, later after each failure in a row", () => {
  const { ports, say, last, frames } = follow();
  say(7);
  last().onClose(1006);
  ports.advance(249);
  expect(ports.sockets).toHaveLength(1);
  ports.advance(1);
  expect(last().path).toBe("/s?after=7");
  last().onClose(1006);
  ports.advance(499);
  expect(ports.sockets).toHaveLength(2);
  ports.advance(1);
  expect(ports.sockets).toHaveLength(3);
  say(8);
  expect(frames).toEqual([7, 8]);
});

test("says that it is deaf 3 s after the last frame, though the socket is open, and gives that socket up", () => {
  const { ports, states, say, last } = follow();
  say(1);
  ports.advance(2_999);
  expect(states).toEqual(["connecting", "live"]);
  ports.advance(1);
  expect(states).toEqual(["connecting", "live", "deaf"]);
  const silent = last();
  ports.advance(3_000);
  expect([silent.isClosed, last().path]).toEqual([true, "/s?after=1"]);
  silent.onText(JSON.stringify({ cursor: 99 }));
  say(2);
  expect(states.at(-1)).toBe("live");
});

test("a page that never heard anything is deaf as well", () => {
  const { ports, states } = follow();
  ports.advance(3_000);
  expect(states).toEqual(["connecting", "deaf"]);
});

test("a page that wakes up does not wait for its timer", () => {
  const { ports, say, last } = follow();
  say(1);
  last().onClose(1006);
  ports.wake();
  expect(ports.sockets).toHaveLength(1);
  ports.advance(3_001);
  const before = ports.sockets.length;
  ports.wake();
  expect(ports.sockets).toHaveLength(before + 1);
});

test("a revoked device is told, and does not reconnect", () => {
  const { ports, states, say, last } = follow();
  say(1);
  last().onClose(4401);
  ports.advance(60_000);
  expect([states.at(-1), ports.sockets.length]).toEqual(["revoked", 1]);
});

test("stopped is stopped", () => {
  const { ports, stop, last, states } = follow();
  stop();
  last().onClose(1006);
  ports.advance(60_000);
  ports.wake();
  expect([ports.sockets.length, states]).toEqual([1, ["connecting"]]);
});
