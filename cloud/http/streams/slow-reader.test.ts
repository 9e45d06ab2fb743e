/** Readers that stop reading. */
import { createServer, IncomingMessage, ServerResponse } from "node:http";
import { type AddressInfo, connect, Socket } from "node:net";
import { ONLOOKER } from "@crema/shared/contract/viewers";
import type { Timers } from "@crema/shared/domain/kernel/clock";
import { orderIn } from "@crema/shared/domain/order/order.test-fixture";
import { expect, test } from "vitest";
import type { Follower, OrderFeed } from "./order-feed.ts";
import { createOrderStreams, type SseOutgoing } from "./order-stream.ts";
import { SharedFrame } from "./shared-frame.ts";

/** Streams of which the test says what is sent and when a heartbeat is due. */
function streamsRig() {
  let follower: Follower | null = null;
  let onLeft: () => void = () => undefined;
  const left = new Promise<void>((resolve) => (onLeft = resolve));
  const feed: OrderFeed = {
    follow(_present, _after, one) {
      follower = one;
    },
    leave: () => onLeft(),
    followers: () => 1,
    stop: () => undefined,
  };
  const waiting: (() => void)[] = [];
  const after: Timers["after"] = (_ms, turn) => {
    waiting.push(turn);
    return { cancel: () => undefined };
  };
  const sessions = { watch: () => undefined, unwatch: () => undefined };
  const clock = { now: () => 0, monotonic: () => 0 };
  const streams = createOrderStreams({ feed, sessions, clock, timers: { after, afterTurn: (turn) => after(0, turn) } });
  const order = orderIn("PLACED");
  const present = { order, cursor: 1, cancel_request_id: null, as_of: order.created_at };
  return {
    left,
    follower: (): Follower | null => follower,
    open: (outgoing: SseOutgoing) => streams.openSse(outgoing, { viewer: ONLOOKER, session: null, present, after: null }),
    round() {
      for (let slice = 0; slice < 20; slice++) for (const turn of waiting.splice(0)) turn();
    },
  };
}

const big = (cursor: number) => new SharedFrame(cursor, "x".repeat(200_000));

test("a reader for whom more waits than may is let go, and nothing more is written for it", async () => {
  const rig = streamsRig();
  const server = createServer((_request, response) => rig.open(response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  client.on("error", () => undefined);
  client.pause();
  client.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  await expect.poll(rig.follower).not.toBeNull();
  // Of what is sent the system takes some MB itself.
  for (let cursor = 1; cursor < 100; cursor++) rig.follower()?.frame(big(cursor));
  await rig.left;
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
});

test("a reader that takes nothing between two heartbeats is let go, however little waits; one that takes some is not", () => {
  const rig = streamsRig();
  let destroyed = 0;
  const outgoing = Object.assign(new ServerResponse(new IncomingMessage(new Socket())), { destroy: () => void destroyed++ });
  let waits = 0;
  Object.defineProperty(outgoing, "writableLength", { get: () => waits });
  rig.open(outgoing);
  waits = 50;
  rig.round();
  waits = 40;
  rig.round();
  expect(destroyed).toBe(0);
  rig.round();
  expect(destroyed).toBe(1);
});
