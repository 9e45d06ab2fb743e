/**
 * The numbers on the board: waiting ones as on the queue, ready ones latest first. Orders that nobody picks up leave it
 * after a while, and so do orders that were never finished; the queue still has both.
 */
import type { BoardTicket } from "@crema/shared/contract/streams";
import { byPlaceOnQueue } from "@crema/shared/domain/order/place-on-queue";

const MINUTE_MS = 60_000;
const READY_MINUTES = 20;
const MOST_MINUTES = 24 * 60;
/** Time after the promise. Guests who wait longer have asked at the counter. */
const FORGOTTEN_MS = 3 * 60 * MINUTE_MS;

export interface BoardLists {
  readonly preparing: readonly BoardTicket[];
  readonly ready: readonly BoardTicket[];
}

/** `readyMs`: how long a number stays that nobody picks up. */
export function ticketsOf(tickets: Iterable<BoardTicket>, boxNow: number, readyMs: number): BoardLists {
  const all = [...tickets];
  const sinceOf = (at: string) => boxNow - Date.parse(at);
  return {
    preparing: all.filter(({ status, promised_at }) => isPreparing(status) && sinceOf(promised_at) < FORGOTTEN_MS).sort(byPlaceOnQueue),
    ready: all
      .filter(({ status, updated_at }) => status === "READY" && sinceOf(updated_at) < readyMs)
      .sort((a, b) => (a.updated_at < b.updated_at ? 1 : -1)),
  };
}

const isPreparing = (status: BoardTicket["status"]): boolean => status === "PLACED" || status === "PAID" || status === "IN_PROGRESS";

/** The board's setting, in its address: `/board?ready_minutes=30`. */
export function readyMsOf(search: string): number {
  const given = Number(new URLSearchParams(search).get("ready_minutes") ?? "");
  const minutes = Number.isInteger(given) && given >= 1 && given <= MOST_MINUTES ? given : READY_MINUTES;
  return minutes * MINUTE_MS;
}
