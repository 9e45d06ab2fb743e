/** The store's time, where the box could not learn it from the cloud. Served by the edge. */
import { z } from "@hono/zod-openapi";
import { Timestamp } from "../domain/kernel/clock.ts";
import { contract, json, jsonBody } from "./contract.ts";
import { ClockState } from "./link-status.ts";
import { OF_A_MANAGER } from "./refusals.ts";

export const ConfirmTimeRequest = z
  .strictObject({
    /** Date and time by the clock on the wall, in the store's time zone. */
    // `date-time` in a document has an offset, which a time read off a wall has not.
    local_time: z.iso.datetime({ local: true, precision: -1 }).openapi({ example: "2026-05-04T10:03", format: "local-date-time" }),
    manager_pin: z
      .string()
      .regex(/^\d{4,8}$/)
      .nullable()
      .default(null),
  })
  .openapi("ConfirmTimeRequest");
export type ConfirmTimeRequest = z.infer<typeof ConfirmTimeRequest>;

export const ConfirmTimeResponse = z.object({ server_time: Timestamp, clock_state: ClockState }).openapi("ConfirmTimeResponse");

export const confirmTime = contract({
  method: "post",
  path: "/v1/clock/confirm",
  summary: "A manager says what time it is, after the box was started without the internet",
  access: { devices: ["pos", "barista", "console"], staff: ["barista", "cashier", "manager"], store: "own" },
  refuses: [...OF_A_MANAGER, "clock.impossible", "clock.known"],
  request: { body: jsonBody(ConfirmTimeRequest) },
  responses: { 200: json(ConfirmTimeResponse, "The store's time from now on") },
});
