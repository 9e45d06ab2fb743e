/** Everything that the cloud holds of a customer, as one file that a person can read. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { AmountCents, Currency, MinorDigits } from "../domain/kernel/money.ts";
import { OrderStatus } from "../domain/order/order.ts";
import { PaymentStatus, RefundStatus, TenderMethod } from "../domain/payment/payment.ts";

const ExportedOrder = z.object({
  order_id: Id,
  /** As it was called out. */
  ticket_number: z.string().nullable(),
  store: z.object({ store_id: StoreId, name: z.string() }),
  /** Placed as a guest, and taken into the account later. */
  placed_as_guest: z.boolean(),
  placed_at: Timestamp,
  wanted_for: Timestamp.nullable(),
  status: OrderStatus,
  name: z.string().nullable(),
  note: z.string().nullable(),
  cancel_reason: z.string().nullable(),
  /** What was left with it to be told by, for 30 days. Of an order placed as a guest: the account's own proved address, or nothing. */
  contact: z.object({ email: z.string().nullable(), phone: z.string().nullable() }).nullable(),
  currency: Currency,
  minor_digits: MinorDigits,
  lines: z.array(
    z.object({
      name: z.string(),
      choices: z.array(z.string()),
      qty: z.number().int(),
      note: z.string().nullable(),
      line_total_cents: AmountCents,
    }),
  ),
  total_cents: AmountCents,
  payments: z.array(
    z.object({
      payment_id: Id,
      /** The number on the store's receipt, or the provider's. */
      receipt: z.string().nullable(),
      method: TenderMethod,
      status: PaymentStatus,
      amount_cents: AmountCents,
      tip_cents: AmountCents,
      paid_at: Timestamp.nullable(),
    }),
  ),
  refunds: z.array(
    z.object({
      refund_id: Id,
      receipt: z.string().nullable(),
      status: RefundStatus,
      amount_cents: AmountCents,
      tip_cents: AmountCents,
      refunded_at: Timestamp,
    }),
  ),
});
export type ExportedOrder = z.infer<typeof ExportedOrder>;

const ExportedMessage = z.object({ order_id: Id, kind: z.string(), channel: z.string(), state: z.string(), created_at: Timestamp });

export const CustomerExport = z
  .object({
    format: z.literal(1),
    /** What the file is, and how its figures are read. */
    about: z.string(),
    exported_at: Timestamp,
    account: z.object({
      user_id: Id,
      first_name: z.string().nullable(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      language: z.string().nullable(),
      /** What they want to be told of, as they set it; null: nothing was set. */
      preferences: z.unknown(),
      registered_at: Timestamp,
      /** When a code sent to the address was first typed in. */
      email_proved_at: Timestamp.nullable(),
      /** The last time. */
      signed_in_at: Timestamp.nullable(),
    }),
    sessions: z.array(z.object({ signed_in_at: Timestamp, ends_at: Timestamp })),
    sign_in_codes: z.array(z.object({ asked_at: Timestamp, used_at: Timestamp.nullable() })),
    /** Browsers that are told of their orders. */
    browsers_told: z.array(z.object({ since: Timestamp, until: Timestamp })),
    /** What they were told in the last 30 days. */
    messages: z.array(ExportedMessage),
    /** Newest first. */
    orders: z.array(ExportedOrder),
  })
  .openapi("CustomerExport");
export type CustomerExport = z.infer<typeof CustomerExport>;

/** Of guests' orders, found by the address that was left with them. */
export const GuestExport = z
  .object({
    format: z.literal(1),
    about: z.string(),
    exported_at: Timestamp,
    email: z.string(),
    messages: z.array(ExportedMessage),
    /** Newest first. */
    orders: z.array(ExportedOrder),
  })
  .openapi("GuestExport");
export type GuestExport = z.infer<typeof GuestExport>;
