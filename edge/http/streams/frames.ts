/**
 * A change as the bytes of its frames. Made once per change and kind of viewer, however many clients get it: the cache is
 * keyed by the change object and is collected with it.
 */
import type { OrderResource } from "@crema/shared/contract/orders";
import type { BoardFrame, OrderFrame, QueueFrame } from "@crema/shared/contract/streams";
import type { Viewer } from "@crema/shared/domain/order/allowed";
import type { Change, EdgeQueries } from "../../ports.ts";
import { boardTicketOf } from "./board.ts";

/** By viewer key: viewers that may do the same get the same bytes. */
type Shown<T> = WeakMap<Change, Map<string, T | null>>;
const queueFrames: Shown<Buffer> = new WeakMap();
const orderFrames: Shown<string> = new WeakMap();

type ShowTo = Pick<EdgeQueries, "show">;

export function bytesOf(frame: QueueFrame | BoardFrame): Buffer {
  return Buffer.from(JSON.stringify(frame));
}

/** null: the queue's screens do not show this change. */
export function queueFrameOf(change: Change, viewer: Viewer, queries: ShowTo): Buffer | null {
  return once(queueFrames, change, viewer, () => makeQueueFrame(change, viewer, queries));
}

/** null: not about an order. */
export function orderFrameOf(change: Change, viewer: Viewer, queries: ShowTo): string | null {
  return once(orderFrames, change, viewer, () => makeOrderFrame(change, viewer, queries));
}

function once<T>(made: Shown<T>, change: Change, viewer: Viewer, make: () => T | null): T | null {
  const byViewer = made.get(change) ?? new Map<string, T | null>();
  if (byViewer.size === 0) made.set(change, byViewer);
  const known = byViewer.get(viewer.key);
  if (known !== undefined) return known;
  const frame = make();
  byViewer.set(viewer.key, frame);
  return frame;
}

/** The frame of one order on the queue; null: not for this viewer. */
export function changeFrame(cursor: number, events: readonly string[], order: OrderResource, viewer: Viewer): Buffer | null {
  if (viewer.sees === "orders") return bytesOf({ type: "change", cursor, events: [...events], order });
  const ticket = boardTicketOf(order);
  return ticket && bytesOf({ type: "change", cursor, events: [...events], order: ticket });
}

function makeQueueFrame(change: Change, viewer: Viewer, queries: ShowTo): Buffer | null {
  if (change.type !== "order" && viewer.sees === "tickets") return null;
  switch (change.type) {
    case "order":
      return changeFrame(change.cursor, change.events, queries.show(change.order, viewer), viewer);
    case "availability":
      return bytesOf({ type: "availability", cursor: change.cursor, ...change.availability });
    case "app_orders":
      return bytesOf({ type: "app_orders", cursor: change.cursor, paused_until: change.paused_until });
    case "drafts":
      return bytesOf({ type: "drafts", cursor: change.cursor, held: change.held });
    case "refund_requests":
      return bytesOf({ type: "refund_requests", cursor: change.cursor, open: change.open });
    case "cancel_refused":
      return null;
  }
}

function makeOrderFrame(change: Change, viewer: Viewer, queries: ShowTo): string | null {
  const textOf = (frame: OrderFrame) => JSON.stringify(frame);
  switch (change.type) {
    case "order":
      return textOf({ type: "order", cursor: change.cursor, order: queries.show(change.order, viewer) });
    case "cancel_refused":
      return textOf({ type: "cancel_refused", cursor: change.cursor, request_id: change.request_id, code: change.code });
    case "availability":
    case "app_orders":
    case "drafts":
    case "refund_requests":
      return null;
  }
}
