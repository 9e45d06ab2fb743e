/** The menu as customers and screens read it. A promotion with a code is shown where it is listed alone: its name would give it away. */
import { z } from "@hono/zod-openapi";
import { iso, Timestamp } from "../kernel/clock.ts";
import { StoreId } from "../kernel/ids.ts";
import { AmountCents, Currency, cents, MinorDigits } from "../kernel/money.ts";
import { StoreLook } from "../store/look.ts";
import type { ProfileDocument } from "../store/profile.ts";
import { soldNext } from "./dayparts.ts";
import {
  type Availability,
  type Channel,
  Daypart,
  MenuCategory,
  type MenuDocument,
  MenuItem,
  Modifier,
  ModifierGroup,
  Promotion,
} from "./menu.ts";
import type { ReducedPrices } from "./reduced-prices.ts";
import { limitsOf } from "./stock.ts";

const MenuPromotion = Promotion.omit({ is_listed: true, channels: true, priority: true }).openapi("MenuPromotion");
export type MenuPromotion = z.infer<typeof MenuPromotion>;

const stock = {
  /** There where the store counts it: how many are left. In the app without those that its own unanswered orders have. */
  left: z.number().int().min(0).optional(),
  /** There where it is sold out and on sale again by itself: from when on. */
  sold_out_until: Timestamp.optional(),
};

export const MenuResponse = z
  .object({
    store_id: StoreId,
    store_name: z.string(),
    look: StoreLook.optional(),
    version: z.number().int(),
    sold_out_revision: z.number().int(),
    currency: Currency,
    minor_digits: MinorDigits,
    tax_inclusive: z.boolean(),
    categories: z.array(MenuCategory),
    items: z.array(
      MenuItem.extend({
        is_available: z.boolean(),
        /** There where the app does not sell it now: when it does next; null: not within a week. */
        sold_next_at: Timestamp.nullable().optional(),
        /** There while a promotion makes it cheaper by itself: what one costs without its choices, and until when; null: no end is near. */
        reduced: z.object({ price_cents: AmountCents, until: Timestamp.nullable() }).optional(),
        ...stock,
      }),
    ),
    modifier_groups: z.array(ModifierGroup.extend({ modifiers: z.array(Modifier.extend({ is_available: z.boolean(), ...stock })) })),
    dayparts: z.array(Daypart).optional(),
    /** What applies by itself here, and what a tap applies by its `code`. When and for what it counts is in it. */
    promotions: z.array(MenuPromotion),
    /** There where reduced prices begin or end by the clock: when they next do. */
    prices_change_at: Timestamp.optional(),
  })
  .openapi("Menu");
export type MenuResponse = z.infer<typeof MenuResponse>;

/** A limited promotion is for the app. */
function isShown({ code, is_listed, channels, limits }: Promotion, channel: Channel): boolean {
  if (limits && channel !== "APP") return false;
  return (code === null || is_listed === true) && (channels?.includes(channel) ?? true);
}

const shownOf = ({ is_listed: _listed, channels: _channels, priority: _priority, ...shown }: Promotion): MenuPromotion => shown;

/**
 * `atMs`: the time for which a phone is told what is sold; null at the counter, which sells everything at any time. `prices`: those that
 * are reduced as it is read.
 */
export function menuResponse(
  menu: MenuDocument,
  profile: Pick<ProfileDocument, "name" | "tax" | "time_zone" | "look">,
  availability: Availability,
  atMs: number | null,
  channel: Channel = atMs === null ? "POS" : "APP",
  prices: ReducedPrices | null = null,
): MenuResponse {
  const limits = limitsOf(availability);
  const ends = new Map(availability.until?.map(({ kind, id, until }) => [`${kind} ${id}`, until]));
  const counts = new Map(availability.counted?.map(({ kind, id, left }) => [`${kind} ${id}`, left]));
  const stockOf = (kind: "item" | "modifier", id: string) => {
    const limit = (kind === "item" ? limits.items : limits.modifiers).get(id);
    const [sold_out_until, left] = [ends.get(`${kind} ${id}`), counts.get(`${kind} ${id}`)];
    return { is_available: limit !== 0, ...(left !== undefined && { left }), ...(sold_out_until && { sold_out_until }) };
  };
  const nextOf = (item: MenuItem): { sold_next_at?: string | null } => {
    const next = atMs === null ? undefined : soldNext(menu, item, profile.time_zone, atMs);
    return next === undefined ? {} : { sold_next_at: next === null ? null : iso(next) };
  };
  const reducedOf = ({ item_id }: MenuItem): Pick<MenuResponse["items"][number], "reduced"> => {
    const reduced = prices?.items.get(item_id);
    if (!reduced) return {};
    const { price_cents, untilMs } = reduced;
    return { reduced: { price_cents: cents(price_cents), until: untilMs === null ? null : iso(untilMs) } };
  };
  return {
    store_id: menu.store_id,
    store_name: profile.name,
    ...(profile.look && { look: profile.look }),
    version: menu.version,
    sold_out_revision: availability.revision,
    currency: menu.currency,
    minor_digits: menu.minor_digits,
    tax_inclusive: profile.tax.inclusive,
    categories: menu.categories,
    items: menu.items.map((item) => ({ ...item, ...stockOf("item", item.item_id), ...nextOf(item), ...reducedOf(item) })),
    modifier_groups: menu.modifier_groups.map((group) => ({
      ...group,
      modifiers: group.modifiers.map((modifier) => ({ ...modifier, ...stockOf("modifier", modifier.modifier_id) })),
    })),
    ...(menu.dayparts && { dayparts: menu.dayparts }),
    promotions: menu.promotions.filter((one) => isShown(one, channel)).map(shownOf),
    ...(prices && prices.changeMs !== null && { prices_change_at: iso(prices.changeMs) }),
  };
}
