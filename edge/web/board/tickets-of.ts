/**
 * Which numbers the board shows: who waits, by promise, and who may come, the latest first. What nobody comes for leaves it after a
 * while, and so does what was forgotten in making; the queue still has both.
 */
import type { BoardTicket } from "@crema/shared/contract/streams";

const MINUTE_MS = 60_000;
const READY_MINUTES = 20;
const MOST_MINUTES = 24 * 60;
/** After the promise. Whoever waits longer has spoken with somebody. */
const FORGOTTEN_MS = 3 * 60 * MINUTE_MS;

export interface BoardLists {
  readonly preparing: readonly BoardTicket[];
  readonly ready: readonly BoardTicket[];
}

/** `readyMs`: how long a number stays that nobody comes for. */
export function ticketsOf(tickets: Iterable<BoardTicket>, boxNow: number, readyMs: number): BoardLists {
  const all = [...tickets];
  const sinceOf = (at: string) => boxNow - Date.parse(at);
  return {
    preparing: all
      .filter(({ status, promised_at }) => isPreparing(status) && sinceOf(promised_at) < FORGOTTEN_MS)
      .sort((a, b) => (a.promised_at < b.promised_at ? -1 : 1)),
    ready: all
      .filter(({ status, updated_at }) => status === "READY" && sinceOf(updated_at) < readyMs)
      .sort((a, b) => (a.updated_at < b.updated_at ? 1 : -1)),
  };
}

const isPreparing = (status: BoardTicket["status"]): boolean => status === "PLACED" || status === "PAID" || status === "IN_PROGRESS";

/** The board's own setting, in its address: `/board?ready_minutes=30`. */
export function readyMsOf(search: string): number {
  const given = Number(new URLSearchParams(search).get("ready_minutes") ?? "");
  const minutes = Number.isInteger(given) && given >= 1 && given <= MOST_MINUTES ? given : READY_MINUTES;
  return minutes * MINUTE_MS;
}
