/**
 * Every open stream with its principal, so that the streams of a revoked device or of somebody who signs out end at once,
 * and a stopping box tells its clients. A stream that ends by itself has to be removed, or the set grows for as long as
 * the box runs.
 */
import type { Principal } from "@crema/shared/contract/access";

/**
 * Why the box ends a stream; WebSocket close codes (RFC 6455). 4401 is our own for a token that is no longer valid; 4402
 * means that a sign-in has ended on a device that stays, and the page reconnects as the device.
 */
export type EndReason = "revoked" | "signed_out" | "stopping";
export const CLOSE_CODES: Record<EndReason, number> = { revoked: 4401, signed_out: 4402, stopping: 1001 };

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
