/** What one event of another disk is entered with, and what comes of it. */
import type { EdgeEvent } from "@crema/shared/domain/events";
import type { OrderWithMoney } from "@crema/sync/protocol/order-with-money";
import type { OldDisk, OldEvent } from "./old-disk.ts";

export type Entered =
  /** Here already, under this id or by what it tells. */
  | "known"
  | "applied"
  /** In the log, and for a person. */
  | "not_applied"
  /** Nothing was changed: its order is on its way to this box. */
  | "waits";

export interface Entering {
  readonly old: OldDisk;
  readonly event: EdgeEvent;
  readonly stored: OldEvent;
  /** Of an order that is not here: as the cloud has it; null: nobody has it. */
  readonly inCloud: OrderWithMoney | null;
  /** Orders whose money came in from a disk before them. */
  readonly paidEarly: ReadonlySet<string>;
}
