/**
 * A WebSocket that reconnects with the last cursor, and reports when it no longer hears anything.
 * Pitfall: a socket whose network is gone stays "open" for minutes. Only the time of the last frame counts, not
 * `readyState`.
 */
import type { TimerHandle } from "@crema/shared/domain/kernel/clock";
import type { BrowserPorts } from "../ports.ts";

/** The server sends a heartbeat every 2 s. */
export const DEAF_AFTER_MS = 3_000;
/** A socket that has been silent for this long is given up for a new one. */
const GIVE_UP_AFTER_MS = 6_000;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 4_000;
/** Our own close code for a token that is no longer valid. */
const REVOKED = 4401;

export type StreamState =
  | { readonly name: "connecting" }
  | { readonly name: "live" }
  /** Nothing received since then; in the page's own time, ms since 1970. */
  | { readonly name: "deaf"; readonly since: number }
  /** Signed out; it does not try again. */
  | { readonly name: "revoked" };

export interface SocketFollower<Frame> {
  /** The path for a connection, with the last cursor seen; null at first. */
  path(after: number | null): string;
  onFrame(frame: Frame): void;
  onState(state: StreamState): void;
}

type Ports = Pick<BrowserPorts, "clock" | "timers" | "random" | "openSocket" | "onWake">;

/** Starts at once; returns a function that stops it. */
export function followSocket<Frame extends { cursor: number }>(ports: Ports, follower: SocketFollower<Frame>): () => void {
  const { clock, timers, random } = ports;
  let cursor: number | null = null;
  let heardAt = clock.now();
  let failures = 0;
  let stopped = false;
  /** Number of the current connection; frames of older ones are ignored. */
  let current = 0;
  let socket: { close(): void } | null = null;
  let silence: TimerHandle | null = null;
  let retry: TimerHandle | null = null;

  const heard = () => {
    heardAt = clock.now();
    silence?.cancel();
    silence = timers.after(DEAF_AFTER_MS, () => {
      follower.onState({ name: "deaf", since: heardAt });
      silence = timers.after(GIVE_UP_AFTER_MS - DEAF_AFTER_MS, connect);
    });
  };

  function connect(): void {
    retry?.cancel();
    socket?.close();
    const mine = ++current;
    const isMine = () => mine === current && !stopped;
    socket = ports.openSocket(follower.path(cursor), {
      onOpen: () => {},
      onText(text) {
        if (!isMine()) return;
        const frame = JSON.parse(text) as Frame;
        cursor = frame.cursor;
        failures = 0;
        heard();
        follower.onFrame(frame);
        follower.onState({ name: "live" });
      },
      onClose(code) {
        if (!isMine()) return;
        if (code === REVOKED) {
          stop();
          follower.onState({ name: "revoked" });
          return;
        }
        const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures++);
        retry = timers.after(wait * (0.5 + random() / 2), connect);
      },
    });
  }

  function stop(): void {
    stopped = true;
    silence?.cancel();
    retry?.cancel();
    unwake();
    socket?.close();
  }

  const unwake = ports.onWake(() => {
    if (clock.now() - heardAt > DEAF_AFTER_MS) connect();
  });
  follower.onState({ name: "connecting" });
  heard();
  connect();
  return stop;
}
