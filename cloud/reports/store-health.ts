/**
 * How a store is, in one word and with reasons, so that no page has to know what a healthy store looks like. Once its
 * box is silent, what the box last said about itself is old, and only the silence counts.
 */

import type { StoreLink } from "@crema/shared/contract/store-links";
import { localTime } from "@crema/shared/domain/kernel/business-day";

type Link = StoreLink;
export type Health = Link["health"];
type Reason = Health["reasons"][number];

const LOW_DISK_BYTES = 1024 ** 3;
/** Receipts and tickets begin to show a wrong minute. */
const CLOCK_OFF_MS = 60_000;
/** More than a busy minute leaves behind while the line is up. */
const MANY_UNSENT = 200;

/** `isHeard`: its box speaks to the cloud, whatever it does with what it is sent. */
export function healthOf(link: Omit<Link, "health">, isHeard: boolean): Health {
  const down = downReasons(link, isHeard);
  const warnings = warningsOf(link);
  const state = down.length > 0 ? "DOWN" : warnings.length > 0 ? "ATTENTION" : "OK";
  return { state, reasons: [...down, ...warnings] };
}

/** A box that is online joins within seconds; what keeps one from it has an exception of its own. */
const FROZEN =
  "App orders wait: the service was put back to an earlier state, and compares its orders with the box first. The counter sells on. If this lasts, bring the box online, or replace or revoke it.";

const NOT_LISTENING =
  "Its box is heard, but does not take the orders that it is sent: its disk may be full or broken. Its /readyz says more.";

function downReasons({ node_id, conflict, frozen_since, is_online, last_seen_at }: Omit<Link, "health">, isHeard: boolean): Reason[] {
  if (node_id === null) return [{ code: "no_box", text: "It has no box now; app orders are refused." }];
  return [
    ...(conflict === null ? [] : [{ code: "conflict", text: `App orders are refused: ${conflict}` } as const]),
    ...(frozen_since === null ? [] : [{ code: "frozen", text: FROZEN } as const]),
    ...(is_online || conflict !== null || frozen_since !== null ? [] : [offlineReason(isHeard, last_seen_at)]),
  ];
}

function offlineReason(isHeard: boolean, last_seen_at: string | null): Reason {
  if (isHeard) return { code: "not_listening", text: NOT_LISTENING };
  const text = last_seen_at === null ? "Its box has never been heard." : "Its box is not heard; the counter sells on.";
  return { code: "offline", text };
}

function pausedText(until: string, timeZone: string): string {
  const { date, hour, minute } = localTime(Date.parse(until), timeZone);
  return `Its staff have paused app orders until ${date} ${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}.`;
}

function warningsOf(link: Omit<Link, "health">): Reason[] {
  const { quarantined_events, open_exceptions, is_online, reported, menu_version, app_orders_paused_until, time_zone } = link;
  const reasons: Reason[] = [];
  if (app_orders_paused_until !== null) reasons.push({ code: "paused", text: pausedText(app_orders_paused_until, time_zone) });
  if (quarantined_events > 0)
    reasons.push({ code: "quarantine", text: `${quarantined_events} events are in quarantine and wait for a fix.` });
  if (open_exceptions > 0)
    reasons.push({ code: "exceptions", text: open_exceptions === 1 ? "1 exception is open." : `${open_exceptions} exceptions are open.` });
  if (!is_online || !reported) return reasons;
  const { disk_free_bytes, clock_offset_ms, unsent_events } = reported;
  if (disk_free_bytes !== null && disk_free_bytes < LOW_DISK_BYTES) {
    reasons.push({ code: "disk", text: `Its disk has ${Math.floor(disk_free_bytes / 1024 ** 2)} MiB left.` });
  }
  if (clock_offset_ms !== null && Math.abs(clock_offset_ms) > CLOCK_OFF_MS) {
    const minutes = Math.round(Math.abs(clock_offset_ms) / 60_000);
    reasons.push({ code: "clock", text: `Its clock is ${minutes} min ${clock_offset_ms > 0 ? "slow" : "fast"}.` });
  }
  if (unsent_events > MANY_UNSENT) reasons.push({ code: "behind", text: `It still has ${unsent_events} events to send.` });
  if (menu_version !== null && reported.menu_version !== menu_version) {
    reasons.push({ code: "menu", text: `It has not taken menu ${menu_version} yet.` });
  }
  return reasons;
}
