/**
 * The connection of a store to the cloud as one pure state machine (L1): (link, event) -> the next link and what to do.
 * Total: a new state or an unhandled cell does not compile. Every step of a running link ends with a post or a timer set;
 * otherwise the link would be dead until somebody restarts the box (`link.test.ts` checks it).
 */
import type { LinkState } from "@crema/shared/contract/link-status";
import { MAX_BATCH_EVENTS } from "../protocol/up.ts";
import { RETRY_AFTER_MAX_MS } from "./retry-after.ts";

/** L2: from the beginning of one exchange to the beginning of the next when there is nothing to send. */
export const HEARTBEAT_MS = 5_000;
/** L4 */
export const BACKOFF_MIN_MS = 500;
export const BACKOFF_MAX_MS = 30_000;
export const CONFLICT_RETRY_MS = 30_000;
export const UPGRADE_RETRY_MS = 30_000;
export const UNKNOWN_RETRY_MS = 30_000;
/** The first refusal may have been a nonce that ran out on a slow line. */
export const UNKNOWN_AGAIN_MS = 1_000;
export const FENCED_RETRY_MS = 60_000;
/** The first post after a conflict comes soon, so that the cloud knows that a running box has read it. */
export const CONTEST_MS = 1_000;
/** While only the inbox is behind, and at most this often. */
const BEHIND_POLL_MS = 1_000;
/** L3: a box that is this far behind on the way down is not live. */
export const DEAF_MS = 10_000;
/** After more gaps than this without a successful exchange, the responses make no sense. */
const MAX_GAPS = 3;

/*
 *  NOT_ENROLLED ──start, enrolled──▶ CONNECTING ──exchange──▶ CATCHING_UP ──nothing left──▶ LIVE
 *                                     ▲    │                   │   ▲                         │
 *                               timer │    │                   │   └──────much to send───────┤
 *                                     │    ▼                   ▼                             │
 *                                   OFFLINE ◀──no response, or one that is not ours──────────┘
 *
 *  From any of those that run, by what the cloud refuses with:
 *    UPGRADE_REQUIRED, UNKNOWN_BOX   asks again by a timer; a good exchange leads out
 *    FENCED, CONFLICT                asks again too, so that the cloud knows of it; only a new enrolment leads out
 */
/** Each state has only its own fields. `paused`: the cloud has asked for patience with a Retry-After. */
export type Link =
  | { readonly state: "NOT_ENROLLED" }
  | { readonly state: "OFFLINE"; readonly failures: number }
  | { readonly state: "CONNECTING"; readonly failures: number }
  | { readonly state: "CATCHING_UP"; readonly gaps: number; readonly paused: boolean }
  | { readonly state: "LIVE"; readonly paused: boolean }
  | { readonly state: "FENCED" }
  | { readonly state: "CONFLICT" }
  | { readonly state: "UPGRADE_REQUIRED" }
  | { readonly state: "UNKNOWN_BOX" };

interface Outcome {
  /** In [0, 1), for the backoff. */
  readonly jitter: number;
  readonly retry_after_ms: number | null;
}

export type LinkEvent =
  /** `fenced`, `forked`: the box has been told before, and a restart does not make it forget (U7, J2). */
  | { readonly type: "start"; readonly as: "not_enrolled" | "enrolled" | "fenced" | "forked" }
  /** A join has been made: the next exchange is a batch. */
  | (Outcome & { readonly type: "joined" })
  /** The cloud asks for another join at once. */
  | (Outcome & { readonly type: "again" })
  /** The cloud knows the box, and is not ready to go on with it. */
  | (Outcome & { readonly type: "wait" })
  | (Outcome & {
      readonly type: "exchange_ok";
      /** Events in the log that the cloud does not have yet. */
      readonly unsent: number;
      /** For how long an inbox entry that we have heard of has not been applied, in ms; null when there is none. */
      readonly behind_ms: number | null;
      readonly took_ms: number;
    })
  | (Outcome & { readonly type: "exchange_failed" })
  | (Outcome & { readonly type: "gap" })
  | (Outcome & { readonly type: "fenced" })
  | (Outcome & { readonly type: "conflict" })
  | (Outcome & { readonly type: "upgrade_required" })
  | (Outcome & { readonly type: "unknown_box" })
  | { readonly type: "appended" }
  | { readonly type: "timer" }
  | { readonly type: "stopped" };

export type Effect =
  | { readonly do: "post" }
  /** Replaces a timer that is set. */
  | { readonly do: "schedule"; readonly in_ms: number }
  | { readonly do: "unschedule" }
  | { readonly do: "notify" };

export interface Step {
  readonly link: Link;
  readonly effects: readonly Effect[];
}

type EventOf<T extends LinkEvent["type"]> = Extract<LinkEvent, { type: T }>;
type StateOf<S extends LinkState> = Extract<Link, { state: S }>;
type Table = { readonly [S in LinkState]: { readonly [T in LinkEvent["type"]]: (link: StateOf<S>, event: EventOf<T>) => Step } };

const POST: Effect = { do: "post" };
const NOTIFY: Effect = { do: "notify" };
const schedule = (ms: number): Effect => ({ do: "schedule", in_ms: Math.ceil(ms) });

const stay = (link: Link): Step => ({ link, effects: [] });
const start = (_: Link, event: EventOf<"start">): Step => {
  if (event.as === "not_enrolled") return { link: { state: "NOT_ENROLLED" }, effects: [NOTIFY] };
  if (event.as === "fenced") return { link: { state: "FENCED" }, effects: [POST, NOTIFY] };
  if (event.as === "forked") return { link: { state: "CONFLICT" }, effects: [POST, NOTIFY] };
  return { link: { state: "CONNECTING", failures: 0 }, effects: [POST, NOTIFY] };
};
const stop = (link: Link): Step => ({
  link: keepsVerdict(link) ? link : { state: "OFFLINE", failures: 0 },
  effects: [{ do: "unschedule" }, NOTIFY],
});

/** States that say something about the log or the box outlast a bad line. */
function keepsVerdict(link: Link): boolean {
  return link.state !== "OFFLINE" && link.state !== "CONNECTING" && link.state !== "CATCHING_UP" && link.state !== "LIVE";
}

/**
 * L4: full jitter over a window that doubles; a Retry-After comes on top, so that boxes that got the same one do not
 * return together.
 */
export function backoffMs(failures: number, outcome: Outcome): number {
  const window = Math.min(BACKOFF_MAX_MS, 1_000 * 2 ** Math.min(failures, 5));
  return BACKOFF_MIN_MS + outcome.jitter * (window - BACKOFF_MIN_MS) + patience(outcome);
}

function patience(outcome: Outcome): number {
  return Math.min(RETRY_AFTER_MAX_MS, Math.max(0, outcome.retry_after_ms ?? 0));
}

function offline(failures: number, event: Outcome): Step {
  return { link: { state: "OFFLINE", failures: failures + 1 }, effects: [schedule(backoffMs(failures, event)), NOTIFY] };
}

function slowly(link: Link, everyMs: number, event: Outcome): Step {
  return { link, effects: [schedule(everyMs + patience(event)), NOTIFY] };
}

/** After a whole exchange: go on at once while something waits, else beat. */
function went(link: Link, event: EventOf<"exchange_ok">): Step {
  const behind = event.behind_ms !== null;
  const live =
    link.state === "LIVE" ? event.unsent <= MAX_BATCH_EVENTS && (event.behind_ms ?? 0) <= DEAF_MS : event.unsent === 0 && !behind;
  const paused = patience(event) > 0;
  const next: Link = live ? { state: "LIVE", paused } : { state: "CATCHING_UP", gaps: 0, paused };
  if (paused) return { link: next, effects: [schedule(Math.max(BACKOFF_MIN_MS, patience(event)) + event.jitter * BACKOFF_MIN_MS), NOTIFY] };
  if (event.unsent > 0) return { link: next, effects: [POST, NOTIFY] };
  const pace = !live && behind ? BEHIND_POLL_MS : HEARTBEAT_MS;
  return { link: next, effects: [schedule(Math.max(BACKOFF_MIN_MS, pace - event.took_ms)), NOTIFY] };
}

/** U4, J1: the box has gone back to where the cloud wants it, or joins again. */
function gap(link: Link, event: Outcome): Step {
  const gaps = link.state === "CATCHING_UP" ? link.gaps + 1 : 1;
  if (gaps > MAX_GAPS) return offline(0, event);
  return { link: { state: "CATCHING_UP", gaps, paused: false }, effects: [POST, NOTIFY] };
}

const fence = (_: Link, event: Outcome): Step => slowly({ state: "FENCED" }, FENCED_RETRY_MS, event);
const conflict = (_: Link, event: Outcome): Step => slowly({ state: "CONFLICT" }, CONTEST_MS, event);
const stillInConflict = (link: Link, event: Outcome): Step => slowly(link, CONFLICT_RETRY_MS, event);
const wait = (_: Link, event: Outcome): Step => ({
  link: { state: "CONNECTING", failures: 0 },
  effects: [schedule(backoffMs(0, event)), NOTIFY],
});
const upgrade = (_: Link, event: Outcome): Step => slowly({ state: "UPGRADE_REQUIRED" }, UPGRADE_RETRY_MS, event);
const unknown = (_: Link, event: Outcome): Step => slowly({ state: "UNKNOWN_BOX" }, UNKNOWN_AGAIN_MS, event);
const retryNow = (link: Link): Step => ({ link, effects: [POST] });
const unlessPaused = (link: StateOf<"CATCHING_UP"> | StateOf<"LIVE">): Step => (link.paused ? stay(link) : retryNow(link));
const unpause = (link: StateOf<"CATCHING_UP"> | StateOf<"LIVE">): Step => retryNow({ ...link, paused: false });

/** What an exchange that runs may end with, wherever a link that is up stands. */
const ENDS = {
  joined: retryNow,
  again: gap,
  wait,
  exchange_ok: went,
  gap,
  fenced: fence,
  conflict,
  upgrade_required: upgrade,
  unknown_box: unknown,
  start: stay,
  stopped: stop,
};

const TABLE: Table = {
  NOT_ENROLLED: {
    start,
    joined: stay,
    again: stay,
    wait: stay,
    exchange_ok: stay,
    exchange_failed: stay,
    gap: stay,
    fenced: stay,
    conflict: stay,
    upgrade_required: stay,
    unknown_box: stay,
    appended: stay,
    timer: stay,
    stopped: stop,
  },
  OFFLINE: {
    ...ENDS,
    start,
    exchange_failed: (link, event) => offline(link.failures, event),
    appended: stay,
    timer: (link) => ({ link: { state: "CONNECTING", failures: link.failures }, effects: [POST, NOTIFY] }),
  },
  CONNECTING: { ...ENDS, exchange_failed: (link, event) => offline(link.failures, event), appended: stay, timer: retryNow },
  CATCHING_UP: { ...ENDS, exchange_failed: (_, event) => offline(0, event), appended: unlessPaused, timer: unpause },
  LIVE: { ...ENDS, exchange_failed: (_, event) => offline(0, event), appended: unlessPaused, timer: unpause },
  /** Final for the epoch, whatever comes later: only a new enrolment leads out, and that is another link. */
  FENCED: {
    start: retryNow,
    joined: fence,
    again: fence,
    wait: fence,
    exchange_ok: fence,
    exchange_failed: fence,
    gap: fence,
    fenced: fence,
    conflict: fence,
    upgrade_required: fence,
    unknown_box: fence,
    appended: stay,
    timer: retryNow,
    stopped: stop,
  },
  /** The history of this disk has ended (J2): final as well, but the counter sells on. It hears of it when another box takes over. */
  CONFLICT: {
    start: retryNow,
    joined: stillInConflict,
    again: stillInConflict,
    wait: stillInConflict,
    exchange_ok: stillInConflict,
    exchange_failed: stillInConflict,
    gap: stillInConflict,
    fenced: fence,
    conflict: stillInConflict,
    upgrade_required: stillInConflict,
    unknown_box: stillInConflict,
    appended: stay,
    timer: retryNow,
    stopped: stop,
  },
  UPGRADE_REQUIRED: {
    ...ENDS,
    start: retryNow,
    exchange_failed: (link, event) => slowly(link, UPGRADE_RETRY_MS, event),
    appended: stay,
    timer: retryNow,
  },
  /** A box that is unknown stays so until the cloud says otherwise; a bad line says nothing about it. */
  UNKNOWN_BOX: {
    ...ENDS,
    start: retryNow,
    unknown_box: (link, event) => slowly(link, UNKNOWN_RETRY_MS, event),
    exchange_failed: (link, event) => slowly(link, UNKNOWN_RETRY_MS, event),
    appended: stay,
    timer: retryNow,
  },
};

/** One step. Pure: the same link and event always give the same result. */
export function step(link: Link, event: LinkEvent): Step {
  const cell = TABLE[link.state][event.type] as (link: Link, event: LinkEvent) => Step;
  return cell(link, event);
}
