/** How pressing a ticket is, by the promise given to the customer: the two thresholds at which it changes its colour and its words. */
const SOON_MS = 2 * 60_000;

export type Pressing = "calm" | "soon" | "late";

export interface TicketAge {
  readonly pressing: Pressing;
  /** To the promise, or past it; never negative. */
  readonly ms: number;
}

export function ageOf(promisedAt: string, boxNow: number): TicketAge {
  const left = Date.parse(promisedAt) - boxNow;
  if (left < 0) return { pressing: "late", ms: -left };
  return { pressing: left <= SOON_MS ? "soon" : "calm", ms: left };
}
