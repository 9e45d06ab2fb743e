/**
 * The store's time (L7). The machine's own clock may be wrong, may be set while we run, and may have been lost in a
 * power cut. So time is taken from the cloud with each exchange, or from a manager who confirms it, and carried on by the
 * monotonic clock, which nobody sets. Until either has come after a start, the machine's clock counts, but never before the
 * newest time that was trusted; and a time that was never trusted is no lower bound.
 * The monotonic clock stands still while the machine sleeps (a laptop's lid, a paused VM). A machine clock that jumps ahead of it may
 * be that, or may have been set: nobody here can tell, so the time is not moved, and counts as unconfirmed until it is known again.
 */

import { CLOCK_SUSPECT_MS, type ClockState } from "@crema/shared/contract/link-status";
import type { Clock } from "@crema/shared/domain/kernel/clock";
import type { EventClock } from "@crema/sync/protocol/write-body";
import type { BoxRow } from "./db/box-state.ts";

/** A correction below this is the line's jitter. */
const STEP_MS = 250;
/** How much a measurement that was stored before a restart may be off. */
const TOLERANCE_MS = 5_000;

export type TimeSource = "cloud" | "manager";

export interface BoxClock extends Clock {
  /** The machine's own clock. */
  raw(): number;
  /** The store's time − the machine's clock; null before there was anything to measure by. */
  offsetMs(): number | null;
  /** Must be called at least once a minute: it notices that the machine has slept since the last call. */
  state(): ClockState;
  /** The true time is known: from an exchange with the cloud, or from a manager. */
  trust(atMs: number, source?: TimeSource): void;
  /** Whether a manager may confirm the time: not while the cloud's is known, but a manager's mistake can be corrected. */
  isSettable(): boolean;
  /** The clock members of an event written now. */
  ofEvent(): EventClock;
}

/** `row`: what was known before this start. `onChanged`: called when the state changes; `onCorrected`: when the time was found to be off. */
export function createBoxClock(
  machine: Clock,
  row: Pick<BoxRow, "clock_offset_ms" | "trusted_at">,
  onChanged: () => void = () => undefined,
  onCorrected: () => void = () => undefined,
): BoxClock {
  const taken = machine.now() + (row.clock_offset_ms ?? 0);
  const floor = row.trusted_at === null ? null : Date.parse(row.trusted_at);
  let state: ClockState = floor === null ? "NEW" : taken < floor - TOLERANCE_MS ? "LOST" : "UNCONFIRMED";
  let anchor = { at: floor === null ? taken : Math.max(taken, floor), monotonic: machine.monotonic() };
  let source: TimeSource | null = null;
  /** Both clocks of the machine at the last call. */
  let seen = { machine: machine.now(), monotonic: machine.monotonic() };

  function look(): void {
    const at = { machine: machine.now(), monotonic: machine.monotonic() };
    const ahead = at.machine - seen.machine - (at.monotonic - seen.monotonic);
    seen = at;
    if (ahead <= CLOCK_SUSPECT_MS || state !== "CONFIRMED") return;
    state = "UNCONFIRMED";
    onChanged();
  }

  const now = () => Math.round(anchor.at + machine.monotonic() - anchor.monotonic);
  const offsetMs = () => (state === "NEW" ? null : now() - Math.round(machine.now()));

  return {
    now,
    monotonic: () => machine.monotonic(),
    raw: () => machine.now(),
    offsetMs,
    state() {
      look();
      return state;
    },
    isSettable: () => state !== "CONFIRMED" || source !== "cloud",
    trust(atMs, from = "cloud") {
      look();
      source = from;
      const off = Math.abs(atMs - now());
      if (state === "CONFIRMED" && off < STEP_MS) return;
      anchor = { at: atMs, monotonic: machine.monotonic() };
      if (state !== "CONFIRMED") {
        state = "CONFIRMED";
        onChanged();
      }
      if (off > CLOCK_SUSPECT_MS) onCorrected();
    },
    ofEvent: () => ({ raw_at: new Date(machine.now()).toISOString(), clock_offset_ms: offsetMs() }),
  };
}
