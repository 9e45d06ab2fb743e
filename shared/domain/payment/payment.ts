/**
 * Money that moved. A payment is one attempt to take money, a refund returns some of it; both are facts that are never
 * rewritten. At the store the receipt number is the provider's reference.
 */
import { z } from "zod";
import { BusinessDay } from "../kernel/business-day.ts";
import { Timestamp } from "../kernel/clock.ts";
import { Id, StoreId } from "../kernel/ids.ts";
import { AmountCents, Cents, Currency, RatePpm, ZERO } from "../kernel/money.ts";
import { Actor } from "../staff/actor.ts";

export const PaymentStatus = z.enum(["REQUIRES_PAYMENT", "AUTHORIZED", "CAPTURED", "FAILED", "CANCELLED"]);
export type PaymentStatus = z.infer<typeof PaymentStatus>;

export const Provider = z.enum(["in_store", "stripe"]);
export type Provider = z.infer<typeof Provider>;

/** CASH and EXTERNAL_CARD (a terminal that we do not talk to) at the counter, ONLINE through the provider. */
export const TenderMethod = z.enum(["CASH", "EXTERNAL_CARD", "ONLINE"]);
export type TenderMethod = z.infer<typeof TenderMethod>;

export const Payment = z.object({
  payment_id: Id,
  order_id: Id,
  store_id: StoreId,
  provider: Provider,
  method: TenderMethod,
  status: PaymentStatus,
  /** Unique per (provider, account): charge id, or the store's receipt number. */
  provider_ref: z.string().max(120).nullable(),
  account: z.string().max(80).nullable(),
  intent_id: z.string().max(120).nullable(),
  /** What it pays of the order. A tip is not in here. */
  amount_cents: AmountCents,
  currency: Currency,
  /** Taken on top, for the staff: never part of the sale. */
  tip_cents: AmountCents.default(ZERO),
  /** The drawer session that the cash went into; null for other methods, and while no session was open. */
  drawer_session_id: Id.nullable().default(null),
  /** Cash handed over, and returned as change; null for other methods. */
  tendered_cents: AmountCents.nullable(),
  change_cents: AmountCents.nullable(),
  /** Cash that was taken above (or, negative, below) amount and tip because the currency has no smaller coin. */
  rounding_cents: Cents.optional(),
  /** What the external terminal printed. */
  reference: z.string().max(64).nullable(),
  captured_by: Actor.nullable(),
  captured_at: Timestamp.nullable(),
  business_day: BusinessDay.nullable(),
  created_at: Timestamp,
});
export type Payment = z.infer<typeof Payment>;

export const RefundStatus = z.enum(["PENDING", "SUCCEEDED", "FAILED"]);
export type RefundStatus = z.infer<typeof RefundStatus>;

/** GIVEN_BACK: the guest has the money, and does not owe it again. CORRECTION: a tender that was recorded wrongly; what it paid is owed again. */
export const RefundKind = z.enum(["GIVEN_BACK", "CORRECTION"]);
export type RefundKind = z.infer<typeof RefundKind>;

/** Of one line: how many pieces, or 0 where an amount of it is refunded, and the tax in that amount. */
export const RefundedLine = z.object({
  line_id: Id,
  qty: z.number().int().min(0).max(99),
  amount_cents: AmountCents,
  tax_cents: AmountCents,
  /** The line's taxes that `tax_cents` consists of, where the line has them by name. */
  taxes: z
    .array(z.object({ name: z.string().max(40).nullable(), rate_ppm: RatePpm, tax_cents: AmountCents }))
    .max(5)
    .optional(),
});
export type RefundedLine = z.infer<typeof RefundedLine>;

/** A line as a refund asks for it. */
export const AskedLine = z.object({ line_id: Id, qty: z.number().int().min(1).max(99) });
export type AskedLine = z.infer<typeof AskedLine>;

export const Refund = z.object({
  refund_id: Id,
  payment_id: Id,
  order_id: Id,
  store_id: StoreId,
  provider: Provider,
  method: TenderMethod,
  kind: RefundKind.default("GIVEN_BACK"),
  status: RefundStatus,
  provider_ref: z.string().max(120).nullable(),
  account: z.string().max(80).nullable(),
  /** The part of the sale that is refunded. */
  amount_cents: AmountCents,
  currency: Currency,
  /** The part of the tip that is refunded. */
  tip_cents: AmountCents.default(ZERO),
  /** The drawer session that the cash came out of. */
  drawer_session_id: Id.nullable().default(null),
  /** Since version 6, of GIVEN_BACK: the lines that `amount_cents` is the sum of. Absent: an older release did not say. */
  lines: z.array(RefundedLine).max(100).optional(),
  /** Of GIVEN_BACK: as much of `amount_cents` as is a correction, of what was paid above a total that has fallen. It is in no line. */
  corrected_cents: AmountCents.optional(),
  /** As of a payment, for cash that was paid back. */
  rounding_cents: Cents.optional(),
  reason: z.string().max(280),
  actor: Actor,
  refunded_at: Timestamp,
  business_day: BusinessDay.nullable(),
});
export type Refund = z.infer<typeof Refund>;
