/**
 * Keeps following one shape whatever happens: starts each new stream from the saved position, with full jitter.
 * Pitfall: only a durable write counts as success, or a row that cannot be read is fetched in a tight loop; and a poke
 * must not defeat Retry-After, nor let a busy uplink hammer a route that fails.
 */
import type { Clock, RandomFraction, TimerHandle, Timers } from "@crema/shared/domain/kernel/clock";
import type { CloudClient, DownStore } from "../ports.ts";
import { anySignal } from "../protocol/any-signal.ts";
import type { ShapeTable } from "../protocol/down.ts";
import type { JoinGate } from "./join-gate.ts";
import { retryAfterMs } from "./retry-after.ts";
import type { ShapeSink } from "./shape-sinks.ts";
import { runShapeStream, type TroubleKind } from "./shape-stream.ts";

/** A failure of one stream, for the log and the metrics. */
export interface DownlinkTrouble {
  readonly table: ShapeTable;
  readonly why: TroubleKind;
  readonly error: Error;
  /** Failures in a row, this one included. */
  readonly failures: number;
  readonly retry_in_ms: number;
}

export interface ShapeStatus {
  readonly state: "STOPPED" | "CONNECTING" | "CATCHING_UP" | "LIVE" | "WAITING";
  /** Time since a complete response was last stored, in ms, an idle long poll included; null before the first. */
  readonly last_exchange_age_ms: number | null;
  readonly failures: number;
  readonly trouble: DownlinkTrouble["why"] | null;
}

export interface FollowerOptions<T> {
  readonly cloud: CloudClient;
  readonly store: DownStore;
  readonly storeId: string;
  readonly sink: ShapeSink<T>;
  readonly gate: JoinGate;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: RandomFraction;
  readonly report: (trouble: DownlinkTrouble) => void;
  readonly onApplied: (table: ShapeTable, rows: number) => void;
}

export interface Follower {
  start(): void;
  /** Resolves when nothing is running any more. */
  stop(): Promise<void>;
  reconnect(): void;
  status(): ShapeStatus;
}

/** L4, in milliseconds. */
const BACKOFF_MIN_MS = 500;
const BACKOFF_MAX_MS = 30_000;
/** A poke comes with every heartbeat that got through; two failures are at least this far apart. */
const POKE_GAP_MS = 4_000;

export function createFollower<T>(options: FollowerOptions<T>): Follower {
  const { cloud, store, storeId, sink, gate, clock, timers, random, report, onApplied } = options;
  const { table } = sink;
  const stop = new AbortController();
  let state: ShapeStatus["state"] = "STOPPED";
  let running: Promise<void> | null = null;
  let failures = 0;
  let trouble: ShapeStatus["trouble"] = null;
  let heardAt: number | null = null;
  let waiting: { readonly since: number; readonly pokable: boolean; readonly wake: () => void } | null = null;

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      state = "CONNECTING";
      await gate.whenOpen(stop.signal);
      // With the join the stream is over, whatever it is waiting for.
      const over = anySignal(stop.signal, gate.over);
      const end = await runShapeStream({ cloud, store, storeId, sink, timers, stop: over.signal, onProgress });
      over.unlink();
      if (stop.signal.aborted) break;
      if (end.why === "renewed" || end.why === "stopped") continue;
      failures += 1;
      trouble = end.why;
      state = "WAITING";
      const asked = retryAfterMs(end.retryAfter) ?? 0;
      const delay = asked + random() * Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** (failures - 1));
      report({ table, why: end.why, error: end.error, failures, retry_in_ms: Math.round(delay) });
      await wait(delay, end.why === "link" && asked === 0);
    }
    state = "STOPPED";
  }

  function onProgress({ applied, durable, upToDate }: { applied: number; durable: boolean; upToDate: boolean }): void {
    state = upToDate ? "LIVE" : "CATCHING_UP";
    if (!durable) return;
    failures = 0;
    trouble = null;
    heardAt = clock.monotonic();
    if (applied > 0) onApplied(table, applied);
  }

  function wait(ms: number, pokable: boolean): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        timer.cancel();
        stop.signal.removeEventListener("abort", done);
        waiting = null;
        resolve();
      };
      const timer: TimerHandle = timers.after(ms, done);
      stop.signal.addEventListener("abort", done, { once: true });
      waiting = { since: clock.monotonic(), pokable, wake: done };
      if (stop.signal.aborted) done();
    });
  }

  return {
    start() {
      running ??= run();
    },
    async stop() {
      stop.abort();
      await running;
    },
    reconnect() {
      if (waiting?.pokable && clock.monotonic() - waiting.since >= POKE_GAP_MS) waiting.wake();
    },
    status: () => ({ state, last_exchange_age_ms: heardAt === null ? null : clock.monotonic() - heardAt, failures, trouble }),
  };
}
