/**
 * One WebSocket of a stream: frames go out, nothing comes in. What waits for a client that has stopped reading is
 * bounded; past the bound it is cut, and reconnects with `?after=`.
 */
import type { WebSocket } from "ws";
import type { Timers } from "../domain/kernel/clock.ts";
import { MAX_QUEUED_BYTES } from "./sse.ts";

/** RFC 6455, and two of our own: the token is no longer valid; the sign-in has ended on a device that stays. */
export const CLOSE_CODES = { going_away: 1001, only_speaks: 1008, try_again: 1013, token_over: 4401, sign_in_over: 4402 } as const;

export interface StreamSocket {
  send(frame: Buffer | string): void;
  /** Ends the stream at once; the closing handshake may take longer. */
  close(code: number, reason: string): void;
  /** Runs once, when the stream has ended; at once when it has already. */
  onClose(run: () => void): void;
}

const TEXT = { binary: false } as const;

/** Takes the socket over: cuts it when it is slow or broken, or when the client sends a message. */
export function streamSocket(ws: WebSocket, maxBufferedBytes = MAX_QUEUED_BYTES): StreamSocket {
  const closers: (() => void)[] = [];
  let over = false;
  const finish = () => {
    over = true;
    for (const close of closers.splice(0)) close();
  };
  ws.on("close", finish);
  // A broken connection is followed by "close"; without a listener Node would take it for a crash.
  ws.on("error", () => ws.terminate());
  // Our clients send nothing here; one that does is cut.
  ws.on("message", () => ws.close(CLOSE_CODES.only_speaks, "this stream only speaks"));
  return {
    send(frame) {
      if (ws.readyState !== ws.OPEN) return;
      if (ws.bufferedAmount > maxBufferedBytes) ws.terminate();
      else ws.send(frame, TEXT);
    },
    close(code, reason) {
      finish();
      ws.close(code, reason);
    },
    onClose(run) {
      if (over) run();
      else closers.push(run);
    },
  };
}

/** Sends a frame again and again, until the stream ends. */
export function sendHeartbeats(socket: StreamSocket, timers: Timers, everyMs: number, frame: () => string): void {
  let heartbeat = timers.after(everyMs, beat);
  function beat() {
    // Set the next timer first, so that a failing heartbeat is followed by another one.
    heartbeat = timers.after(everyMs, beat);
    socket.send(frame());
  }
  socket.onClose(() => heartbeat.cancel());
}
