/**
 * The profile document: everything that a store needs, in addition to its menu, to run without the cloud. Published like
 * the menu.
 */
import { z } from "zod";
import { isTimeZone } from "../kernel/business-day.ts";
import { Timestamp } from "../kernel/clock.ts";
import { Slug, StoreId } from "../kernel/ids.ts";
import { AmountCents, Currency, RatePpm } from "../kernel/money.ts";
import { FulfillmentType } from "../order/fulfillment-type.ts";
import { StaffRole } from "../staff/actor.ts";
import { StoreLocation } from "./location.ts";
import { StoreLook } from "./look.ts";

/** scrypt (RFC 7914) with its parameters, so that they can be raised later. Base64. */
export const PinHash = z.object({
  algorithm: z.literal("scrypt"),
  n: z.number().int(),
  r: z.number().int(),
  p: z.number().int(),
  salt: z.string(),
  hash: z.string(),
  /** How many digits it has; absent where it was set before this was recorded. */
  digits: z.number().int().min(4).max(8).optional(),
});
export type PinHash = z.infer<typeof PinHash>;

export const Language = z.enum(["en", "de", "es"]);
export type Language = z.infer<typeof Language>;

export const StaffMember = z.object({
  staff_id: Slug,
  name: z.string().trim().min(1).max(80),
  role: StaffRole,
  pin: PinHash,
  /** What a till speaks while they are signed in at it; absent: as the device does. */
  language: Language.optional(),
});
export type StaffMember = z.infer<typeof StaffMember>;

const TaxName = z.string().trim().min(1).max(40);
const CalendarDay = z.iso.date();
export const TaxComponent = z.object({ name: TaxName, rate_ppm: RatePpm });

/**
 * The tax of a category. The most particular rule counts: one for the order's fulfilment before one for any, then the one whose
 * `valid_from` is the latest that is not after the day on which the order is wanted, in the store's time zone.
 */
export const TaxRate = z.object({
  tax_category: Slug,
  /** Of several taxes: their sum. */
  rate_ppm: RatePpm,
  fulfillment_type: FulfillmentType.optional(),
  /** From midnight of that day on; absent: from the beginning. */
  valid_from: CalendarDay.optional(),
  /** As receipts and reports say it. */
  name: TaxName.optional(),
  /** Several taxes on one item, each rounded by itself. */
  components: z.array(TaxComponent).min(2).max(5).optional(),
  /** Outside of the tax; its rate is 0. */
  is_exempt: z.literal(true).optional(),
});
export type TaxRate = z.infer<typeof TaxRate>;

export const TaxRules = z.object({
  /** true: menu prices contain the tax (most of the world); false: it is added on top (USA, Canada). */
  inclusive: z.boolean(),
  rounding: z.enum(["LINE", "ORDER"]),
  rates: z.array(TaxRate).max(200),
});
export type TaxRules = z.infer<typeof TaxRules>;

/** The seller as a receipt has to name it: the company, not the name on the sign. */
export const Seller = z.object({ name: z.string().trim().min(1).max(120), tax_id: z.string().trim().min(1).max(40) });

const HourMinute = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/);

/** One opening span, in the store's time zone. `weekday` 0 is Sunday, of the day on which it opens: a span may end on the next one. */
export const OpeningHours = z.object({ weekday: z.number().int().min(0).max(6), open: HourMinute, close: HourMinute });
export type OpeningHours = z.infer<typeof OpeningHours>;

/** A day with other hours than its weekday's: a holiday, an early close. Without spans the store is closed. `date` is the store's own. */
export const SpecialDay = z.object({
  date: CalendarDay,
  name: z.string().trim().min(1).max(80).optional(),
  spans: z.array(z.object({ open: HourMinute, close: HourMinute })).max(10),
});
export type SpecialDay = z.infer<typeof SpecialDay>;

/** Whether a span is ever open. Older releases accepted spans that are not; those stay closed. */
export const lasts = ({ open, close }: Pick<OpeningHours, "open" | "close">): boolean =>
  minutesOf(open) % DAY !== minutesOf(close) % DAY || wholeDay(open, close);

/** Whether a card tender comes with the number on the terminal's slip. NONE: tills do not ask for it. */
export const CardReference = z.enum(["REQUIRED", "OPTIONAL", "NONE"]);
export type CardReference = z.infer<typeof CardReference>;

/** What the app may order for later (capacity.ts). Each bound that is absent is none. */
export const OrderAhead = z.object({
  /** How long a slot is; absent: 15. */
  slot_minutes: z.union([z.literal(5), z.literal(10), z.literal(15), z.literal(20), z.literal(30), z.literal(60)]).optional(),
  /** App orders for one slot. */
  app_orders_per_slot: z.number().int().min(0).max(1000).optional(),
  /** How many can work at a station at a time. */
  hands: z
    .object({
      bar: z.number().int().min(1).max(50).optional(),
      cold: z.number().int().min(1).max(50).optional(),
      food: z.number().int().min(1).max(50).optional(),
    })
    .optional(),
  /** Of the stations' time in a slot; absent: all. */
  app_share_percent: z.number().int().min(0).max(100).optional(),
  /** Guests who order for later pay online. */
  guests_pay_ahead: z.boolean().optional(),
  /** What one customer, or the guests of one network, may have ordered without having paid. */
  unpaid_limit_cents: AmountCents.optional(),
});
export type OrderAhead = z.infer<typeof OrderAhead>;

/** What the store does about a line that it cannot make, where the customer does not answer. */
export const Substitutes = z.object({
  /** How long the customer is asked, in seconds; absent: 300. */
  choose_within_s: z.number().int().min(30).max(3600).optional(),
  /** SUBSTITUTE: the first that is offered; absent: REMOVE. */
  default: z.enum(["SUBSTITUTE", "REMOVE", "CANCEL"]).optional(),
});
export type Substitutes = z.infer<typeof Substitutes>;

export const MAX_PREP_TIME_S = 7_200;

export const StoreSettings = z.object({
  /** How long the cloud waits for the store's answer to an offer before it withdraws, in seconds. */
  accept_timeout_s: z.number().int().min(5).max(600),
  /** How long after READY a ticket may be recalled, in seconds. */
  recall_window_s: z.number().int().min(0).max(3600),
  /** App orders are declined while this many are PLACED, PAID or IN_PROGRESS. */
  max_open_orders: z.number().int().min(1).max(100_000),
  /** Promised time of an ASAP order: this long after it was placed, in seconds. */
  prep_time_s: z.number().int().min(0).max(MAX_PREP_TIME_S),
  /** Absent: as `card_reference_required` says. */
  card_reference: CardReference.optional(),
  /** The same in two values, for boxes and programs that know no more; `card_reference` counts where there is one. */
  card_reference_required: z.boolean().optional(),
  /** Tips of an order may come to this much even where twice its total is less. */
  tip_limit_cents: AmountCents.optional(),
  /** Managers' PINs have six digits or more. */
  six_digit_manager_pins: z.boolean().optional(),
  /** Cash is rounded to this; 0: not at all. Absent: by the currency (cash-rounding.ts). */
  cash_rounding_cents: AmountCents.max(10_000).optional(),
  /** The store takes no cash, and closes its day without a drawer. */
  is_cash_free: z.boolean().optional(),
  /** Nobody touches a till for so long: it asks for a PIN again. 0: never; absent: 300. */
  till_locks_after_s: z.number().int().min(0).max(86_400).optional(),
  /** The language of its receipts, and of the names on its menu; absent: English. */
  language: Language.optional(),
  /** How much the app may order for later; absent: without a bound. */
  order_ahead: OrderAhead.optional(),
  substitutes: Substitutes.optional(),
});
export type StoreSettings = z.infer<typeof StoreSettings>;

export const cardReference = (settings: Pick<StoreSettings, "card_reference" | "card_reference_required"> | undefined): CardReference =>
  settings?.card_reference ?? (settings?.card_reference_required ? "REQUIRED" : "OPTIONAL");

export const ProfileDocument = z.object({
  store_id: StoreId,
  version: z.number().int().min(1),
  /** The version of the wire that a box has to speak to understand it (L8). */
  needs: z.number().int().optional(),
  published_at: Timestamp,
  name: z.string().trim().min(1).max(80),
  address: z.string().max(200),
  location: StoreLocation.optional(),
  /** Profiles published before this existed have none; their receipts omit it. */
  seller: Seller.optional(),
  time_zone: z.string().refine(isTimeZone, "an IANA time zone"),
  business_day_cutoff_hour: z.number().int().min(0).max(12),
  currency: Currency,
  tax: TaxRules,
  hours: z.array(OpeningHours).max(50),
  /** They count instead of `hours` on their dates. */
  special_days: z.array(SpecialDay).max(200).optional(),
  settings: StoreSettings,
  /** Absent: as Crema looks. */
  look: StoreLook.optional(),
  staff: z.array(StaffMember).max(500),
});
export type ProfileDocument = z.infer<typeof ProfileDocument>;

const DAY = 24 * 60;
const wholeDay = (open: string, close: string): boolean => open === "00:00" && close === "24:00";

export function minutesOf(text: string): number {
  const [hour, minute] = text.split(":").map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
}
