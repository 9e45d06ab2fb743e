/**
 * The store's cash drawer: one session at a time, from its float to its count. The expected amount is never stored;
 * expected.ts computes it from the session's movements.
 */
import { z } from "zod";
import { BusinessDay } from "../kernel/business-day.ts";
import { Timestamp } from "../kernel/clock.ts";
import { Id, StoreId } from "../kernel/ids.ts";
import { AmountCents, Currency } from "../kernel/money.ts";
import { Actor } from "../staff/actor.ts";

const opened = {
  session_id: Id,
  store_id: StoreId,
  currency: Currency,
  /** The business day on which it was opened. Each movement has its own. */
  business_day: BusinessDay.nullable(),
  float_cents: AmountCents,
  opened_at: Timestamp,
  opened_by: Actor,
};
const counted = {
  ...opened,
  counted_cents: AmountCents,
  /** How many cash facts the session had when it was counted; a later fact makes the count stale. */
  counted_facts: z.number().int().min(0),
  counted_at: Timestamp,
  counted_by: Actor,
};

export const OpenDrawer = z.object({ status: z.literal("OPEN"), ...opened });
export const CountedDrawer = z.object({ status: z.literal("COUNTED"), ...counted });
export const ClosedDrawer = z.object({
  status: z.literal("CLOSED"),
  ...counted,
  closed_at: Timestamp,
  closed_by: Actor,
  z_number: z.string().max(24),
});

export const DrawerSession = z.discriminatedUnion("status", [OpenDrawer, CountedDrawer, ClosedDrawer]);
export type DrawerSession = z.infer<typeof DrawerSession>;
export type DrawerStatus = DrawerSession["status"];
export type DrawerIn<S extends DrawerStatus> = Extract<DrawerSession, { status: S }>;

/** NO_SALE: the drawer was opened and nothing moved; its amount is 0. */
export const MovementKind = z.enum(["PAID_IN", "PAID_OUT", "NO_SALE"]);
export type MovementKind = z.infer<typeof MovementKind>;

/** Cash that moved without an order. A fact: never changed. */
export const DrawerMovement = z.object({
  movement_id: Id,
  store_id: StoreId,
  /** null: a no-sale while no session was open. */
  session_id: Id.nullable(),
  kind: MovementKind,
  amount_cents: AmountCents,
  currency: Currency,
  reason: z.string().max(280),
  actor: Actor,
  at: Timestamp,
  business_day: BusinessDay.nullable(),
});
export type DrawerMovement = z.infer<typeof DrawerMovement>;
