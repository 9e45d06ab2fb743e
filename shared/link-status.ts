/** The state of a store's link to the cloud, as every screen shows it. The machine behind it is sync/link.ts. */
import { z } from "zod";
import { Timestamp } from "./clock.ts";

export const LinkState = z.enum([
  "NOT_ENROLLED",
  "OFFLINE",
  "CONNECTING",
  "CATCHING_UP",
  "LIVE",
  "FENCED",
  "CONFLICT",
  "UPGRADE_REQUIRED",
  /** The cloud does not take this box for one of its own (401). */
  "UNKNOWN_BOX",
]);
export type LinkState = z.infer<typeof LinkState>;

export const LinkStatus = z.object({
  state: LinkState,
  /** When the last whole exchange with the cloud ended; null before the first. */
  last_exchange_at: Timestamp.nullable(),
  last_exchange_age_ms: z.number().int().nullable(),
  unsent_events: z.number().int(),
  /** Cloud time − box time, measured at the last exchange. Over two minutes is shown to staff and IT. */
  clock_offset_ms: z.number().int().nullable(),
  clock_suspect: z.boolean(),
});
export type LinkStatus = z.infer<typeof LinkStatus>;

/** The last exchange that did not end well, for whoever looks for the cause. */
export const LinkError = z.object({ at: Timestamp, detail: z.string() });
export type LinkError = z.infer<typeof LinkError>;

/** protocol rule L7 */
export const CLOCK_SUSPECT_MS = 120_000;
