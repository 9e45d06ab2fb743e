/**
 * Every open stream with the device it belongs to, so that a revoked device goes deaf at once and a stopping box lets its
 * clients know. Easy to get wrong: a stream that ends by itself has to leave, or the set grows for as long as the box runs.
 */
import type { Principal } from "@crema/shared/api/access";

/** Why the box ends a stream; WebSocket close codes (RFC 6455), 4401 is our own for a token that is no longer good. */
export type EndReason = "revoked" | "stopping";
export const CLOSE_CODES: Record<EndReason, number> = { revoked: 4401, stopping: 1001 };

export interface OpenStreams {
  /** Registers a stream; call the answer when it has ended by itself. */
  add(principal: Principal, end: (reason: EndReason) => void): () => void;
  endDevice(deviceId: string): void;
  endAll(): void;
  count(): number;
}

export function createOpenStreams(): OpenStreams {
  const streams = new Set<{ deviceId: string | null; end: (reason: EndReason) => void }>();
  return {
    add(principal, end) {
      const deviceId = principal.kind === "device" || principal.kind === "staff" ? principal.device_id : null;
      const stream = { deviceId, end };
      streams.add(stream);
      return () => void streams.delete(stream);
    },
    endDevice(deviceId) {
      for (const stream of [...streams]) {
        if (stream.deviceId !== deviceId) continue;
        streams.delete(stream);
        stream.end("revoked");
      }
    },
    endAll() {
      const open = [...streams];
      streams.clear();
      for (const stream of open) stream.end("stopping");
    },
    count: () => streams.size,
  };
}
