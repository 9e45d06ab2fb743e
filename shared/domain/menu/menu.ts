/**
 * The menu document: what one store sells, frozen by publishing. (store, version) names it; it never changes.
 * What is sold out is not in here: it is an overlay owned by the edge (availability).
 */
import { z } from "zod";
import { Timestamp } from "../kernel/clock.ts";
import { Slug, StoreId } from "../kernel/ids.ts";
import { AmountCents, Currency, MAX_AMOUNT_CENTS, MinorDigits, RatePpm } from "../kernel/money.ts";
import { FulfillmentType } from "../order/fulfillment-type.ts";
import { OpeningHours } from "../store/profile.ts";

const Name = z.string().trim().min(1).max(80);

/** The languages that guests may read names in, besides the store's own, in which `name` is. */
export const Translations = z.object({ en: Name.optional(), de: Name.optional(), es: Name.optional() });
export type Translations = z.infer<typeof Translations>;

/** The fourteen that the law of the European Union wants named (Regulation 1169/2011, annex II). */
export const Allergen = z.enum([
  "CELERY",
  "CRUSTACEANS",
  "EGG",
  "FISH",
  "GLUTEN",
  "LUPIN",
  "MILK",
  "MOLLUSCS",
  "MUSTARD",
  "NUTS",
  "PEANUTS",
  "SESAME",
  "SOY",
  "SULPHITES",
]);
export type Allergen = z.infer<typeof Allergen>;

/** Seconds of work at its station. */
const MakeTime = z.number().int().min(0).max(3600);

/** Another price where the line has that other modifier too: oat milk costs more in a large cup. */
export const ModifierPrice = z.object({
  with_modifier_id: Slug,
  price_delta_cents: z.number().int().min(-MAX_AMOUNT_CENTS).max(MAX_AMOUNT_CENTS),
});

export const Station = z.enum(["bar", "cold", "food"]);
export type Station = z.infer<typeof Station>;

export const Modifier = z.object({
  modifier_id: Slug,
  name: Name,
  /** Added to the unit price; may be negative ("no syrup"). */
  price_delta_cents: z.number().int().min(-MAX_AMOUNT_CENTS).max(MAX_AMOUNT_CENTS),
  /** The first whose `with_modifier_id` is on the line counts, for each piece, instead of `price_delta_cents`. */
  prices: z.array(ModifierPrice).max(20).optional(),
  /** How many of it one unit may have: two extra shots. Absent: 1. */
  max_qty: z.number().int().min(1).max(20).optional(),
  /** An explicit none of its group: with it the line has no other modifier of the group. */
  is_none: z.literal(true).optional(),
  allergens: z.array(Allergen).max(14).optional(),
  make_time_s: MakeTime.optional(),
  names: Translations.optional(),
});
export type Modifier = z.infer<typeof Modifier>;

export const ModifierGroup = z.object({
  group_id: Slug,
  name: Name,
  /** 1 or more makes the group required. */
  min_choices: z.number().int().min(0).max(20),
  /** 1 is one-of, more is many-of. */
  max_choices: z.number().int().min(1).max(20),
  /** Preselected; applied where a request names nothing of this group and has not chosen nothing by that (RequestedLine). */
  default_modifier_ids: z.array(Slug).max(20),
  modifiers: z.array(Modifier).min(1).max(60),
  names: Translations.optional(),
});
export type ModifierGroup = z.infer<typeof ModifierGroup>;

export const MenuItem = z.object({
  item_id: Slug,
  category_id: Slug,
  name: Name,
  description: z.string().max(280),
  base_price_cents: AmountCents,
  tax_category: Slug,
  station: Station,
  modifier_group_ids: z.array(Slug).max(20),
  sort: z.number().int(),
  /** When the app sells it; absent or empty: always. The counter sells it at any time. */
  daypart_ids: z.array(Slug).max(20).optional(),
  allergens: z.array(Allergen).max(14).optional(),
  make_time_s: MakeTime.optional(),
  names: Translations.optional(),
  descriptions: z
    .object({ en: z.string().max(280).optional(), de: z.string().max(280).optional(), es: z.string().max(280).optional() })
    .optional(),
  /** sha256 of the picture that was uploaded, in hex. */
  picture: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});
export type MenuItem = z.infer<typeof MenuItem>;

export const MenuCategory = z.object({ category_id: Slug, name: Name, sort: z.number().int(), names: Translations.optional() });
export type MenuCategory = z.infer<typeof MenuCategory>;

/** A part of the day, in the store's time zone. A span whose end is not after its start goes on into the next day. */
export const Daypart = z.object({
  daypart_id: Slug,
  name: Name,
  names: Translations.optional(),
  /** `weekday` 0 is Sunday, of the day on which the span begins. */
  spans: z.array(OpeningHours).min(1).max(50),
});
export type Daypart = z.infer<typeof Daypart>;

/** Where an order comes from, by the words of its `origin`: the guest's app, or the counter. */
export const Channel = z.enum(["APP", "POS"]);
export type Channel = z.infer<typeof Channel>;

/** What a promotion takes off, by its kind; promotion-rules.ts says how. */
export const PromotionKind = z.enum(["PERCENT", "AMOUNT", "FIXED_PRICE", "BUY_X_GET_Y", "BUNDLE"]);
export type PromotionKind = z.infer<typeof PromotionKind>;

/** Lines of one of the items or categories; with `modifier_ids` those alone that have one of these. */
export const Covered = z.object({
  item_ids: z.array(Slug).max(500),
  category_ids: z.array(Slug).max(100),
  modifier_ids: z.array(Slug).max(100).optional(),
});
export type Covered = z.infer<typeof Covered>;

const Units = z.number().int().min(1).max(99);
export const BundlePart = Covered.extend({ qty: Units });
export type BundlePart = z.infer<typeof BundlePart>;

/** For app orders alone, each counted at its store as long as it is not cancelled. */
export const PromotionLimits = z.object({
  in_all: z.number().int().min(1).max(100_000).optional(),
  /** Of signed-in customers: a guest is no one of whom it could be told. */
  per_customer: z.number().int().min(1).max(1000).optional(),
  /** For signed-in customers whose first order at the store it is. */
  first_order: z.literal(true).optional(),
});
export type PromotionLimits = z.infer<typeof PromotionLimits>;

/** A discount by rule. With a `code` it applies when the request carries the code, without one always. */
export const Promotion = Covered.extend({
  promotion_id: Slug,
  name: Name,
  names: Translations.optional(),
  code: z.string().trim().min(1).max(40).nullable(),
  /** The app shows it with its code, to be applied by a tap. */
  is_listed: z.literal(true).optional(),
  kind: PromotionKind,
  /** Of PERCENT. */
  rate_ppm: RatePpm,
  /** Of AMOUNT. */
  amount_cents: AmountCents,
  /** Of FIXED_PRICE: for each unit. Of BUNDLE: for all of its units. What choices add is charged besides. */
  price_cents: AmountCents.optional(),
  /** Of BUY_X_GET_Y: after so many units the next `get_qty` are free, the cheapest of all. */
  buy_qty: Units.optional(),
  get_qty: Units.optional(),
  /** Of BUNDLE: so many units of each. No item is in two of them. */
  bundle: z.array(BundlePart).min(1).max(10).optional(),
  min_subtotal_cents: AmountCents,
  starts_at: Timestamp.nullable(),
  ends_at: Timestamp.nullable(),
  /** When it counts, in the store's time zone, by the time for which the order is wanted; as the spans of a daypart. */
  hours: z.array(OpeningHours).min(1).max(50).optional(),
  channels: z.array(Channel).min(1).max(2).optional(),
  fulfillment_types: z.array(FulfillmentType).min(1).max(2).optional(),
  /** It shares no line with another promotion (promotion-choice.ts). */
  is_exclusive: z.literal(true).optional(),
  /** The higher is taken off first; absent: 0. Of the same priority the menu's sequence counts. */
  priority: z.number().int().min(0).max(1000).optional(),
  limits: PromotionLimits.optional(),
});
export type Promotion = z.infer<typeof Promotion>;

export const MenuDocument = z.object({
  store_id: StoreId,
  version: z.number().int().min(1),
  /** The version of the wire that a box has to speak to understand it (L8). */
  needs: z.number().int().optional(),
  currency: Currency,
  minor_digits: MinorDigits,
  published_at: Timestamp,
  categories: z.array(MenuCategory).max(100),
  items: z.array(MenuItem).max(1000),
  modifier_groups: z.array(ModifierGroup).max(300),
  promotions: z.array(Promotion).max(200),
  dayparts: z.array(Daypart).max(20).optional(),
});
export type MenuDocument = z.infer<typeof MenuDocument>;

/** The most things that a store says to be counted, and to be sold out until a time: a menu may have more choices than that. */
export const MAX_STOCK_SAID = 2000;
/** The most of one thing that a store counts down. */
export const MAX_COUNTED = 9_999;

/** How many are left of what a store counts. */
export const Counted = z.object({ kind: z.enum(["item", "modifier"]), id: Slug, left: z.number().int().min(0).max(MAX_COUNTED) });
export type Counted = z.infer<typeof Counted>;

/** The overlay of what is sold out now. Owned by the edge; `revision` counts its changes. */
export const Availability = z.object({
  revision: z.number().int().min(0),
  sold_out_item_ids: z.array(Slug),
  sold_out_modifier_ids: z.array(Slug).default([]),
  /** Of what is sold out, when it is on sale again by itself. */
  until: z
    .array(z.object({ kind: z.enum(["item", "modifier"]), id: Slug, until: Timestamp }))
    .max(MAX_STOCK_SAID)
    .optional(),
  counted: z.array(Counted).max(MAX_STOCK_SAID).optional(),
});
export type Availability = z.infer<typeof Availability>;

/** The ETag of a menu response: document version + overlay revision, and what depends on the time (dayparts.ts). */
export function menuEtag(version: number, revision: number, sold = ""): string {
  return sold === "" ? `"${version}.${revision}"` : `"${version}.${revision}.${sold}"`;
}
