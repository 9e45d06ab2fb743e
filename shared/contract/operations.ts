/** Whether a program runs, and whether it can serve. Served by both. */
import { z } from "@hono/zod-openapi";
import { contract, json } from "./contract.ts";

export const HealthResponse = z.object({ status: z.enum(["ok", "unavailable"]), reason: z.string().optional() }).openapi("Health");

export const getHealth = contract({
  method: "get",
  path: "/healthz",
  summary: "The process runs",
  access: { anonymous: true, store: "none" },
  request: {},
  responses: { 200: json(HealthResponse, "Runs") },
});

export const getReady = contract({
  method: "get",
  path: "/readyz",
  summary: "It can serve: the database answers and takes writes",
  access: { anonymous: true, store: "none" },
  request: {},
  responses: { 200: json(HealthResponse, "Ready"), 503: json(HealthResponse, "Not ready, with the reason") },
});
