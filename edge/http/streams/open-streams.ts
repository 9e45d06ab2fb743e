/**
 * Every open stream with whom it belongs to, so that a revoked device goes deaf at once, somebody who signs out hears nothing
 * more, and a stopping box lets its clients know. A stream that ends by itself has to leave, or the set grows for as long as the
 * box runs.
 */
import type { Principal } from "@crema/shared/contract/access";

/**
 * Why the box ends a stream; WebSocket close codes (RFC 6455). 4401 is our own for a token that is no longer good; after 4402,
 * the end of a sign-in on a device that stays, the page comes back as what it is then.
 */
export type EndReason = "revoked" | "signed_out" | "stopping";
export const CLOSE_CODES: Record<EndReason, number> = { revoked: 4401, signed_out: 4402, stopping: 1001 };

export interface OpenStreams {
  /** Registers a stream; call the answer when it has ended by itself. */
  add(principal: Principal, end: (reason: EndReason) => void): () => void;
  endDevice(deviceId: string): void;
  /** Ends the streams of whoever is no longer what they were let in as. */
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
