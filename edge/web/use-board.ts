/** The ready board's part of the queue's stream: numbers, names, and how far each order is. */
import type { BoardFrame, BoardTicket } from "@crema/shared/contract/streams";
import type { StreamState } from "@crema/ui/stream/follow-socket.ts";
import { useSocket } from "@crema/ui/stream/use-socket.ts";
import { useState } from "react";

export interface BoardState {
  /** By order; one that has ended stays with its last status until the next snapshot. */
  readonly tickets: ReadonlyMap<string, BoardTicket>;
  /** The box's time in the last frame that had it; null before the first. */
  readonly serverTime: string | null;
}

export function afterBoardFrame(board: BoardState, frame: BoardFrame): BoardState {
  switch (frame.type) {
    case "snapshot":
      return { tickets: new Map(frame.orders.map((ticket) => [ticket.order_id, ticket])), serverTime: frame.server_time };
    case "change":
      return { ...board, tickets: new Map(board.tickets).set(frame.order.order_id, frame.order) };
    case "heartbeat":
      return { ...board, serverTime: frame.server_time };
  }
}

/** `storeId` null: nothing to follow yet. `isMute`: the box is told, since nobody who could mend it looks at the board. */
export function useBoard(storeId: string | null, isMute: boolean): { board: BoardState; stream: StreamState } {
  const [board, setBoard] = useState<BoardState>({ tickets: new Map(), serverTime: null });
  const path = storeId === null ? null : `/v1/stores/${encodeURIComponent(storeId)}/queue/stream${isMute ? "?sound=BLOCKED" : ""}`;
  const stream = useSocket<BoardFrame>(path, (frame) => setBoard((before) => afterBoardFrame(before, frame)));
  return { board, stream };
}
