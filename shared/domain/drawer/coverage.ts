/**
 * Which Z report covers a fact. What a till with a drawer of its own does is that drawer's; everything else is the store's: its one
 * drawer covers it, or, while that is not open, the next Z of any till, or the end of the day of a store that takes no cash.
 */
import type { DrawerSession } from "./drawer.ts";

/** A Z report names at most this many business days, so that its event fits the log; the rest waits for the next one. */
export const MOST_DAYS = 14;
/** Of a till's own facts, and of the store's in a till's report. */
export const TILL_DAYS = 7;

const DAY_MS = 24 * 3_600_000;

/**
 * The session of a till's drawer whose Z covers a fact of that day; null: it is the store's. A drawer that stays open for longer than a Z
 * may name days leaves what comes then to the store.
 */
export function coveringSession(till: DrawerSession | null, businessDay: string | null): string | null {
  if (till?.till === undefined || till.business_day === null || businessDay === null) return null;
  const days = (Date.parse(businessDay) - Date.parse(till.business_day)) / DAY_MS;
  return days >= 0 && days < TILL_DAYS ? till.session_id : null;
}

/** Whether the session's Z covers the store's facts as well. `open`: every session that is open, this one among them. */
export const coversStore = (session: DrawerSession, open: readonly DrawerSession[]): boolean =>
  session.till === undefined || open.every((each) => each.till !== undefined);
