/**
 * A disk's log as a file, for a store that has no box to re-log it (U8): one JSON value per line, first whose it is, then its events as
 * they were written, then how many they are, so that a file that was cut short is known for what it is.
 */
import { Id, StoreId } from "@crema/shared/domain/kernel/ids";
import { z } from "zod";
import { InboxRun } from "./hand-back.ts";
import { LoggedEvent } from "./up.ts";

export const EXPORT_FORMAT = "crema-log-1";

export const ExportedHead = z.object({
  format: z.literal(EXPORT_FORMAT),
  store_id: StoreId,
  node_id: Id,
  epoch: z.number().int().min(1),
  /** What the disk has applied of the inbox, as far as it stores it whole; an older release did not export it. */
  inbox: InboxRun.optional(),
});
export type ExportedHead = z.infer<typeof ExportedHead>;

export const ExportedEvent = LoggedEvent.extend({ epoch: z.number().int().min(1) });
export type ExportedEvent = z.infer<typeof ExportedEvent>;

export const ExportedEnd = z.object({ events: z.number().int().min(0) });
