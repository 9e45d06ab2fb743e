/**
 * The stream behind every screen of the store: a snapshot, or what was missed since `after`, then each change with its
 * cursor, and a heartbeat every 2 s with the state of the link.
 * Pitfall: no change may fall between reading the snapshot and hearing the next one. A client joins first and reads in
 * the same turn; what it then hears again has a cursor that it has already seen, and is left out.
 */

import type { LinkStatus } from "@crema/shared/contract/link-status";
import { type MuteBoard, STREAM_HEARTBEAT_MS } from "@crema/shared/contract/streams";
import type { Clock, Timers } from "@crema/shared/domain/kernel/clock";
import { iso } from "@crema/shared/domain/kernel/clock";
import type { Viewer } from "@crema/shared/domain/order/allowed";
import { isOpenStatus, type Order } from "@crema/shared/domain/order/order";
import { QUEUE_LENGTH } from "@crema/shared/domain/order/queue";
import { createTicker, type Service } from "@crema/shared/server/service";
import type { StreamSocket } from "@crema/shared/server/socket";
import type { Change, ChangeBus, EdgeQueries, OrderAt } from "../../ports.ts";
import { boardTicketOf } from "./board.ts";
import { bytesOf, changeFrame, queueFrameOf } from "./frames.ts";

/** A client that has missed more than this gets a snapshot: it is shorter. */
const MAX_REPLAYED = 500;

interface Client {
  readonly socket: Pick<StreamSocket, "send">;
  readonly viewer: Viewer;
  cursor: number;
  /** When the queue was longer than its snapshot: how many of the sent orders are still open. null: all were sent. */
  shownOpen: number | null;
  /** It is a board that its browser lets make no sound. */
  readonly mute: MuteBoard | null;
}

export interface QueueStream extends Service {
  /** `after`: the last cursor that the client has seen; null for a snapshot. `mute`: the client is a board without sound. */
  join(socket: StreamSocket, viewer: Viewer, after: number | null, mute: MuteBoard | null): void;
  /** The link has changed: screens are told now, not at the next heartbeat. */
  linkChanged(): void;
}

export interface QueueStreamDeps {
  readonly changeBus: ChangeBus;
  readonly queries: EdgeQueries;
  readonly link: () => LinkStatus;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onError: (error: unknown) => void;
}

export function createQueueStream({ changeBus, queries, link, clock, timers, onError }: QueueStreamDeps): QueueStream {
  const clients = new Set<Client>();
  const hear = (change: Change) => {
    for (const client of clients) {
      const frame = queueFrameOf(change, client.viewer, queries);
      if (frame) tell(client, change, frame);
      if (change.type === "order" && hasWorkedOff(client, change.order)) snapshot(client);
    }
  };

  const beat = () => {
    if (clients.size === 0) return;
    const frame = { type: "heartbeat", cursor: queries.cursor(), link: link(), server_time: iso(clock.now()) } as const;
    const bytes = bytesOf({ ...frame, ...counts() });
    const forBoards = bytesOf(frame);
    for (const client of clients) client.socket.send(client.viewer.sees === "orders" ? bytes : forBoards);
  };
  const heartbeats = createTicker({ timers, everyMs: STREAM_HEARTBEAT_MS, onError, run: beat });
  let unsubscribe = (): void => undefined;

  return {
    start() {
      unsubscribe = changeBus.subscribe(hear);
      return heartbeats.start();
    },
    join(socket, viewer, after, mute) {
      const client: Client = { socket, viewer, cursor: after ?? -1, shownOpen: null, mute };
      socket.onClose(() => void clients.delete(client));
      clients.add(client);
      const missed = after === null ? null : queries.changedSince(after);
      // After a resume it is not known which orders of a long queue the client has.
      const isLong = queries.queueCounts().on_queue > QUEUE_LENGTH;
      if (missed === null || missed.length > MAX_REPLAYED || isLong) snapshot(client);
      else replay(client, missed);
      if (mute) beat();
    },
    linkChanged: beat,
    stop() {
      unsubscribe();
      clients.clear();
      return heartbeats.stop();
    },
  };

  function replay(client: Client, missed: readonly OrderAt[]): void {
    const { socket, viewer } = client;
    for (const { order, cursor } of missed) {
      client.cursor = Math.max(client.cursor, cursor);
      const frame = changeFrame(cursor, [], queries.show(order, viewer), viewer);
      if (frame) socket.send(frame);
    }
    client.cursor = Math.max(client.cursor, queries.cursor());
    const heartbeat = { type: "heartbeat", cursor: client.cursor, link: link(), server_time: iso(clock.now()) } as const;
    if (viewer.sees === "tickets") {
      socket.send(bytesOf(heartbeat));
      return;
    }
    socket.send(bytesOf({ type: "availability", cursor: client.cursor, ...overlay() }));
    socket.send(bytesOf({ type: "drafts", cursor: client.cursor, held: queries.heldDrafts() }));
    socket.send(bytesOf({ type: "refund_requests", cursor: client.cursor, open: queries.openRefundRequests() }));
    socket.send(bytesOf({ ...heartbeat, ...counts() }));
  }

  function snapshot(client: Client): void {
    const { cursor, orders, more } = queries.queue(null);
    client.cursor = cursor;
    client.shownOpen = more > 0 ? orders.length : null;
    const shown = orders.map((order) => queries.show(order, client.viewer));
    const frame = { type: "snapshot", cursor, link: link(), server_time: iso(clock.now()) } as const;
    if (client.viewer.sees === "tickets") {
      const tickets = shown.flatMap((order) => boardTicketOf(order) ?? []);
      client.socket.send(bytesOf({ ...frame, orders: tickets }));
      return;
    }
    const { revision: _revision, ...soldOut } = overlay();
    const waiting = { held_drafts: queries.heldDrafts(), open_refund_requests: queries.openRefundRequests() };
    client.socket.send(bytesOf({ ...frame, orders: shown, ...soldOut, ...waiting, ...counts() }));
  }

  function counts() {
    return {
      ...queries.queueCounts(),
      app_orders_paused_until: queries.appOrdersPausedUntil(),
      all_day: queries.allDay(),
      mute_boards: muteBoards(),
    };
  }

  /** Each once, by name: a board that reconnects may have two streams for a moment. */
  function muteBoards(): MuteBoard[] {
    const boards = new Map([...clients].flatMap(({ mute }) => (mute ? [[mute.device_id, mute]] : [])));
    return [...boards.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  function overlay() {
    return queries.menu()?.availability ?? { revision: 0, sold_out_item_ids: [], sold_out_modifier_ids: [] };
  }
}

/** Whether half of what the client has of a long queue is done, so that it needs the next orders. */
function hasWorkedOff(client: Client, order: Order): boolean {
  if (client.shownOpen === null || isOpenStatus(order.status)) return false;
  client.shownOpen -= 1;
  return client.shownOpen <= QUEUE_LENGTH / 2;
}

function tell(client: Client, change: Change, frame: Buffer): void {
  if (change.cursor <= client.cursor) return;
  client.cursor = change.cursor;
  client.socket.send(frame);
}
