import type { EventOf } from "@crema/shared/events";
import { ana, orderIn, STORE, T0, testId } from "@crema/shared/order/order.test-fixture";
import { expect, test } from "vitest";
import { orderAnswer, placedJson } from "./order-json.ts";

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
  const json = placedJson(placed, T0);
  expect(JSON.parse(json.event)).toEqual(JSON.parse(JSON.stringify(placed)));
  expect(JSON.parse(json.answer)).toEqual(JSON.parse(JSON.stringify(orderAnswer(order, T0))));
});
