/** Customers that headquarters registers. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { Id } from "../domain/kernel/ids.ts";
import { contract, json, jsonBody } from "./contract.ts";

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
