/**
 * Money that moved. A payment is one attempt to take money, a refund returns some of it; both are facts that are never
 * rewritten. At the store the receipt number is the provider's reference.
 */
import { z } from "zod";
import { BusinessDay } from "../kernel/business-day.ts";
import { Timestamp } from "../kernel/clock.ts";
import { Id, StoreId } from "../kernel/ids.ts";
import { AmountCents, Currency, ZERO } from "../kernel/money.ts";
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
  reason: z.string().max(280),
  actor: Actor,
  refunded_at: Timestamp,
  business_day: BusinessDay.nullable(),
});
export type Refund = z.infer<typeof Refund>;
