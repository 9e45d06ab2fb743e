/**
 * The store's queue as its stream reports it: orders by id, what is sold out, the link. Shared by till and barista
 * screen; the board gets less (use-board.ts).
 * An order that has ended stays in the map with its last status, so that a screen can show how it ended; the next
 * snapshot drops it.
 */

import type { LinkStatus } from "@crema/shared/contract/link-status";
import type { OrderResource } from "@crema/shared/contract/orders";
import type { AllDayCount, MuteBoard, QueueFrame } from "@crema/shared/contract/streams";
import type { StreamState } from "@crema/ui/stream/follow-socket.ts";
import { useSocket } from "@crema/ui/stream/use-socket.ts";
import { useState } from "react";
import { NO_STOCK, type Stock, stockIn } from "./stock.ts";

export interface Queue {
  readonly orders: ReadonlyMap<string, OrderResource>;
  /** How the store's things are sold. */
  readonly stock: Stock;
  /** How many tickets are on hold: the list is requested again when it changes. */
  readonly heldDrafts: number;
  /** How many refund requests of headquarters are open. */
  readonly refundRequests: number;
  /** What is still to be made of each item, most first. */
  readonly allDay: readonly AllDayCount[];
  /** Until then app orders for now are paused; null: they are taken. */
  readonly appOrdersPausedUntil: string | null;
  readonly link: LinkStatus | null;
  /** Orders on the queue, including those beyond the ones sent. */
  readonly onQueue: number;
  /** Open orders that are no longer on the queue, and that somebody has to finish or cancel. */
  readonly leftOpen: number;
  /** Boards that nobody hears. */
  readonly muteBoards: readonly MuteBoard[];
  /** The box's clock at the last heartbeat, for ages that do not depend on the tablet's. */
  readonly serverTime: string | null;
}

const EMPTY: Queue = {
  orders: new Map(),
  stock: NO_STOCK,
  heldDrafts: 0,
  refundRequests: 0,
  allDay: [],
  onQueue: 0,
  leftOpen: 0,
  muteBoards: [],
  appOrdersPausedUntil: null,
  link: null,
  serverTime: null,
};

export function afterFrame(queue: Queue, frame: QueueFrame): Queue {
  switch (frame.type) {
    case "snapshot":
      return {
        orders: new Map(frame.orders.map((order) => [order.order_id, order])),
        stock: stockIn(frame),
        heldDrafts: frame.held_drafts,
        refundRequests: frame.open_refund_requests,
        allDay: frame.all_day,
        onQueue: frame.on_queue,
        leftOpen: frame.left_open,
        muteBoards: frame.mute_boards,
        appOrdersPausedUntil: frame.app_orders_paused_until,
        link: frame.link,
        serverTime: frame.server_time,
      };
    case "change":
      return { ...queue, orders: new Map(queue.orders).set(frame.order.order_id, frame.order) };
    case "availability":
      return { ...queue, stock: stockIn(frame) };
    case "app_orders":
      return { ...queue, appOrdersPausedUntil: frame.paused_until };
    case "drafts":
      return { ...queue, heldDrafts: frame.held };
    case "refund_requests":
      return { ...queue, refundRequests: frame.open };
    case "heartbeat":
      return {
        ...queue,
        orders: withoutLeftOpen(queue.orders, frame.queue_since),
        onQueue: frame.on_queue,
        leftOpen: frame.left_open,
        muteBoards: frame.mute_boards,
        appOrdersPausedUntil: frame.app_orders_paused_until,
        link: frame.link,
        serverTime: frame.server_time,
        allDay: frame.all_day,
      };
  }
}

const isOpen = ({ status }: OrderResource): boolean => status !== "COMPLETED" && status !== "CANCELLED";

/** Without orders that were left open; the same map when there are none. */
function withoutLeftOpen(orders: Queue["orders"], since: string): Queue["orders"] {
  const isLeft = (order: OrderResource) => order.promised_at < since && isOpen(order);
  return [...orders.values()].some(isLeft) ? new Map([...orders].filter(([, order]) => !isLeft(order))) : orders;
}

/** How many orders on the queue were not sent to this screen. */
export function moreThanTold({ orders, onQueue }: Queue): number {
  return Math.max(0, onQueue - [...orders.values()].filter(isOpen).length);
}

/** The queue with the order of a response, unless the stream has already brought a later state of it. */
export function afterResponse(queue: Queue, order: OrderResource): Queue {
  const known = queue.orders.get(order.order_id);
  if (known && known.updated_at > order.updated_at) return queue;
  return { ...queue, orders: new Map(queue.orders).set(order.order_id, order) };
}

export interface FollowedQueue {
  readonly queue: Queue;
  readonly stream: StreamState;
  /** Shows the order of a response or a refusal without waiting for the stream. */
  take(order: OrderResource): void;
}

/** `onFrame` hears each frame as well: for what flashes or sounds. `storeId` null: nothing to follow yet. */
export function useQueue(storeId: string | null, onFrame?: (frame: QueueFrame) => void): FollowedQueue {
  const [queue, setQueue] = useState(EMPTY);
  const path = storeId === null ? null : `/v1/stores/${encodeURIComponent(storeId)}/queue/stream`;
  const stream = useSocket<QueueFrame>(path, (frame) => {
    setQueue((before) => afterFrame(before, frame));
    onFrame?.(frame);
  });
  return { queue, stream, take: (order) => setQueue((before) => afterResponse(before, order)) };
}
