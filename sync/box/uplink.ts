/**
 * Runs the link machine (link.ts) over one box's log: one exchange at a time, a timer between them, status to the screens.
 * Everything that a port throws is reported and becomes an event of the machine, which always ends with a post or a timer.
 */

import { CLOCK_SUSPECT_MS, type LinkError, type LinkStatus } from "@crema/shared/contract/link-status";
import type { Clock, RandomFraction, TimerHandle, Timers } from "@crema/shared/domain/kernel/clock";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import type { BoxIdentity, CloudClient, EventLog, JoinDisk } from "../ports.ts";
import { UpExchange } from "./exchange.ts";
import type { JoinGate } from "./join-gate.ts";
import { type Effect, type Link, type LinkEvent, step } from "./link.ts";

/** Times are by the machine's own clock; the box adds the store's time and zone. */
export type UplinkStatus = Omit<LinkStatus, "clock_state" | "store_time" | "time_zone">;

export interface UplinkOptions {
  readonly log: EventLog;
  readonly joins: JoinDisk;
  /** Opened by each join; the way down waits for it. */
  readonly gate: JoinGate;
  readonly newId: IdSource;
  readonly cloud: CloudClient;
  /** null: the box is not enrolled, and the uplink only reports that. */
  readonly identity: BoxIdentity | null;
  /** The cloud said in this epoch that the box was replaced; this survives a restart (U7). */
  readonly fenced?: boolean;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: RandomFraction;
  /** After every change and every exchange. */
  readonly onStatus: (status: UplinkStatus) => void;
  /** As in ExchangeDeps. */
  readonly onClock?: (offsetMs: number) => void;
  /** What went wrong, for the log of the process. */
  readonly report: (message: string, error?: unknown) => void;
}

export interface Uplink {
  /** Once; an uplink that was stopped is not started again. */
  start(): void;
  /** Aborts a running exchange; resolves when nothing is left. What was not acknowledged stays in the log. */
  stop(): Promise<void>;
  /** Something was committed: posts as soon as this turn of the event loop is over, if the link is up. */
  appended(): void;
  status(): UplinkStatus;
  /** null when the last exchange ended well. */
  lastError(): LinkError | null;
}

export function createUplink(options: UplinkOptions): Uplink {
  const { log, clock, timers, report, identity } = options;
  const exchange = identity ? new UpExchange(options, identity) : null;
  let link: Link = identity ? { state: "OFFLINE", failures: 0 } : { state: "NOT_ENROLLED" };
  /** Set by start, aborted by stop. */
  let life: AbortController | null = null;
  let timer: TimerHandle | null = null;
  let poke: TimerHandle | null = null;
  let running: Promise<void> | null = null;
  /** The last known number of unsent events, for when the log cannot be read. */
  let unsent = 0;
  let storedOffsetMs: number | null = null;

  function dispatch(event: LinkEvent): void {
    const next = step(link, event);
    link = next.link;
    for (const effect of next.effects) perform(effect);
  }

  function perform(effect: Effect): void {
    switch (effect.do) {
      case "post":
        post();
        break;
      case "schedule":
        timer?.cancel();
        timer = timers.after(effect.in_ms, () => {
          timer = null;
          dispatch({ type: "timer" });
        });
        break;
      case "unschedule":
        timer?.cancel();
        timer = null;
        break;
      case "notify":
        notify();
        break;
    }
  }

  /** A running exchange looks at the log again when it ends, so another post is not needed. */
  function post(): void {
    if (running || !exchange || !life || life.signal.aborted) return;
    timer?.cancel();
    timer = null;
    const { signal } = life;
    running = exchange.run(signal).then((event) => {
      running = null;
      if (!signal.aborted) dispatch(event);
    });
  }

  function notify(): void {
    try {
      options.onStatus(status());
    } catch (error) {
      report("publishing the state of the link failed", error);
    }
  }

  function status(): UplinkStatus {
    try {
      unsent = log.head() - log.acked();
      storedOffsetMs = log.heartbeat().clock_offset_ms;
    } catch (error) {
      report("the state of the log could not be read", error);
    }
    const last = exchange?.lastResponse ?? null;
    const offset = exchange?.clockOffsetMs ?? storedOffsetMs;
    return {
      state: link.state,
      last_exchange_at: last?.at ?? null,
      last_exchange_age_ms: last ? Math.round(clock.monotonic() - last.monotonic) : null,
      unsent_events: unsent,
      clock_offset_ms: offset,
      clock_suspect: offset !== null && Math.abs(offset) > CLOCK_SUSPECT_MS,
    };
  }

  return {
    start() {
      if (life) throw new Error("the uplink has already been started");
      life = new AbortController();
      dispatch({ type: "start", as: startsAs(options) });
    },
    async stop() {
      const ending = running;
      life?.abort(new Error("the uplink is stopping"));
      poke?.cancel();
      poke = null;
      dispatch({ type: "stopped" });
      await ending;
    },
    appended() {
      if (poke || !life || life.signal.aborted) return;
      poke = timers.afterTurn(() => {
        poke = null;
        dispatch({ type: "appended" });
      });
    },
    status,
    lastError: () => exchange?.lastError ?? null,
  };
}

function startsAs({ identity, fenced, joins }: UplinkOptions): "not_enrolled" | "fenced" | "forked" | "enrolled" {
  if (identity === null) return "not_enrolled";
  if (fenced) return "fenced";
  return joins.isForked() ? "forked" : "enrolled";
}
