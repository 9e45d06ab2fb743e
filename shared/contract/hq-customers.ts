/** Customers as headquarters looks after them: found by their address, their orders, what is held of them, their erasure. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { AmountCents, Currency, MinorDigits } from "../domain/kernel/money.ts";
import { OrderStatus } from "../domain/order/order.ts";
import type { Access } from "./access.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { CustomerExport, GuestExport } from "./customer-export.ts";
import { Confirmation, Email, Erased } from "./customers.ts";

const hq = { operators: ["owner", "hq"], store: "none" } as const satisfies Access;
const param = z.object({ user_id: Id });

export const HqCustomer = z
  .object({ user_id: Id, first_name: z.string().nullable(), email: z.string().nullable(), registered_at: Timestamp })
  .openapi("HqCustomer");
export type HqCustomer = z.infer<typeof HqCustomer>;

const orderSummary = {
  order_id: Id,
  store_id: StoreId,
  created_at: Timestamp,
  ticket_number: z.string().nullable(),
  status: OrderStatus,
  total_cents: AmountCents,
  currency: Currency,
  minor_digits: MinorDigits,
};

/** An order with which exactly this address was left, and that is not in the account of that address. */
export const GuestOrder = z
  .object({
    ...orderSummary,
    /** As it was called out. */
    name: z.string().nullable(),
  })
  .openapi("GuestOrder");
export type GuestOrder = z.infer<typeof GuestOrder>;

/** The address, and nothing else by which guests could be looked for. */
const ByEmail = z.strictObject({ email: Email });

export const findCustomers = contract({
  method: "post",
  path: "/v1/admin/customers/search",
  summary: "The customer with exactly this address, and orders of guests who left it",
  description:
    "The address travels in the body, so that it stands in no log. An operator of some stores finds customers who have ordered there. What was left with an order is gone after 30 days, and then finds nothing.",
  access: hq,
  request: { body: jsonBody(ByEmail) },
  responses: {
    200: json(
      z.object({
        customers: z.array(HqCustomer),
        /** The latest 100, newest first. */
        guest_orders: z.array(GuestOrder),
      }),
      "One customer, or none; and what guests ordered",
    ),
  },
});

export const AuditAction = z.enum(["FOUND", "EXPORTED", "ERASED", "CONTACT_SHOWN"]);
export type AuditAction = z.infer<typeof AuditAction>;

const auditLine = {
  at: Timestamp,
  action: AuditAction,
  /** CUSTOMER: by themselves. AGE: nothing was heard of them for as long as they are kept. */
  by: z.enum(["OPERATOR", "CUSTOMER", "AGE"]),
  /** null: no operator did it, or an erasure was carried out again in a database that had lost who asked for it. */
  operator_id: Id.nullable(),
  /** As the operator was made; null: without one, or the operator is not there any more. */
  operator_name: z.string().nullable(),
};

export const CustomerPage = z
  .object({
    /** null: erased. */
    customer: z.object(HqCustomer.shape).nullable(),
    erased_at: Timestamp.nullable(),
    /** Newest first, of the operator's stores. */
    orders: z.array(z.object(orderSummary)),
    /** The `before` of the next page; null: that is all. */
    next_before: Id.nullable(),
    /** What was done with the customer's data, the latest first. */
    audit: z.array(z.object(auditLine)),
  })
  .openapi("CustomerPage");
export type CustomerPage = z.infer<typeof CustomerPage>;

export const getCustomer = contract({
  method: "get",
  path: "/v1/admin/customers/{user_id}",
  summary: "A customer, their orders, and what operators did with their data",
  access: hq,
  refuses: ["customer.not_found"],
  request: { params: param, query: z.object({ before: Id.optional(), limit: z.coerce.number().int().min(1).max(100).default(20) }) },
  responses: { 200: json(CustomerPage, "The customer") },
});

const ofEveryStore = "Only an operator of every store may: a customer belongs to the chain.";

export const exportCustomer = contract({
  method: "get",
  path: "/v1/admin/customers/{user_id}/export",
  summary: "Everything that is held of a customer, as one file",
  description: `${ofEveryStore} It leaves a line in the audit log.`,
  access: hq,
  refuses: ["customer.not_found"],
  request: { params: param },
  responses: { 200: json(CustomerExport, "As an attachment") },
});

export const eraseCustomer = contract({
  method: "post",
  path: "/v1/admin/customers/{user_id}/erasure",
  summary: "Erases a customer, as they may themselves",
  description: `${ofEveryStore} The first call is refused with \`customer.erasure_unconfirmed\`. It leaves a line in the audit log.`,
  access: hq,
  refuses: ["customer.erasure_unconfirmed", "customer.not_found", "customer.register_away"],
  request: { params: param, body: jsonBody(Confirmation) },
  responses: { 200: json(Erased, "Erased") },
});

export const exportGuestOrders = contract({
  method: "post",
  path: "/v1/admin/guest-orders/export",
  summary: "What is held of the guests' orders with which this address was left, as one file",
  description: `${ofEveryStore} Without the number that was left: whoever has the address need not be who left it. It leaves a line in the audit log.`,
  access: hq,
  refuses: ["customer.not_found"],
  request: { body: jsonBody(ByEmail) },
  responses: { 200: json(GuestExport, "As an attachment") },
});

export const eraseGuestOrders = contract({
  method: "post",
  path: "/v1/admin/guest-orders/erasure",
  summary: "Takes whoever ordered out of these orders: name, notes and contacts",
  description: `${ofEveryStore} The orders stay, as those of a customer who was erased; of those that somebody has taken into an account the account does too. The first call is refused with \`customer.erasure_unconfirmed\`, which says how many are \`in_accounts\`. It leaves a line in the audit log.`,
  access: hq,
  refuses: ["customer.erasure_unconfirmed", "customer.register_away", "order.not_found"],
  request: {
    body: jsonBody(z.strictObject({ order_ids: z.array(Id).min(1).max(100), confirmation: Confirmation.shape.confirmation })),
  },
  responses: { 200: json(z.object({ order_ids: z.array(Id), erased_at: Timestamp }).openapi("ErasedGuestOrders"), "Erased") },
});

export const AuditPage = z
  .object({
    lines: z.array(
      z.object({
        ...auditLine,
        entry_id: Id,
        /** Whose data it was: a customer's id, or an order's. Nobody is named. */
        subject: z.enum(["CUSTOMER", "ORDER"]),
        subject_id: Id,
      }),
    ),
    /** The `before` of the next page; null: that is all. */
    next_before: Id.nullable(),
  })
  .openapi("AuditPage");
export type AuditPage = z.infer<typeof AuditPage>;

export const listAudit = contract({
  method: "get",
  path: "/v1/admin/customer-audit",
  summary: "Who did what with customers' data, erasures by customers themselves and by age too, the latest first",
  description: ofEveryStore,
  access: hq,
  request: { query: z.object({ before: Id.optional(), limit: z.coerce.number().int().min(1).max(100).default(50) }) },
  responses: { 200: json(AuditPage, "Kept for three years") },
});
