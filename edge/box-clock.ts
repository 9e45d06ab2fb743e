/**
 * What time it is at the store (L7). The machine's own clock may be wrong, may be set while we run, and may have been lost in a
 * power cut. So time is taken from the cloud with each exchange, or from a manager who confirms it, and carried on by the
 * monotonic clock, which nobody sets. Until either has come after a start, the machine's clock counts, but never before the
 * newest time that was trusted; and what was never trusted is no bound for anything.
 */
import type { Clock } from "@crema/shared/clock";
import type { ClockState } from "@crema/shared/link-status";
import type { EventClock } from "@crema/sync/protocol/write-body";
import type { BoxRow } from "./db/box-state.ts";

/** A correction below this is the line's jitter. */
const STEP_MS = 250;
/** So much may a measurement have been off that was written down before a restart. */
const TOLERANCE_MS = 5_000;

export interface BoxClock extends Clock {
  /** The machine's own clock. */
  raw(): number;
  /** The store's time − the machine's clock; null before there was anything to measure by. */
  offsetMs(): number | null;
  state(): ClockState;
  /** The true time is known: an exchange with the cloud, or a manager's word. */
  trust(atMs: number): void;
  /** What an event says about the clock that it was written by. */
  ofEvent(): EventClock;
}

/** `row`: what was known before this start. `onChanged`: the state is another one now. */
export function createBoxClock(
  machine: Clock,
  row: Pick<BoxRow, "clock_offset_ms" | "trusted_at">,
  onChanged: () => void = () => undefined,
): BoxClock {
  const taken = machine.now() + (row.clock_offset_ms ?? 0);
  const floor = row.trusted_at === null ? null : Date.parse(row.trusted_at);
  let state: ClockState = floor === null ? "NEW" : taken < floor - TOLERANCE_MS ? "LOST" : "UNCONFIRMED";
  let anchor = { at: floor === null ? taken : Math.max(taken, floor), monotonic: machine.monotonic() };

  const now = () => Math.round(anchor.at + machine.monotonic() - anchor.monotonic);
  const offsetMs = () => (state === "NEW" ? null : now() - Math.round(machine.now()));

  return {
    now,
    monotonic: () => machine.monotonic(),
    raw: () => machine.now(),
    offsetMs,
    state: () => state,
    trust(atMs) {
      if (state === "CONFIRMED" && Math.abs(atMs - now()) < STEP_MS) return;
      anchor = { at: atMs, monotonic: machine.monotonic() };
      if (state === "CONFIRMED") return;
      state = "CONFIRMED";
      onChanged();
    },
    ofEvent: () => ({ raw_at: new Date(machine.now()).toISOString(), clock_offset_ms: offsetMs() }),
  };
}
