import { z } from "@hono/zod-openapi";
import { describe, expect, test } from "vitest";
import type { Access } from "./access.ts";
import { contract, IdempotencyKeyHeader, jsonBody } from "./contract.ts";
import { declareRefusals, OF_A_BOX, OF_THE_CLOUD, refusalsOf } from "./refusals.ts";

const route = (method: "get" | "post", access: Access, request = {}) =>
  contract({
    ...{ method, path: "/x", summary: "x", request, access, refuses: ["draft.taken"] },
    responses: { 204: { description: "x" }, 503: { description: "Not now", content: { "application/json": { schema: z.object({}) } } } },
  });
const anyone = { anonymous: true, store: "none" } as const;

describe("which refusals a route may give", () => {
  test.each<[string, ReturnType<typeof route>, string[]]>([
    ["open to anyone", route("get", anyone), []],
    ["for somebody in particular", route("get", { customer: true, store: "none" }), ["auth.forbidden", "auth.required", "auth.revoked"]],
    ["open, and other for those who are known", route("get", { ...anyone, customer: true }), ["auth.revoked"]],
    ["changed by cookie", route("post", { ...anyone, customer: true }), ["auth.foreign_page", "auth.revoked"]],
    ["of a store", route("get", { anonymous: true, store: "path" }), ["auth.wrong_store", "store.not_found"]],
    ["of an order", route("get", { anonymous: true, store: "order" }), ["order.not_found"]],
    [
      "with a body",
      route("post", anyone, { body: jsonBody(z.object({})) }),
      ["request.malformed", "request.too_large", "request.unsupported_media_type"],
    ],
    ["once per key", route("post", anyone, { headers: IdempotencyKeyHeader }), ["idempotency.key_required", "idempotency.key_reused"]],
  ])("%s", (_what, made, codes) => {
    const general = ["draft.taken", "internal", "request.invalid", "service.unavailable"];
    expect(refusalsOf(made, OF_THE_CLOUD)).toEqual([...general, ...codes].sort());
  });

  test("a box says what its disk and its place in the store can refuse", () => {
    expect(refusalsOf(route("get", anyone), OF_A_BOX)).toContain("storage.full");
    expect(refusalsOf(route("get", anyone), OF_A_BOX)).not.toContain("sync.fenced");
    expect(refusalsOf(route("post", anyone), OF_A_BOX)).toContain("sync.fenced");
  });
});

test("each status names the codes that have it, in addition to its description", () => {
  const { responses } = declareRefusals(route("get", anyone), ["draft.taken", "draft.too_many", "service.unavailable"]) as unknown as {
    responses: Record<string, { content: Record<string, { schema: { allOf?: [unknown, { properties: { code: { enum: string[] } } }] } }> }>;
  };
  const codes = (status: number) => responses[status]?.content["application/problem+json"]?.schema.allOf?.[1].properties.code.enum;
  expect([codes(409), codes(503)]).toEqual([["draft.taken", "draft.too_many"], ["service.unavailable"]]);
  expect(Object.keys(responses[503]?.content ?? {})).toEqual(["application/json", "application/problem+json"]);
});
