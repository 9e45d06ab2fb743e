/** Customers as headquarters looks after them: found by their address, their orders, what is held of them, their erasure. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { AmountCents, Currency, MinorDigits } from "../domain/kernel/money.ts";
import { OrderStatus } from "../domain/order/order.ts";
import type { Access } from "./access.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { CustomerExport } from "./customer-export.ts";
import { Confirmation, Email, Erased } from "./customers.ts";

const hq = { operators: ["owner", "hq"], store: "none" } as const satisfies Access;
const param = z.object({ user_id: Id });

export const HqCustomer = z
  .object({ user_id: Id, first_name: z.string().nullable(), email: z.string().nullable(), registered_at: Timestamp })
  .openapi("HqCustomer");
export type HqCustomer = z.infer<typeof HqCustomer>;

export const findCustomers = contract({
  method: "post",
  path: "/v1/admin/customers/search",
  summary: "The customer with exactly this address",
  description:
    "The address travels in the body, so that it stands in no log. An operator of some stores finds customers who have ordered there.",
  access: hq,
  request: { body: jsonBody(z.strictObject({ email: Email })) },
  responses: { 200: json(z.object({ customers: z.array(HqCustomer) }), "One, or none") },
});

export const AuditAction = z.enum(["FOUND", "EXPORTED", "ERASED"]);
export type AuditAction = z.infer<typeof AuditAction>;

export const CustomerPage = z
  .object({
    /** null: erased. */
    customer: z.object(HqCustomer.shape).nullable(),
    erased_at: Timestamp.nullable(),
    /** Newest first, of the operator's stores. */
    orders: z.array(
      z.object({
        order_id: Id,
        store_id: StoreId,
        created_at: Timestamp,
        ticket_number: z.string().nullable(),
        status: OrderStatus,
        total_cents: AmountCents,
        currency: Currency,
        minor_digits: MinorDigits,
      }),
    ),
    /** The `before` of the next page; null: that is all. */
    next_before: Id.nullable(),
    /** What operators did with the customer's data, the latest first. */
    audit: z.array(z.object({ at: Timestamp, operator_id: Id, action: AuditAction })),
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
