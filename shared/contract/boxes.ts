/** Taking a store's box away. A code for the next one is in enrolment.ts. Served by the cloud. */
import { z } from "@hono/zod-openapi";
import { Id, StoreId } from "../domain/kernel/ids.ts";
import { ANY_OPERATOR } from "./access.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { StoreIdParam } from "./orders.ts";

export const revokeBox = contract({
  method: "post",
  path: "/v1/admin/stores/{store_id}/revoke-box",
  summary: "Takes the store's box away, without another one in its place: for a stolen one",
  access: { ...ANY_OPERATOR, store: "path" },
  refuses: ["enroll.no_box", "enroll.register_away", "store.rejoining"],
  request: { params: StoreIdParam, body: jsonBody(z.strictObject({})) },
  responses: {
    200: json(z.object({ store_id: StoreId, node_id: Id, epoch: z.number().int() }).openapi("RevokedBox"), "The box that is none any more"),
  },
});
