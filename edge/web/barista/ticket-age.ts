/** How urgent a ticket is, by its promised time: the two thresholds at which its colour and text change. */
const SOON_MS = 2 * 60_000;

export type Pressing = "calm" | "soon" | "late";

export interface TicketAge {
  readonly pressing: Pressing;
  /** Milliseconds until the promised time, or since it; never negative. */
  readonly ms: number;
}

export function ageOf(promisedAt: string, boxNow: number): TicketAge {
  const left = Date.parse(promisedAt) - boxNow;
  if (left < 0) return { pressing: "late", ms: -left };
  return { pressing: left <= SOON_MS ? "soon" : "calm", ms: left };
}
