/** The code by which a box becomes a store's. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { StoreId } from "../domain/kernel/ids.ts";
import { ANY_OPERATOR } from "./access.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { StoreIdParam } from "./orders.ts";

export const EnrollCodeResponse = z.object({ store_id: StoreId, code: z.string(), expires_at: Timestamp }).openapi("EnrollCode");

export const createEnrollCode = contract({
  method: "post",
  path: "/v1/admin/stores/{store_id}/enroll-codes",
  summary: "A code with which one box can become the store's box, once",
  access: { ...ANY_OPERATOR, store: "path" },
  refuses: ["enroll.store_has_box"],
  request: {
    params: StoreIdParam,
    /** `replace`: for another box in the place of the present one, which ends when the new one enrols. */
    body: jsonBody(z.strictObject({ replace: z.boolean().optional() })),
  },
  responses: { 201: json(EnrollCodeResponse, "The code; it is shown once") },
});
