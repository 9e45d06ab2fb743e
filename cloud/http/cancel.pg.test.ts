import type { EdgeEvent } from "@crema/shared/domain/events";
import type { Order } from "@crema/shared/domain/order/order";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accepted, refusedCancel, step } from "../store-events.test-fixture.ts";
import { type HttpBox, type Reply, TestCloud } from "./service.test-fixture.ts";

let cloud: TestCloud;
let box: HttpBox;

beforeAll(async () => {
  cloud = await TestCloud.open();
  box = await cloud.onlineStore(await cloud.operator());
});
afterAll(() => cloud.close());

const cancel = (orderId: string, token: string, body: object = {}) => cloud.call("POST", `/v1/orders/${orderId}/cancel`, { token, body });
const full = async (orderId: string): Promise<Order> => (await cloud.service.queries.order(orderId))?.order as Order;

/** An order that the store has taken over. */
async function confirmed(): Promise<{ orderId: string; token: string }> {
  const { order, token } = await cloud.place(box.storeId);
  await box.send(accepted(box, await full(order.order_id)));
  await box.receive();
  return { orderId: order.order_id, token };
}

/** The id of the request, once the store has it. */
async function asked(orderId: string): Promise<string> {
  for (;;) {
    const at = await cloud.service.queries.order(orderId);
    if (at?.cancel_request_id) return at.cancel_request_id;
  }
}

async function cancelWith(orderId: string, token: string, response: (requestId: string) => EdgeEvent): Promise<Reply> {
  const pending = cancel(orderId, token);
  await box.send(response(await asked(orderId)));
  return pending;
}

const cancelledFor = (orderId: string, requestId: string): EdgeEvent => {
  const event = step(box, orderId, "order.cancelled", 2, "PLACED");
  return { ...event, cause: "CUSTOMER", reason: null, request_id: requestId } as EdgeEvent;
};

describe("a customer changes their mind", () => {
  test("before the store has taken the order: at once, and again", async () => {
    const { order, token } = await cloud.place(box.storeId);
    const response = await cancel(order.order_id, token, { reason: "too late" });
    expect([response.status, response.json.status, response.json.cancel_reason]).toEqual([200, "CANCELLED", "too late"]);
    expect((await cancel(order.order_id, token)).status).toBe(200);
  });

  test("the store cancels within the wait: 200", async () => {
    const { orderId, token } = await confirmed();
    const response = await cancelWith(orderId, token, (id) => cancelledFor(orderId, id));
    expect([response.status, response.json.status]).toEqual([200, "CANCELLED"]);
    expect(response.json).not.toHaveProperty("cancel");
  });

  test("the store has begun: 409 with the code it gave and the order", async () => {
    const { orderId, token } = await confirmed();
    const response = await cancelWith(orderId, token, (id) => refusedCancel(box, orderId, id));
    expect(response.json).toMatchObject({ status: 409, code: "order.already_started", order: { order_id: orderId } });
    expect(response.json.order).not.toHaveProperty("idempotency_key");
  });

  test("the store is silent: 202, and further calls join the one request; an answer to another one does not count", async () => {
    const { orderId, token } = await confirmed();
    const first = await cancelWith(orderId, token, () => refusedCancel(box, orderId, "0198c7f2-8b7e-7cc3-9f5e-1f2a3b4c5d6e"));
    expect([first.status, first.json.cancel, first.json.status]).toEqual([202, "REQUESTED", "PLACED"]);
    const requests = (await box.receive()).filter((command) => command.kind === "order.cancel_requested");
    const joined = await cancelWith(orderId, token, (id) => cancelledFor(orderId, id));
    expect(joined.status).toBe(200);
    expect(requests).toHaveLength(1);
    expect((await box.receive()).filter((command) => command.kind === "order.cancel_requested")).toEqual([]);
  });

  test("a status that is not the present one: 409 with the order as it is", async () => {
    const { order, token } = await cloud.place(box.storeId);
    const response = await cancel(order.order_id, token, { expected_status: "READY" });
    expect(response.json).toMatchObject({ status: 409, code: "order.status_changed", current_status: "PLACED" });
  });
});
