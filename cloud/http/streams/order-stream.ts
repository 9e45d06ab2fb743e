/**
 * One client of an order's stream, by Server-Sent Events or by WebSocket. The present state comes first (or what was
 * missed), then each change. A reader may stop reading: what is buffered for it is bounded; past the bound it is cut
 * off and comes back with its cursor.
 */
import { type OrderFrame, STREAM_HEARTBEAT_MS } from "@crema/shared/contract/streams";
import { type Clock, iso, type Timers } from "@crema/shared/domain/kernel/clock";
import type { Viewer } from "@crema/shared/domain/order/allowed";
import { CLOSE_CODES, sendHeartbeats, streamSocket } from "@crema/shared/server/socket";
import { SSE_RETRY_MS, sseResponse } from "@crema/shared/server/sse";
import type { WebSocket } from "ws";
import type { OrderFeed } from "./order-feed.ts";
import type { SessionWatch } from "./session-watch.ts";

export interface OrderStreamDeps {
  readonly feed: OrderFeed;
  readonly sessions: Pick<SessionWatch, "watch">;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** Proxies cut a silent connection after a minute or less; nobody shows the age of an SSE heartbeat. */
const SSE_HEARTBEAT_MS = 15_000;

/** What a client follows, and as whom. `session`: the sign-in that the stream ends with; null for an order's own token. */
export interface Following {
  readonly viewer: Viewer;
  readonly session: string | null;
  readonly orderId: string;
  readonly after: number | null;
}

export function orderSse({ feed, sessions, timers }: OrderStreamDeps, { viewer, session, orderId, after }: Following): Response {
  return sseResponse({
    heartbeatMs: SSE_HEARTBEAT_MS,
    retryMs: SSE_RETRY_MS,
    timers,
    subscribe(send, close) {
      const unwatch = session === null ? null : sessions.watch(session, close);
      const unfollow = feed.follow(orderId, after, { viewer, frame: (data, cursor) => send({ id: String(cursor), data }), end: close });
      return () => {
        unwatch?.();
        unfollow();
      };
    },
  });
}

export function orderSocket({ feed, sessions, clock, timers }: OrderStreamDeps, ws: WebSocket, following: Following): void {
  const { viewer, session, orderId, after } = following;
  const socket = streamSocket(ws);
  let last = after ?? 0;
  sendHeartbeats(socket, timers, STREAM_HEARTBEAT_MS, () => {
    const frame: OrderFrame = { type: "heartbeat", cursor: last, server_time: iso(clock.now()) };
    return JSON.stringify(frame);
  });
  const unfollow = feed.follow(orderId, after, {
    viewer,
    frame: (text, cursor) => {
      last = cursor;
      socket.send(text);
    },
    end: (why) => socket.close(why === "stopping" ? CLOSE_CODES.going_away : CLOSE_CODES.try_again, why),
  });
  socket.onClose(unfollow);
  if (session !== null) socket.onClose(sessions.watch(session, () => socket.close(CLOSE_CODES.token_over, "signed out")));
}

/** The cursor that a client has seen: `Last-Event-ID`, else `?after=`; null for none or for something else. */
export function cursorSeen(lastEventId: string | undefined, after: string | undefined): number | null {
  const text = lastEventId ?? after;
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
