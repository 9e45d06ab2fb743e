/**
 * The clients of orders' streams, by Server-Sent Events or by WebSocket. The present state comes first (or what was missed),
 * then each change. Tens of thousands are open at once: none has a timer of its own, a shared frame's bytes are made once, and
 * an event stream is written straight to its socket, which takes half of what a body of web streams does.
 * A reader may stop reading: what waits for it is bounded in bytes and in time; past either it is cut off and comes back with
 * its cursor.
 */
import type { ServerResponse } from "node:http";
import { CLOUD_SSE_HEARTBEAT_MS, type OrderFrame, STREAM_HEARTBEAT_MS } from "@crema/shared/contract/streams";
import { type Clock, iso, type Timers } from "@crema/shared/domain/kernel/clock";
import type { Viewer } from "@crema/shared/domain/order/allowed";
import { CLOSE_CODES, type StreamSocket, streamSocket } from "@crema/shared/server/socket";
import { MAX_QUEUED_BYTES, SSE_HEADERS, SSE_HEARTBEAT, SSE_RETRY_MS, sseRetry } from "@crema/shared/server/sse";
import type { WebSocket } from "ws";
import type { OrderAt } from "../../ports.ts";
import type { Follower, OrderFeed } from "./order-feed.ts";
import type { SessionWatch } from "./session-watch.ts";
import type { SharedFrame } from "./shared-frame.ts";
import { createSweep, type Sweep } from "./sweep.ts";

export interface OrderStreamsDeps {
  readonly feed: OrderFeed;
  readonly sessions: Pick<SessionWatch, "watch" | "unwatch">;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** What a client follows, and as whom. `session`: the sign-in that the stream ends with; null for an order's own token. */
export interface Following {
  readonly viewer: Viewer;
  readonly session: string | null;
  /** As just read. */
  readonly present: OrderAt;
  readonly after: number | null;
}

/** The part of Node's response that is needed. */
export type SseOutgoing = Pick<ServerResponse, "writeHead" | "write" | "end" | "destroy" | "destroyed" | "writableLength" | "on">;

export interface OrderStreams {
  /** Writes the response, from its head on. */
  openSse(outgoing: SseOutgoing, following: Following): void;
  openSocket(ws: WebSocket, following: Following): void;
  /** No heartbeats any more. */
  stop(): void;
}

export function createOrderStreams(deps: OrderStreamsDeps): OrderStreams {
  const sseSweep = createSweep<SseClient>(deps.timers, CLOUD_SSE_HEARTBEAT_MS, (client) => client.beat());
  const socketSweep = createSweep<SocketClient>(deps.timers, STREAM_HEARTBEAT_MS, (client) => client.beat());
  const clients = new Map<SseOutgoing, SseClient>();
  /** One function for all of them, called on the response that has ended. */
  function left(this: SseOutgoing): void {
    clients.get(this)?.leave();
    clients.delete(this);
  }
  return {
    openSse(outgoing, following) {
      // Its close was said while its order was read.
      if (outgoing.destroyed) return;
      const client = new SseClient(deps, sseSweep, outgoing, following);
      clients.set(outgoing, client);
      outgoing.on("close", left);
      client.start(following);
    },
    openSocket(ws, following) {
      new SocketClient(deps, socketSweep, streamSocket(ws), following).start(following);
    },
    stop() {
      sseSweep.stop();
      socketSweep.stop();
    },
  };
}

const SSE_BEGIN = Buffer.from(sseRetry(SSE_RETRY_MS));

class SseClient implements Follower {
  cursor = -1;
  readonly viewer: Viewer;
  readonly #session: string | null;
  readonly #orderId: string;
  #slice: Set<SseClient> | null = null;
  /** Bytes that waited at the last heartbeat. */
  #waited = 0;

  constructor(
    private readonly deps: OrderStreamsDeps,
    private readonly sweep: Sweep<SseClient>,
    private readonly outgoing: SseOutgoing,
    { viewer, session, present }: Following,
  ) {
    this.viewer = viewer;
    this.#session = session;
    this.#orderId = present.order.order_id;
  }

  start({ present, after }: Following): void {
    this.outgoing.writeHead(200, SSE_HEADERS);
    this.outgoing.write(SSE_BEGIN);
    this.#slice = this.sweep.add(this);
    if (this.#session !== null) this.deps.sessions.watch(this.#session, this);
    this.deps.feed.follow(present, after, this);
    // Whoever has seen everything hears that the stream has got through.
    if (this.cursor === present.cursor && after === present.cursor) this.#write(SSE_HEARTBEAT);
  }

  frame(frame: SharedFrame): void {
    this.#write(frame.sse());
  }

  end(): void {
    if (this.leave()) this.outgoing.end();
  }

  beat(): void {
    const waits = this.outgoing.writableLength;
    // It has taken nothing since: the connection is as good as gone.
    if (waits > 0 && this.#waited > 0 && waits >= this.#waited) this.#cut();
    else if (waits === 0) this.#write(SSE_HEARTBEAT);
    this.#waited = waits;
  }

  /** False: it had left before. */
  leave(): boolean {
    if (this.#slice === null) return false;
    this.#slice.delete(this);
    this.#slice = null;
    if (this.#session !== null) this.deps.sessions.unwatch(this.#session, this);
    this.deps.feed.leave(this.#orderId, this);
    return true;
  }

  #write(bytes: Uint8Array): void {
    if (this.#slice === null) return;
    if (this.outgoing.writableLength + bytes.byteLength > MAX_QUEUED_BYTES) this.#cut();
    else this.outgoing.write(bytes);
  }

  #cut(): void {
    this.leave();
    this.outgoing.destroy();
  }
}

class SocketClient implements Follower {
  cursor = -1;
  readonly viewer: Viewer;

  constructor(
    private readonly deps: OrderStreamsDeps,
    private readonly sweep: Sweep<SocketClient>,
    private readonly socket: StreamSocket,
    { viewer }: Following,
  ) {
    this.viewer = viewer;
  }

  start({ present, after, session }: Following): void {
    const { feed, sessions } = this.deps;
    const slice = this.sweep.add(this);
    const ended = { end: () => this.socket.close(CLOSE_CODES.token_over, "signed out") };
    this.socket.onClose(() => {
      slice.delete(this);
      if (session !== null) sessions.unwatch(session, ended);
      feed.leave(present.order.order_id, this);
    });
    if (session !== null) sessions.watch(session, ended);
    feed.follow(present, after, this);
  }

  frame(frame: SharedFrame): void {
    this.socket.send(frame.socket());
  }

  end(): void {
    this.socket.close(CLOSE_CODES.going_away, "stopping");
  }

  beat(): void {
    const frame: OrderFrame = { type: "heartbeat", cursor: Math.max(this.cursor, 0), server_time: iso(this.deps.clock.now()) };
    this.socket.send(JSON.stringify(frame));
  }
}

/** The cursor that a client has seen: `Last-Event-ID`, else `?after=`; null for none or for something else. */
export function cursorSeen(lastEventId: string | undefined, after: string | undefined): number | null {
  const text = lastEventId ?? after;
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
