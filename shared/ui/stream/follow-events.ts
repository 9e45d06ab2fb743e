/**
 * Server-Sent Events by `fetch`, so that a token can travel in a header, with polling where a stream does not get
 * through.
 * After sleep or a change of network a stream may stay open and silent for ever, so silence ends it; polling goes on
 * while the stream is being reconnected.
 */
import type { TimerHandle } from "@crema/shared/domain/kernel/clock";
import { createParser } from "eventsource-parser";
import type { BrowserPorts } from "../ports.ts";

/** Two heartbeats of the cloud, which come every 15 s, have not come, and mobile networks hold them back for a while. */
const SILENCE_MS = 40_000;
const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
/** What a server may ask for at most. */
const LONGEST_ASKED_MS = 60_000;
/** From this many failed streams in a row on, it polls between the attempts. */
const POLL_AFTER_FAILURES = 2;
const POLL_MS = 5_000;

export type EventsState = "connecting" | "live" | "polling" | "unreachable" | "refused";

export interface EventsFollower<Frame> {
  readonly path: string;
  headers?(): Record<string, string>;
  onFrame(frame: Frame): void;
  /** Reads what the stream would have sent; rejects when there is no response. */
  poll(): Promise<void>;
  onState(state: EventsState): void;
}

type Ports = Pick<BrowserPorts, "timers" | "random" | "fetch" | "origin" | "onWake">;

/** Starts at once; returns a function that stops it. */
export function followEvents<Frame>(ports: Ports, follower: EventsFollower<Frame>): () => void {
  const { timers } = ports;
  let lastId: string | null = null;
  let failures = 0;
  let stopped = false;
  let attempt = new AbortController();
  let retry: TimerHandle | null = null;
  let polling: TimerHandle | null = null;

  async function stream(): Promise<void> {
    retry?.cancel();
    attempt.abort();
    const mine = new AbortController();
    attempt = mine;
    let silence = timers.after(SILENCE_MS, () => mine.abort());
    const listen = () => {
      silence.cancel();
      silence = timers.after(SILENCE_MS, () => mine.abort());
    };
    let asked = 0;
    const parser = createParser({
      // A heartbeat: the stream has got through, whether or not anything happens.
      onComment: through,
      onEvent({ id, data }) {
        if (id) lastId = id;
        through();
        follower.onFrame(JSON.parse(data) as Frame);
      },
    });
    try {
      const response = await ports.fetch(new URL(follower.path, ports.origin), {
        signal: mine.signal,
        headers: { ...follower.headers?.(), accept: "text/event-stream", ...(lastId === null ? {} : { "last-event-id": lastId }) },
      });
      if (response.status >= 400 && response.status < 500 && response.status !== 429) {
        stop();
        return follower.onState("refused");
      }
      asked = secondsOf(response.headers.get("retry-after")) * 1_000;
      if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        listen();
        parser.feed(part.value);
      }
      throw new Error("the stream has ended");
    } catch {
      // Every end of a stream, its refusal by the network included, is followed by another attempt.
      if (mine === attempt && !stopped) again(asked);
    } finally {
      silence.cancel();
    }
  }

  function through(): void {
    failures = 0;
    polling?.cancel();
    polling = null;
    follower.onState("live");
  }

  /** Up to half as long again, by chance: what one node has lost comes back to the others one after another. */
  function again(askedMs: number): void {
    failures++;
    const own = Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** (failures - 1));
    const wait = Math.max(own, Math.min(LONGEST_ASKED_MS, askedMs));
    retry = timers.after(wait + (ports.random() * Math.max(RETRY_MS, wait)) / 2, () => void stream());
    if (failures >= POLL_AFTER_FAILURES && !polling) poll();
  }

  function poll(): void {
    follower.poll().then(
      () => polling && follower.onState("polling"),
      () => polling && follower.onState("unreachable"),
    );
    polling = timers.after(POLL_MS, poll);
  }

  function stop(): void {
    stopped = true;
    retry?.cancel();
    polling?.cancel();
    polling = null;
    attempt.abort();
    unwake();
  }

  const unwake = ports.onWake(() => {
    failures = 0;
    void stream();
  });
  follower.onState("connecting");
  void stream();
  return stop;
}

/** Of a Retry-After; 0 for none, or for a date. */
function secondsOf(retryAfter: string | null): number {
  return retryAfter !== null && /^\d{1,5}$/.test(retryAfter) ? Number(retryAfter) : 0;
}
