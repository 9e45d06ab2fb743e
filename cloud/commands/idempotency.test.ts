import { expect, test } from "vitest";
import { replayOf, requestHash } from "./idempotency.ts";

test("fields in another order, and those that are not there, are the same request", () => {
  expect(requestHash({ a: 1, b: [{ c: null, d: "x" }], e: undefined })).toBe(requestHash({ b: [{ d: "x", c: null }], a: 1 }));
  expect(requestHash({ a: 1 })).not.toBe(requestHash({ a: 2 }));
  expect(requestHash([1, 2])).not.toBe(requestHash([2, 1]));
});

test("the same key gets its order again, another request under it is refused, and a new key is not known", () => {
  const stored = { order_id: "o1", request_hash: "h1", answer: '{"order_id":"o1"}' };
  expect(replayOf(stored, "h1")).toEqual({ ok: true, value: { order_id: "o1", order: { order_id: "o1" }, replayed: true } });
  expect(replayOf(stored, "h2")).toMatchObject({ refusal: { code: "idempotency.key_reused" } });
  expect(replayOf(null, "h1")).toBeNull();
});
