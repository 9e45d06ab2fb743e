/**
 * Every open stream with its principal, so that the streams of a revoked device or of somebody who signs out end at once,
 * and a stopping box tells its clients. A stream that ends by itself has to be removed, or the set grows for as long as
 * the box runs.
 */
import type { Principal } from "@crema/shared/contract/access";
import { CLOSE_CODES, type StreamSocket, streamSocket } from "@crema/shared/server/socket";
import type { WebSocket } from "ws";

/** Why the box ends a stream. After `signed_out` the device stays, and the page reconnects as the device. */
export type EndReason = "revoked" | "signed_out" | "stopping";
const CODES: Record<EndReason, number> = {
  revoked: CLOSE_CODES.token_over,
  signed_out: CLOSE_CODES.sign_in_over,
  stopping: CLOSE_CODES.going_away,
};

export interface OpenStreams {
  /** Registers a stream; call the returned function when it has ended by itself. */
  add(principal: Principal, end: (reason: EndReason) => void): () => void;
  endDevice(deviceId: string): void;
  /** Ends the streams whose principal is no longer valid. */
  endUnless(isStill: (principal: Principal) => boolean): void;
  endAll(): void;
  count(): number;
}

export function createOpenStreams(): OpenStreams {
  const streams = new Set<{ principal: Principal; end: (reason: EndReason) => void }>();
  const endWhere = (reason: EndReason, isOver: (principal: Principal) => boolean) => {
    for (const stream of [...streams]) {
      if (!isOver(stream.principal)) continue;
      streams.delete(stream);
      stream.end(reason);
    }
  };
  return {
    add(principal, end) {
      const stream = { principal, end };
      streams.add(stream);
      return () => void streams.delete(stream);
    },
    endDevice: (deviceId) => endWhere("revoked", (principal) => "device_id" in principal && principal.device_id === deviceId),
    endUnless: (isStill) => endWhere("signed_out", (principal) => !isStill(principal)),
    endAll: () => endWhere("stopping", () => true),
    count: () => streams.size,
  };
}

/** Opens the WebSocket of a stream and registers it for this principal. */
export function openSocket(ws: WebSocket, principal: Principal, streams: OpenStreams): StreamSocket {
  const socket = streamSocket(ws);
  socket.onClose(streams.add(principal, (reason) => socket.close(CODES[reason], reason)));
  return socket;
}
