import { randomUUID } from "node:crypto";
import { refundOf } from "@crema/shared/domain/order/order.test-fixture";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { espressos, menuRows } from "../cloud-node.test-fixture.ts";
import { life, posOrder } from "../store-events.test-fixture.ts";
import { type HttpBox, TestCloud } from "./service.test-fixture.ts";

let cloud: TestCloud;
let owner: string;
let box: HttpBox;

beforeAll(async () => {
  cloud = await TestCloud.open();
  owner = await cloud.operator();
  box = await cloud.onlineStore(owner);
});
afterAll(() => cloud.close());

test("a customer's orders come in pages, newest first", async () => {
  const { token } = await cloud.customer(owner);
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) {
    cloud.node.time.ms += 1;
    ids.unshift((await cloud.place(box.storeId, { token })).order.order_id);
  }
  const page = async (query: string) => (await cloud.call("GET", `/v1/me/orders?${query}`, { token })).json;
  const first = await page("limit=2");
  const second = await page(`limit=2&before=${first.next_before}`);
  const third = await page(`limit=2&before=${second.next_before}`);
  const idsOf = (each: { orders: { order_id: string }[] }) => each.orders.map((order) => order.order_id);
  expect([idsOf(first), idsOf(second), idsOf(third)]).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
  expect(third.next_before).toBeNull();
});

describe("a receipt", () => {
  test("says what was ordered, the tax by rate, what was paid and what came back", async () => {
    const order = posOrder(box);
    const events = life(box, order);
    const captured = events.find((event) => event.type === "payment.captured");
    if (captured?.type !== "payment.captured") throw new Error("the life of an order has a capture");
    const refund = refundOf(captured.payment, 200, { store_id: box.storeId, order_id: order.order_id, refund_id: randomUUID() });
    const refunded = { ...captured, event_id: randomUUID(), type: "refund.succeeded", order_id: order.order_id, refund } as const;
    const { payment: _payment, ...given } = refunded;
    expect((await box.send(...events, given)).ok).toBe(true);
    const path = `/v1/orders/${order.order_id}/receipt`;
    const receipt = await cloud.call("GET", path, { token: owner });
    expect(receipt.json).toMatchObject({
      store: { store_id: box.storeId, name: "Main Street", address: "1 Main Street", seller: null },
      ticket_number: order.ticket_number,
      status: "COMPLETED",
      total_cents: order.total_cents,
      paid_cents: order.total_cents,
      refunded_cents: 200,
      refund_state: "PARTIAL",
      payments: [{ method: "CASH", status: "CAPTURED", amount_cents: order.total_cents }],
      refunds: [{ method: "CASH", status: "SUCCEEDED", amount_cents: 200, reason: refund.reason }],
    });
    expect(receipt.json.lines).toHaveLength(order.lines.length);
    expect(receipt.json.taxes.reduce((sum: number, each: { tax_cents: number }) => sum + each.tax_cents, 0)).toBe(order.tax_cents);
    const page = await cloud.call("GET", `${path}?format=html`, { token: owner });
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(page.text).toContain("Refunded: Cash");
    expect(page.text).toContain(order.lines[0]?.name ?? "no line");
  });

  test("shows a refund that is on its way, and no payment that was not taken", async () => {
    const order = posOrder(box);
    expect((await box.send(...life(box, order))).ok).toBe(true);
    const { pool } = cloud.database;
    const [{ state: payment }] = (await pool.query("SELECT state FROM payments WHERE order_id = $1", [order.order_id])).rows;
    const pending = refundOf(payment, 100, { store_id: box.storeId, order_id: order.order_id, status: "PENDING", refund_id: randomUUID() });
    await pool.query(
      `INSERT INTO refunds (store_id, refund_id, payment_id, order_id, provider, method, status, amount_cents, refunded_at, state)
       VALUES ($1, $2, $3, $4, 'in_store', 'CASH', 'PENDING', 100, now(), $5)`,
      [box.storeId, pending.refund_id, payment.payment_id, order.order_id, JSON.stringify(pending)],
    );
    const failed = { ...payment, payment_id: randomUUID(), status: "FAILED" };
    await pool.query(
      `INSERT INTO payments (store_id, payment_id, order_id, provider, method, status, amount_cents, state)
       VALUES ($1, $2, $3, 'in_store', 'CASH', 'FAILED', 100, $4)`,
      [box.storeId, failed.payment_id, order.order_id, JSON.stringify(failed)],
    );
    const path = `/v1/orders/${order.order_id}/receipt`;
    const { json } = await cloud.call("GET", path, { token: owner });
    expect([json.payments.length, json.refunds.map((each: { status: string }) => each.status)]).toEqual([1, ["PENDING"]]);
    expect((await cloud.call("GET", `${path}?format=html`, { token: owner })).text).toContain("Refund on its way: Cash");
  });

  test("is for whoever the order belongs to", async () => {
    const { order, token } = await cloud.place(box.storeId);
    const path = `/v1/orders/${order.order_id}/receipt`;
    const other = await cloud.customer(owner);
    expect((await cloud.call("GET", path, { token })).json).toMatchObject({ total_cents: 500, payments: [], refunds: [] });
    expect((await cloud.call("GET", path, { token: other.token })).json.code).toBe("order.not_found");
    expect((await cloud.call("GET", path)).json.code).toBe("auth.required");
  });
});

describe("ordering again", () => {
  test("gives a request that can be placed as it is, and names what is no longer sold", async () => {
    const own = await cloud.onlineStore(owner);
    const items = [
      { item_id: "latte", qty: 2, modifier_ids: ["oat", "shot"], note: "hot" },
      { item_id: "croissant", qty: 1, modifier_ids: [], note: null },
    ];
    const headers = { "idempotency-key": randomUUID() };
    const placed = await cloud.call("POST", "/v1/orders", { body: espressos(own.storeId, { items }), headers });
    const token = placed.json.access_token;
    const again = () => cloud.call("GET", `/v1/orders/${placed.json.order_id}/reorder`, { token });
    const named = [{ ...items[0], modifier_ids: ["medium", "oat", "shot"] }, { ...items[1] }];
    const request = { store_id: own.storeId, items: named.map((item) => ({ ...item, fill_defaults: false })) };
    expect((await again()).json).toEqual({ request, left_out: [], changed: [] });
    const quoted = await cloud.call("POST", "/v1/orders/quote", { body: (await again()).json.request });
    expect(quoted.json.total_cents).toBe(placed.json.total_cents);

    const fewer = { ...menuRows, items: menuRows.items.filter((item) => item.item_id !== "croissant") };
    await cloud.call("PUT", `/v1/admin/stores/${own.storeId}/menu`, { token: owner, body: fewer });
    await cloud.call("POST", `/v1/admin/stores/${own.storeId}/menu/publish`, { token: owner, body: {} });
    cloud.node.time.ms += 1_000;
    expect((await again()).json).toMatchObject({
      request: { items: [request.items[0]] },
      left_out: [{ name: "croissant", qty: 1, reason: "NOT_SOLD" }],
    });
  });

  test("is for whoever the order belongs to", async () => {
    const { order } = await cloud.place(box.storeId);
    const other = await cloud.customer(owner);
    expect((await cloud.call("GET", `/v1/orders/${order.order_id}/reorder`, { token: other.token })).json.code).toBe("order.not_found");
  });
});
