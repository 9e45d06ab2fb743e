/** Customers: registered by headquarters, and what they see and change of themselves. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { Id } from "../domain/kernel/ids.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { CustomerExport } from "./customer-export.ts";
import { OrderIdParam } from "./orders.ts";

/** RFC 5321: no path is longer. */
export const Email = z.email().max(254);
export const FirstName = z.string().trim().min(1).max(40);

export const CustomerInput = z.strictObject({ first_name: z.string().trim().min(1).max(40), email: Email }).openapi("CustomerInput");
export const CustomerResponse = z.object({ user_id: Id }).openapi("CustomerAnswer");

export const createCustomer = contract({
  method: "post",
  path: "/v1/admin/customers",
  summary: "Registers a customer, who signs in by a code sent to the address; no operator ever gets a customer's session",
  access: { operators: ["owner", "hq"], store: "none" },
  refuses: ["user.exists"],
  request: { body: jsonBody(CustomerInput) },
  responses: { 201: json(CustomerResponse, "The customer") },
});

export const Me = z.object({ user_id: Id, first_name: z.string().nullable(), email: z.string().nullable() }).openapi("Me");
export type Me = z.infer<typeof Me>;

export const getMe = contract({
  method: "get",
  path: "/v1/me",
  summary: "The signed-in customer",
  access: { customer: true, store: "none" },
  request: {},
  responses: { 200: json(Me, "Name and address as they are stored") },
});

export const putMyName = contract({
  method: "put",
  path: "/v1/me",
  summary: "Changes the name that is called out for the signed-in customer's next orders",
  access: { customer: true, store: "none" },
  request: { body: jsonBody(z.strictObject({ first_name: FirstName }).openapi("MyName")) },
  responses: { 200: json(Me, "As it is stored now") },
});

export const adoptOrder = contract({
  method: "post",
  path: "/v1/orders/{order_id}/adopt",
  summary: "Takes an order that was placed as a guest into the signed-in customer's account",
  description:
    "Who asks has to be signed in and to hold the order's own token: a browser sends both by cookie, a program the session in Authorization and the token in `access_token`. Again it changes nothing. The store does not hear of it.",
  access: { customer: true, order_holder: true, store: "order" },
  refuses: ["order.adopted"],
  request: { params: OrderIdParam, body: jsonBody(z.strictObject({ access_token: z.string().max(200).nullable().default(null) })) },
  responses: { 200: json(z.object({ order_id: Id }), "It is in the account") },
});

export const Confirmation = z.strictObject({
  /** As the refusal of the first call gives it. */
  confirmation: z.string().max(200).nullable().default(null),
});
export const Erased = z
  .object({
    user_id: Id,
    erased_at: Timestamp,
    /** From how many orders name, notes and contacts were removed. */
    orders: z.number().int().min(0),
  })
  .openapi("Erased");
export type Erased = z.infer<typeof Erased>;

export const eraseMe = contract({
  method: "post",
  path: "/v1/me/erasure",
  summary: "Erases the signed-in customer: the account for good, and who they were from their orders",
  description:
    "The first call is refused with `customer.erasure_unconfirmed`, which says how many `orders` it is about. Orders under way go on under their numbers. Every session ends. docs/security.md says what stays, and where it is gone by age.",
  access: { customer: true, store: "none" },
  refuses: ["customer.erasure_unconfirmed", "customer.not_found", "customer.register_away"],
  request: { body: jsonBody(Confirmation) },
  responses: { 200: json(Erased, "Erased") },
});

export const exportMe = contract({
  method: "get",
  path: "/v1/me/export",
  summary: "Everything that is held of the signed-in customer, as one file",
  access: { customer: true, store: "none" },
  request: {},
  responses: { 200: json(CustomerExport, "As an attachment") },
});
