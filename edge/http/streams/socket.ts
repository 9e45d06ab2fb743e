/**
 * One WebSocket of a stream: frames go out, nothing comes in. Easy to get wrong: a reader that has stopped reading. What
 * waits for it is bounded; past the bound it is cut, and comes back with `?after=`.
 */
import type { Principal } from "@crema/shared/contract/access";
import type { WebSocket } from "ws";
import { CLOSE_CODES, type OpenStreams } from "./open-streams.ts";

/** What may wait for one client that does not read. */
export const MAX_BUFFERED_BYTES = 1024 * 1024;

export interface StreamSocket {
  send(frame: Buffer | string): void;
  onClose(run: () => void): void;
}

/** Takes the socket over: registers it, ends it when it is revoked, cuts it when it is slow. */
export function streamSocket(
  ws: WebSocket,
  principal: Principal,
  streams: OpenStreams,
  maxBufferedBytes = MAX_BUFFERED_BYTES,
): StreamSocket {
  const closers: (() => void)[] = [];
  let over = false;
  const finish = () => {
    over = true;
    for (const close of closers.splice(0)) close();
  };
  // Whoever feeds the stream stops now; the closing handshake may take its time.
  const leave = streams.add(principal, (reason) => {
    finish();
    ws.close(CLOSE_CODES[reason], reason);
  });
  closers.push(leave);
  ws.on("close", finish);
  // A broken connection is followed by "close"; without a listener Node would take it for a crash.
  ws.on("error", () => ws.terminate());
  // Nobody has anything to say here; a client that talks is not one of ours.
  ws.on("message", () => ws.close(1008, "this stream only speaks"));
  return {
    send(frame) {
      if (ws.readyState !== ws.OPEN) return;
      if (ws.bufferedAmount > maxBufferedBytes) ws.terminate();
      else ws.send(frame, { binary: false });
    },
    onClose(run) {
      if (over) run();
      else closers.push(run);
    },
  };
}
