/** What headquarters has to know about the staff's PINs and the store's devices, as events of the log, which go up when the line allows. */

import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import type { DeviceEvent, StaffNotice } from "@crema/shared/domain/store-event-kinds";
import type { Tx } from "../executor.ts";
import { appendEvent } from "./append.ts";
import { type CommandContext, contextFor } from "./command-context.ts";

/** The members of a notice without those that every event has. */
export type Notice = OwnMembers<StaffNotice | DeviceEvent>;
type OwnMembers<E> = E extends StaffNotice | DeviceEvent ? Omit<E, "event_id" | "store_id" | "at" | "actor"> : never;

/** Does nothing on a box that belongs to no store. */
export function appendNotice(deps: CommandContext, tx: Tx, notice: Notice): Result<null> {
  if (tx.identity === null) return ok(null);
  return appendEvent(deps.tables, tx, { ...envelopeOf(tx.identity.store_id, contextFor(deps, tx, null, null)), ...notice });
}
