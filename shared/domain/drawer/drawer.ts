/**
 * A cash drawer: one session at a time, from its float to its count. A store has one drawer for all tills, and any till may have its
 * own besides. The expected amount is never stored; expected.ts computes it from the session's movements.
 */
import { z } from "zod";
import { BusinessDay } from "../kernel/business-day.ts";
import { Timestamp } from "../kernel/clock.ts";
import { Id, StoreId } from "../kernel/ids.ts";
import { AmountCents, Currency } from "../kernel/money.ts";
import { Actor } from "../staff/actor.ts";

/** A note or coin, in minor units, and how many of it. */
export const Denomination = z.object({ value_cents: AmountCents.min(1), count: z.number().int().min(0).max(100_000) });
export type Denomination = z.infer<typeof Denomination>;

/** The till that a drawer stands at: its cash goes into that drawer. */
export const DrawerTill = z.object({ device_id: Id, name: z.string().max(80) });
export type DrawerTill = z.infer<typeof DrawerTill>;

const opened = {
  session_id: Id,
  store_id: StoreId,
  currency: Currency,
  /** The business day on which it was opened. Each movement has its own. */
  business_day: BusinessDay.nullable(),
  float_cents: AmountCents,
  opened_at: Timestamp,
  opened_by: Actor,
  /** Absent: the store's one drawer, for every till without one of its own. */
  till: DrawerTill.optional(),
};
const counted = {
  ...opened,
  counted_cents: AmountCents,
  /** How many cash facts the session had when it was counted; a later fact makes the count stale. */
  counted_facts: z.number().int().min(0),
  counted_at: Timestamp,
  counted_by: Actor,
  denominations: z.array(Denomination).max(40).optional(),
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
