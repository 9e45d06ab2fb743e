import { describe, expect, test } from "vitest";
import { checkerOf } from "./served-document.test-fixture.ts";

const content = (schema: object, media = "application/json") => ({ content: { [media]: { schema } } });
const document = JSON.stringify({
  openapi: "3.1.0",
  paths: {
    "/v1/things/{id}": {
      get: {
        "x-refuses": ["thing.not_found"],
        responses: {
          200: content({ $ref: "#/components/schemas/Thing" }),
          default: content({ type: "object", required: ["code"] }, "application/problem+json"),
        },
      },
    },
    "/v1/things": { post: { requestBody: content({ $ref: "#/components/schemas/Thing" }), responses: { 204: {} } } },
    "/v1/things/all": { get: { responses: { 200: content({ type: "array" }) } } },
  },
  components: {
    schemas: {
      Thing: { type: "object", properties: { at: { type: "string", format: "date-time" } }, required: ["at"], additionalProperties: false },
    },
  },
});
const check = checkerOf(document);
const seen = (body: unknown, changes = {}) => ({
  ...{ method: "GET", path: "/v1/things/7?x=1", status: 200, contentType: "application/json; charset=utf-8", text: JSON.stringify(body) },
  ...changes,
});

const sent = (body: string, status: number) => ({ method: "POST", path: "/v1/things", status, contentType: null, text: "", sent: body });

describe("a response that a test sees", () => {
  test("passes when it is as the document says", () => {
    expect(() => check(seen({ at: "2026-05-04T08:00:00.000Z" }))).not.toThrow();
    expect(() => check(seen([], { path: "/v1/things/all" }))).not.toThrow();
    expect(() => check(seen({ code: "thing.not_found" }, { status: 404, contentType: "application/problem+json" }))).not.toThrow();
    expect(() => check(sent('{"at":"2026-05-04T08:00:00.000Z"}', 204))).not.toThrow();
    expect(() => check(sent("{}", 422))).not.toThrow();
    expect(() => check(seen("a page", { path: "/docs", contentType: "text/html" }))).not.toThrow();
  });

  test.each([
    ["a member that is missing", seen({})],
    ["a member that is not declared", seen({ at: "2026-05-04T08:00:00.000Z", more: 1 })],
    ["a format", seen({ at: "yesterday" })],
    ["a refusal without a code", seen({}, { status: 404, contentType: "application/problem+json" })],
    ["a code that the route does not name", seen({ code: "thing.taken" }, { status: 409, contentType: "application/problem+json" })],
    ["a request that was taken all the same", sent("{}", 204)],
    ["a content type", seen({ code: "x" }, { status: 404 })],
  ])("fails for %s", (_what, response) => expect(() => check(response)).toThrow(/document does not/));
});
