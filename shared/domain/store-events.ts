/** Events about a store itself, not about an order: what is sold out, its drawer, its time, its staff's PINs and its devices. */
import { z } from "zod";
import { Denomination, DrawerMovement, OpenDrawer } from "./drawer/drawer.ts";
import { ZReport } from "./drawer/report.ts";
import { envelope } from "./event-envelope.ts";
import { Timestamp } from "./kernel/clock.ts";
import { Id, Slug } from "./kernel/ids.ts";
import { AmountCents } from "./kernel/money.ts";
import { MAX_COUNTED } from "./menu/menu.ts";

const availability = {
  sold_out: z.boolean(),
  revision: z.number().int().min(1),
  /** Since version 7: when it is on sale again by itself; absent: when somebody says so. */
  until: Timestamp.optional(),
  /** Since version 7: it is counted, and so many are left. 0 with `sold_out`: the last one was sold. */
  left: z.number().int().min(0).max(MAX_COUNTED).optional(),
};
export const ItemAvailabilityChanged = z.object({
  ...envelope,
  type: z.literal("item.availability_changed"),
  item_id: Slug,
  ...availability,
});
/** Like an item, a choice that is sold out wherever it is offered. `revision` counts both. */
export const ModifierAvailabilityChanged = z.object({
  ...envelope,
  type: z.literal("modifier.availability_changed"),
  modifier_id: Slug,
  ...availability,
});
/** App orders for now are not taken until then; those for later are. Said again, the last word counts. */
export const AppOrdersPaused = z.object({ ...envelope, type: z.literal("app_orders.paused"), until: Timestamp });
export const AppOrdersResumed = z.object({ ...envelope, type: z.literal("app_orders.resumed") });
/** A drawer session was opened, with its float. */
export const DrawerOpened = z.object({ ...envelope, type: z.literal("drawer.opened"), session: OpenDrawer });
/** Cash put in or taken out without an order, or the drawer opened without a sale. */
export const DrawerMoved = z.object({ ...envelope, type: z.literal("drawer.moved"), movement: DrawerMovement });
/** The amount counted, blind. `counted_facts`: how many cash facts the session had, so that a later one makes the count stale. */
export const DrawerCounted = z.object({
  ...envelope,
  type: z.literal("drawer.counted"),
  session_id: Id,
  counted_cents: AmountCents,
  counted_facts: z.number().int().min(0),
  /** How many of each note and coin, where it was counted by them; they sum to `counted_cents`. */
  denominations: z.array(Denomination).max(40).optional(),
});
export const DrawerClosed = z.object({ ...envelope, type: z.literal("drawer.closed"), session_id: Id, report: ZReport });

/** A store that takes no cash has closed its day: a Z report without a drawer. */
export const DayClosed = z.object({ ...envelope, type: z.literal("day.closed"), report: ZReport });

/** Events about the store's drawer, not about an order. */
export const DrawerEvent = z.discriminatedUnion("type", [DrawerOpened, DrawerMoved, DrawerCounted, DrawerClosed, DayClosed]);
export type DrawerEvent = z.infer<typeof DrawerEvent>;

/** A manager has confirmed the time, which the box did not know: `at` is by that time, `taken_at` by the box's own. */
export const ClockConfirmed = z.object({ ...envelope, type: z.literal("clock.confirmed"), taken_at: Timestamp });
/** Wrong PINs have locked a device of the store; `round`: how often in a row. */
export const StaffPinLocked = z.object({
  ...envelope,
  type: z.literal("staff.pin_locked"),
  device_id: Id,
  device_name: z.string().max(80),
  round: z.number().int().min(1),
  locked_until: Timestamp,
});
/** A PIN was typed that more than one member of staff has, so it lets nobody in. The event never holds its digits. */
export const StaffPinShared = z.object({ ...envelope, type: z.literal("staff.pin_shared"), staff_ids: z.array(Slug).min(2).max(500) });

/** A device that the store has let in. Its token is nowhere but on the device itself. */
export const PairedDevice = z.object({
  device_id: Id,
  kind: z.enum(["pos", "barista", "board", "console"]),
  name: z.string().max(80),
  token_hash: z.string().max(128),
  paired_at: Timestamp,
});
export type PairedDevice = z.infer<typeof PairedDevice>;

/** A device was paired, or given another token. A box that comes after this one lets it in. */
export const DevicePaired = z.object({ ...envelope, type: z.literal("device.paired"), device: PairedDevice });
export const DeviceRevoked = z.object({ ...envelope, type: z.literal("device.revoked"), device_id: Id });
