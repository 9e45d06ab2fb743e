import type { RequestedLine } from "@crema/shared/domain/order/order-request";
import { expect, test } from "vitest";
import { orderHashes, replayOf, requestHash } from "./idempotency.ts";

test("a retry of what a box of an older release has answered gets that response, though the release did not tell an empty choice from none", () => {
  const line = { item_id: "latte", qty: 1, modifier_ids: [], note: null };
  const chosen: RequestedLine = { item_id: "latte", qty: 1, modifier_ids: [], fill_defaults: "REQUIRED", note: null };
  const [ofChosen, ofLeftOut] = [chosen, line].map((each) => orderHashes({ items: [each] }, (asked) => requestHash(asked)));
  const older = { request_hash: requestHash({ items: [line] }), body: "{}" };
  expect([replayOf(older, ...ofChosen!)?.ok, replayOf(older, ...ofLeftOut!)?.ok]).toEqual([true, true]);
  const stored = { request_hash: ofLeftOut![0], body: "{}" };
  expect([replayOf(stored, ...ofLeftOut!)?.ok, replayOf(stored, ...ofChosen!)?.ok]).toEqual([true, false]);
});
