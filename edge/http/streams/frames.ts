/**
 * A change as the bytes of its frames. Made once per change, however many clients hear it: the memory is keyed by the
 * change itself and goes with it.
 */
import type { OrderFrame, QueueFrame } from "@crema/shared/api/streams";
import { viewOf } from "@crema/shared/order/order";
import type { Change } from "../../ports.ts";

const queueFrames = new WeakMap<Change, Buffer | null>();
const orderFrames = new WeakMap<Change, string | null>();

export function bytesOf(frame: QueueFrame): Buffer {
  return Buffer.from(JSON.stringify(frame));
}

/** null: nothing that the queue's screens show. */
export function queueFrameOf(change: Change): Buffer | null {
  let frame = queueFrames.get(change);
  if (frame === undefined) {
    frame = makeQueueFrame(change);
    queueFrames.set(change, frame);
  }
  return frame;
}

/** null: not about an order. */
export function orderFrameOf(change: Change): string | null {
  let frame = orderFrames.get(change);
  if (frame === undefined) {
    frame = makeOrderFrame(change);
    orderFrames.set(change, frame);
  }
  return frame;
}

function makeQueueFrame(change: Change): Buffer | null {
  switch (change.type) {
    case "order":
      return bytesOf({ type: "change", cursor: change.cursor, order: viewOf(change.order) });
    case "availability":
      return bytesOf({ type: "availability", cursor: change.cursor, ...overlayOf(change.availability) });
    case "cancel_refused":
      return null;
  }
}

function makeOrderFrame(change: Change): string | null {
  const textOf = (frame: OrderFrame) => JSON.stringify(frame);
  switch (change.type) {
    case "order":
      return textOf({ type: "order", cursor: change.cursor, order: viewOf(change.order) });
    case "cancel_refused":
      return textOf({ type: "cancel_refused", cursor: change.cursor, request_id: change.request_id, code: change.code });
    case "availability":
      return null;
  }
}

function overlayOf({ revision, sold_out_item_ids }: { revision: number; sold_out_item_ids: string[] }) {
  return { revision, sold_out_item_ids };
}
