import type { EventOf } from "@crema/shared/domain/events";
import { ZERO } from "@crema/shared/domain/kernel/money";
import { viewOf } from "@crema/shared/domain/order/order";
import { ana, orderIn, STORE, T0, testId } from "@crema/shared/domain/order/order.test-fixture";
import { writeBody } from "@crema/sync/protocol/write-body";
import { expect, test } from "vitest";
import { placedJson } from "./order-json.ts";

test("both strings parse to what JSON.stringify would have made, awkward characters included", () => {
  const order = orderIn("PLACED", { note: '"}],{"\\ \n é', customer_name: "}", idempotency_key: 'a"b}' });
  const placed: EventOf<"order.placed"> = {
    event_id: testId(9),
    store_id: STORE,
    at: T0,
    actor: ana,
    type: "order.placed",
    order_id: order.order_id,
    order,
  };
  const affordances = {
    allowed_transitions: [],
    allowed_actions: [{ action: "tender" as const, needs_manager: false }],
    releases_at: null,
    balance_cents: ZERO,
  };
  const json = placedJson(placed, T0, affordances);
  expect(JSON.parse(json.event)).toEqual(JSON.parse(writeBody(placed)));
  expect(JSON.parse(json.response)).toEqual(JSON.parse(JSON.stringify({ ...viewOf(order), ...affordances, as_of: T0 })));
});
