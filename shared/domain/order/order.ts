/**
 * An order as a fact: what was ordered at which price, its status, and who decides it. The status is a union in which
 * each state has only its own fields. Every price is a snapshot; a later menu changes nothing here.
 */
import { z } from "zod";
import { BusinessDay } from "../kernel/business-day.ts";
import { Timestamp } from "../kernel/clock.ts";
import { Id, Slug, StoreId } from "../kernel/ids.ts";
import { AmountCents, Currency, MAX_AMOUNT_CENTS, MinorDigits, RatePpm, ZERO } from "../kernel/money.ts";
import { Station } from "../menu/menu.ts";
import { owedCents } from "../payment/owed.ts";
import { PaymentStatus } from "../payment/payment.ts";
import { Actor } from "../staff/actor.ts";
import { FulfillmentType } from "./fulfillment-type.ts";
import { MAX_SETTLED, OpenQuestion, SettledQuestion } from "./substitute.ts";

export const OrderStatus = z.enum(["PLACED", "PAID", "IN_PROGRESS", "READY", "COMPLETED", "CANCELLED"]);
export type OrderStatus = z.infer<typeof OrderStatus>;

/** The specification's `payment_method`: how the order is meant to be paid. */
export const PayMode = z.enum(["ONLINE", "AT_STORE"]);
export type PayMode = z.infer<typeof PayMode>;

/** Which node decides the order now. Exactly one does, at any moment. */
export const Authority = z.enum(["edge", "cloud"]);
export type Authority = z.infer<typeof Authority>;

/**
 * The hand-off state of a cloud-born order, as this node knows it. BORN_AT_STORE never changes. An order that is
 * paid online is AWAITING_PAYMENT until its card is authorized; no store hears of it before. One that is wanted for later is
 * HELD in the cloud until its store is there to be offered it, so that it can be ordered while the store's box is off.
 * ACCEPTED is what staff see as "unconfirmed": on the queue, greyed, not to be made yet.
 */
export const Handoff = z.enum(["BORN_AT_STORE", "AWAITING_PAYMENT", "HELD", "OFFERED", "ACCEPTED", "CONFIRMED", "DECLINED", "WITHDRAWN"]);
export type Handoff = z.infer<typeof Handoff>;

/** Why an order ended as CANCELLED. */
export const CancelCause = z.enum(["CUSTOMER", "STAFF", "DECLINED", "NO_ANSWER", "NO_SHOW", "CAPTURE_FAILED", "EXPIRED", "OPERATOR"]);
export type CancelCause = z.infer<typeof CancelCause>;

/** Who asks the store to cancel: the customer, or headquarters, which refunds all of an order that nobody has started. */
export const CancelRequestCause = CancelCause.extract(["CUSTOMER", "OPERATOR"]);
export type CancelRequestCause = z.infer<typeof CancelRequestCause>;

export const LineModifier = z.object({
  modifier_id: Slug,
  group_id: Slug,
  group_name: z.string(),
  name: z.string(),
  /** For each piece. */
  price_delta_cents: z.number().int().min(-MAX_AMOUNT_CENTS).max(MAX_AMOUNT_CENTS),
  /** How many of it one unit has; absent: 1. */
  qty: z.number().int().min(2).max(20).optional(),
});
export type LineModifier = z.infer<typeof LineModifier>;

export const LineTax = z.object({ name: z.string().max(40).nullable(), rate_ppm: RatePpm, tax_cents: AmountCents });
export type LineTax = z.infer<typeof LineTax>;

export const OrderLine = z.object({
  line_id: Id,
  item_id: Slug,
  name: z.string(),
  station: Station,
  tax_category: Slug,
  qty: z.number().int().min(1).max(99),
  /** One unit with its modifiers. */
  unit_price_cents: AmountCents,
  modifiers: z.array(LineModifier),
  note: z.string().max(140).nullable(),
  /** qty × unit_price_cents. */
  gross_cents: AmountCents,
  discount_cents: AmountCents,
  tax_cents: AmountCents,
  /** What the customer pays for the line: gross − discount, plus the tax where prices exclude it. */
  line_total_cents: AmountCents,
  /** The rate that `tax_cents` was computed by; null for a line that was priced before rates were stored with it. */
  tax_rate_ppm: RatePpm.nullable().default(null),
  /** Where several taxes, or taxes with a name, are in `tax_cents`: each by itself, in the profile's order. Their rates sum to `tax_rate_ppm`. */
  taxes: z.array(LineTax).max(5).optional(),
  /** Outside of the tax, which is not a rate of 0 %. */
  tax_exempt: z.literal(true).optional(),
});
export type OrderLine = z.infer<typeof OrderLine>;

/** What took something off, a promotion by its id; staff's own discount is COUNTER_DISCOUNT, its reason is the name. */
export const AppliedPromotion = z.object({
  promotion_id: Slug,
  name: z.string(),
  discount_cents: AmountCents,
  /** Staff took it off this line alone. */
  line_id: Id.optional(),
  /** What each line has of it; absent: older releases did not say, or it is of one line. A line without a share is not in it. */
  lines: z
    .array(z.object({ line_id: Id, discount_cents: AmountCents }))
    .max(100)
    .optional(),
});
export const COUNTER_DISCOUNT = "counter-discount";
/** What a substitute costs more than the pieces that it stands in for, and the guest does not pay. */
export const SUBSTITUTE_PRICE = "substitute-price";
export type AppliedPromotion = z.infer<typeof AppliedPromotion>;

/** As guests read it: without the reason that staff wrote down, which is for the store only. */
export function forGuests(promotions: readonly AppliedPromotion[]): AppliedPromotion[] {
  return promotions.map((each) => (each.promotion_id === COUNTER_DISCOUNT ? { ...each, name: "Discount" } : each));
}
export const MAX_LINES = 100;
/** In bytes of JSON. Together with the other members of an event it stays below the limit of one event. */
export const MAX_PRICED_BYTES = 240 * 1024;

/** Header and lines after pricing. The header is always the sum of the lines. */
export const PricedOrder = z.object({
  currency: Currency,
  minor_digits: MinorDigits,
  menu_version: z.number().int().min(1),
  profile_version: z.number().int().min(1),
  tax_inclusive: z.boolean(),
  lines: z.array(OrderLine).min(1).max(MAX_LINES),
  promotions: z.array(AppliedPromotion),
  subtotal_cents: AmountCents,
  discount_cents: AmountCents,
  tax_cents: AmountCents,
  total_cents: AmountCents,
});
export type PricedOrder = z.infer<typeof PricedOrder>;

export const RefundState = z.enum(["NONE", "PENDING", "PARTIAL", "FULL", "FAILED"]);
export type RefundState = z.infer<typeof RefundState>;

/** The latest step: its status, who made it and when, so that the person who lost a race can be told. */
export const OrderStep = z.object({ status: OrderStatus, at: Timestamp, by: Actor });
export type OrderStep = z.infer<typeof OrderStep>;

const OrderBase = PricedOrder.extend({
  order_id: Id,
  store_id: StoreId,
  /** POS: born at the store's counter. APP: born in the cloud. */
  origin: z.enum(["POS", "APP"]),
  authority: Authority,
  handoff: Handoff,
  /** The signed-in customer, else null. */
  user_id: Id.nullable(),
  /** Who created it, as the idempotency rule sees it: "device:…", "user:…", "guest". */
  principal: z.string().max(80),
  idempotency_key: z.string().min(1).max(255),
  fulfillment_type: FulfillmentType,
  pay_mode: PayMode,
  /** First name or the name to call out. The only personal data that reaches a store. */
  customer_name: z.string().max(40).nullable(),
  note: z.string().max(280).nullable(),
  requested_for: Timestamp.nullable(),
  promised_at: Timestamp,
  /** Minted by the edge when the order enters its queue; contains the epoch (ticket.ts). */
  ticket_number: z.string().max(16).nullable(),
  business_day: BusinessDay.nullable(),
  /** The declined order that this one replaces ("make it anyway"). */
  replaces_order_id: Id.nullable(),
  /** Numbers the status events of the order: 1 is `order.placed`. Minted by the authority alone. */
  order_seq: z.number().int().min(1),
  /** Captured less corrections of wrong tenders, and refunded; as far as this node knows. */
  paid_cents: AmountCents,
  refunded_cents: AmountCents,
  /** Refunds that the provider has not completed yet. Known in the cloud alone. */
  refund_pending_cents: AmountCents.default(ZERO),
  refund_state: RefundState,
  /** One has failed since the last was begun, and another is under way: FAILED is the outcome unless that one gives something back. */
  refund_failed: z.literal(true).optional(),
  /** Of the payment through the provider; null for an order that is paid at the store. */
  payment_status: PaymentStatus.nullable().default(null),
  created_at: Timestamp,
  /** Who rang it up at the counter; null for an app order, and for one from before this was recorded. */
  placed_by: Actor.nullable().default(null),
  updated_at: Timestamp,
  /** null until the first step. */
  last_step: OrderStep.nullable().default(null),
  /** The lines that have been made, while the order is in progress. */
  made_line_ids: z.array(Id).max(100).default([]),
  /** How often its lines were changed after it was placed, and when last. */
  amendments: z.number().int().min(0).default(0),
  amended_at: Timestamp.nullable().default(null),
  /** A box before this one may have begun it: a person looks before it is made. */
  look_first: z.boolean().default(false),
  /** The customer's tip for an order that is paid online: taken with it, for the staff. */
  tip_cents: AmountCents.default(ZERO),
  /** Staff put it before the others on the queue. */
  is_rush: z.boolean().default(false),
  /** What was promised at first, where the store has moved its promise since. */
  first_promised_at: Timestamp.nullable().default(null),
  /** What the store asks about a line that it cannot make. */
  question: OpenQuestion.nullable().default(null),
  /** What became of such questions, the latest last. */
  settled_questions: z.array(SettledQuestion).max(MAX_SETTLED).default([]),
});

const paid = { paid_at: Timestamp.nullable() };
const started = { ...paid, started_at: Timestamp };
const ready = { ...started, ready_at: Timestamp };

export const Order = z.discriminatedUnion("status", [
  OrderBase.extend({ status: z.literal("PLACED") }),
  OrderBase.extend({ status: z.literal("PAID"), paid_at: Timestamp }),
  OrderBase.extend({ status: z.literal("IN_PROGRESS"), ...started }),
  OrderBase.extend({ status: z.literal("READY"), ...ready }),
  OrderBase.extend({
    status: z.literal("COMPLETED"),
    ...ready,
    completed_at: Timestamp,
    /** The business day of the hand-over, on which the sale counts. Absent: as older releases had it, `business_day`. */
    sold_on: BusinessDay.nullable().optional(),
  }),
  OrderBase.extend({
    status: z.literal("CANCELLED"),
    cancelled_at: Timestamp,
    cancel_cause: CancelCause,
    cancel_reason: z.string().max(280).nullable(),
    cancelled_by: Actor,
    /** The business day of the cancellation at the store. Absent: an older release, or the cloud, cancelled it. */
    cancelled_on: BusinessDay.nullable().optional(),
  }),
]);
export type Order = z.infer<typeof Order>;
export type OrderIn<S extends OrderStatus> = Extract<Order, { status: S }>;

/** The fields that every state has. */
export type OrderBase = z.infer<typeof OrderBase>;

/** Defaults of the fields that orders written by an older release lack; those of the latest release come last. */
const ADDED_LATER = {
  last_step: null,
  made_line_ids: [],
  amendments: 0,
  amended_at: null,
  look_first: false,
  tip_cents: ZERO,
  is_rush: false,
  first_promised_at: null,
  question: null,
  settled_questions: [],
} as const satisfies Partial<OrderBase>;

/** One that the latest release has added: an order that has it has them all. */
const ADDED_LAST = "settled_questions" satisfies keyof typeof ADDED_LATER;

/** An order as it was stored, perhaps by an older release. What it has stays: it may lack the latest fields alone. */
export function storedOrder(stored: Order): Order {
  return ADDED_LAST in stored ? stored : { ...ADDED_LATER, ...(stored as Order) };
}

export const isOpenStatus = (status: OrderStatus): boolean => status !== "COMPLETED" && status !== "CANCELLED";

/** Paid less refunded. */
export const netPaidCents = (order: Order): number => order.paid_cents - order.refunded_cents;
/** What is still to be paid (payment/owed.ts). */
export const balanceCents = (order: Order): number => owedCents(order.total_cents, order.paid_cents);

const PRIVATE = { principal: true, idempotency_key: true, refund_failed: true } as const;

/** An order as it is shown: without what could be used to replay its creation. */
export const OrderView = z.discriminatedUnion("status", [
  Order.options[0].omit(PRIVATE),
  Order.options[1].omit(PRIVATE),
  Order.options[2].omit(PRIVATE),
  Order.options[3].omit(PRIVATE),
  Order.options[4].omit(PRIVATE),
  Order.options[5].omit(PRIVATE),
]);
export type OrderView = z.infer<typeof OrderView>;

export function viewOf(order: Order): OrderView {
  const { principal: _principal, idempotency_key: _key, refund_failed: _failed, ...view } = order;
  return view;
}
