/** What one event of another disk is entered with, and what comes of it. */
import type { EdgeEvent, EventOf } from "@crema/shared/domain/events";
import type { OldDisk, OldEvent } from "./old-disk.ts";

export type Entered =
  /** Here already, under this id or by what it tells. */
  | "known"
  | "applied"
  /** In the log, and for a person. */
  | "not_applied";

export type MoneyEvent = EventOf<"payment.captured" | "refund.succeeded">;
/** By order: what is still to be entered. */
export type MissingMoney = ReadonlyMap<string, readonly MoneyEvent[]>;

export interface Entering {
  readonly old: OldDisk;
  readonly event: EdgeEvent;
  readonly stored: OldEvent;
  readonly missingMoney: MissingMoney;
}
