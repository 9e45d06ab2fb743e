import { PlaceOrderRequest } from "@crema/shared/domain/order/order-request";
import { expect, test } from "vitest";
import { orderHashes, replayOf, requestHash } from "./idempotency.ts";

test("fields in another order, and those that are not there, are the same request", () => {
  expect(requestHash({ a: 1, b: [{ c: null, d: "x" }], e: undefined })).toBe(requestHash({ b: [{ d: "x", c: null }], a: 1 }));
  expect(requestHash({ a: 1 })).not.toBe(requestHash({ a: 2 }));
  expect(requestHash([1, 2])).not.toBe(requestHash([2, 1]));
});

test("the same key gets its order again, another request under it is refused, and a new key is not known", () => {
  const asked = { request_hash: "h1", exact_hash: "e1" };
  const stored = { ...asked, order_id: "o1", answer: '{"order_id":"o1"}' };
  const replayed = { ok: true, value: { order_id: "o1", order: { order_id: "o1" }, replayed: true } };
  expect(replayOf(stored, asked)).toEqual(replayed);
  expect(replayOf(stored, { ...asked, exact_hash: "e2" })).toMatchObject({ refusal: { code: "idempotency.key_reused" } });
  expect(replayOf(null, asked)).toBeNull();
  // A node of an older release stored no exact one, and what it took for the same is answered as it was.
  expect(replayOf({ ...stored, exact_hash: null }, { ...asked, exact_hash: "e2" })).toEqual(replayed);
  expect(replayOf({ ...stored, exact_hash: null }, { request_hash: "h2", exact_hash: "e1" })).toMatchObject({ ok: false });
});

test("a node of an older release, beside this one during an upgrade, knows the order of a request that this one has answered", () => {
  const lines = [{ item_id: "latte", qty: 1, note: null }];
  const request = { store_id: "store-1", fulfillment_type: "PICKUP", payment_method: "AT_STORE" };
  const chosen = PlaceOrderRequest.parse({ ...request, items: lines.map((line) => ({ ...line, modifier_ids: [] })) });
  const leftOut = PlaceOrderRequest.parse({ ...request, items: lines });
  const asOlderOnesSeeIt = { ...leftOut, items: lines.map((line) => ({ ...line, modifier_ids: [] })) };
  expect([chosen, leftOut].map((each) => orderHashes(each, null).request_hash)).toEqual(Array(2).fill(requestHash(asOlderOnesSeeIt)));
  expect(orderHashes(chosen, null).exact_hash).not.toBe(orderHashes(leftOut, null).exact_hash);
});
