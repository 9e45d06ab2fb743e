/**
 * A change as the bytes of its frames. Made once per change and kind of viewer, however many clients hear it: the memory is
 * keyed by the change itself and goes with it.
 */
import type { OrderFrame, QueueFrame } from "@crema/shared/api/streams";
import type { Viewer } from "@crema/shared/order/allowed";
import type { Change, EdgeQueries } from "../../ports.ts";

/** By who may do the same: those hear the same bytes. */
type Shown<T> = WeakMap<Change, Map<string, T | null>>;
const queueFrames: Shown<Buffer> = new WeakMap();
const orderFrames: Shown<string> = new WeakMap();

type ShowTo = Pick<EdgeQueries, "show">;

export function bytesOf(frame: QueueFrame): Buffer {
  return Buffer.from(JSON.stringify(frame));
}

/** null: nothing that the queue's screens show. */
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

function makeQueueFrame(change: Change, viewer: Viewer, queries: ShowTo): Buffer | null {
  switch (change.type) {
    case "order":
      return bytesOf({ type: "change", cursor: change.cursor, events: [...change.events], order: queries.show(change.order, viewer) });
    case "availability":
      return bytesOf({ type: "availability", cursor: change.cursor, ...overlayOf(change.availability) });
    case "drafts":
      return bytesOf({ type: "drafts", cursor: change.cursor, held: change.held });
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
    case "drafts":
      return null;
  }
}

function overlayOf({ revision, sold_out_item_ids }: { revision: number; sold_out_item_ids: string[] }) {
  return { revision, sold_out_item_ids };
}
