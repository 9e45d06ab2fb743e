/** Customers: registered by headquarters, and what they see and change of themselves. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { Id } from "../domain/kernel/ids.ts";
import { contract, json, jsonBody } from "./contract.ts";

export const Email = z.email().max(200);
export const FirstName = z.string().trim().min(1).max(40);

export const CustomerInput = z
  .strictObject({ first_name: z.string().trim().min(1).max(40), email: z.email().max(200) })
  .openapi("CustomerInput");
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
