/**
 * What happens to one order, by WebSocket or by Server-Sent Events: the present state (unless the client has seen it),
 * then each change. One subscription per client; the bytes of a change are shared. The present state does not contain
 * refused cancel requests, so a client that reconnects gets those that it has missed.
 */
import type { OrderFrame } from "@crema/shared/contract/streams";
import { STREAM_HEARTBEAT_MS } from "@crema/shared/contract/streams";
import type { Clock, Timers } from "@crema/shared/domain/kernel/clock";
import { iso } from "@crema/shared/domain/kernel/clock";
import type { Viewer } from "@crema/shared/domain/order/allowed";
import { type StreamSocket, sendHeartbeats } from "@crema/shared/server/socket";
import type { ChangeBus, EdgeQueries, OrderAt } from "../../ports.ts";
import { orderFrameOf } from "./frames.ts";

export interface OrderStreamDeps {
  readonly changeBus: ChangeBus;
  readonly queries: Pick<EdgeQueries, "cursor" | "cancelRefusals" | "show">;
  readonly clock: Clock;
  readonly timers: Timers;
}

type Send = (frame: string, cursor: number) => void;

/** Follows the order from `present` on; `after`: the last cursor that the client has seen. Returns a function that ends it. */
export function followOrder(
  ports: Pick<OrderStreamDeps, "changeBus" | "queries">,
  viewer: Viewer,
  present: OrderAt,
  after: number | null,
  send: Send,
): () => void {
  const { order, cursor } = present;
  // A cursor from the future is not ours (another box, a restored disk): the client gets the present state.
  const known = after !== null && after <= ports.queries.cursor() ? after : null;
  const missed = known === null ? [] : ports.queries.cancelRefusals(order.order_id, known);
  let last = Math.max(cursor, missed.at(-1)?.cursor ?? 0);
  const unsubscribe = ports.changeBus.subscribeOrder(order.order_id, (change) => {
    const frame = change.cursor > last ? orderFrameOf(change, viewer, ports.queries) : null;
    if (frame === null) return;
    last = change.cursor;
    send(frame, change.cursor);
  });
  const frames = missed.map(({ cursor: at, request_id, code }): OrderFrame => ({ type: "cancel_refused", cursor: at, request_id, code }));
  if (known === null || known < cursor) frames.push({ type: "order", cursor, order: ports.queries.show(order, viewer) });
  for (const frame of frames.sort((a, b) => a.cursor - b.cursor)) send(textOf(frame), frame.cursor);
  return unsubscribe;
}

export function orderSocket(ports: OrderStreamDeps, socket: StreamSocket, viewer: Viewer, present: OrderAt, after: number | null): void {
  const { clock, timers, queries } = ports;
  sendHeartbeats(socket, timers, STREAM_HEARTBEAT_MS, () =>
    textOf({ type: "heartbeat", cursor: queries.cursor(), server_time: iso(clock.now()) }),
  );
  socket.onClose(followOrder(ports, viewer, present, after, (frame) => socket.send(frame)));
}

function textOf(frame: OrderFrame): string {
  return JSON.stringify(frame);
}
