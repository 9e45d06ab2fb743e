/** The state of a store's link to the cloud, as every screen shows it. The state machine is sync/box/link.ts. */
import { z } from "zod";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Currency } from "../domain/kernel/money.ts";
import { StoreLook } from "../domain/store/look.ts";

export const LinkState = z.enum([
  "NOT_ENROLLED",
  "OFFLINE",
  "CONNECTING",
  "CATCHING_UP",
  "LIVE",
  "FENCED",
  "CONFLICT",
  "UPGRADE_REQUIRED",
  /** The cloud does not know this box (401). */
  "UNKNOWN_BOX",
]);
export type LinkState = z.infer<typeof LinkState>;

/**
 * Whether the store's time can be relied on (L7). CONFIRMED: from the cloud, or by a manager, since the box was started. UNCONFIRMED:
 * not since then, or the machine may have been asleep; it may be right. LOST: the machine's clock is behind what is known. NEW: no exchange with the cloud yet.
 */
export const ClockState = z.enum(["CONFIRMED", "UNCONFIRMED", "LOST", "NEW"]);
export type ClockState = z.infer<typeof ClockState>;

export const LinkStatus = z.object({
  state: LinkState,
  /** When the last whole exchange with the cloud ended; null before the first. */
  last_exchange_at: Timestamp.nullable(),
  last_exchange_age_ms: z.number().int().nullable(),
  unsent_events: z.number().int(),
  /** The store's time − the clock of the box's machine. Over two minutes is shown to staff and IT. */
  clock_offset_ms: z.number().int().nullable(),
  clock_suspect: z.boolean(),
  clock_state: ClockState,
  /** The store's time as the box has it. */
  store_time: Timestamp,
  /** The store's, for every time on a screen; null before the box has a profile. */
  time_zone: z.string().nullable(),
  /** Absent: as Crema looks, or no profile has come yet. */
  look: StoreLook.optional(),
  /** Prices in this currency have been published, and wait until no money of the older ones is under way. Absent: none wait. */
  waiting_currency: Currency.optional(),
  /** The disk was put back from a backup, and the box was not enrolled again since. Absent: it was not. */
  is_restored: z.literal(true).optional(),
});
export type LinkStatus = z.infer<typeof LinkStatus>;

/** The last exchange that did not end well, for whoever looks for the cause. */
export const LinkError = z.object({ at: Timestamp, detail: z.string() });
export type LinkError = z.infer<typeof LinkError>;

/** protocol rule L7 */
export const CLOCK_SUSPECT_MS = 120_000;
