/** Orders from before the store's present box: it was not handed them, and its till refunds them by line all the same (D8, M4). */

import type { XReport } from "@crema/edge/ports";
import type { Books } from "@crema/shared/contract/books";
import type { EarlierOrder } from "@crema/shared/contract/earlier-orders";
import type { OrderMoney } from "@crema/shared/contract/money";
import type { OpenRefundRequest } from "@crema/shared/contract/refund-requests";
import type { DayTotals, ZReport } from "@crema/shared/domain/drawer/report";
import type { OrderView } from "@crema/shared/domain/order/order";
import type { Refund } from "@crema/shared/domain/payment/payment";
import { expect, test } from "vitest";
import { MANAGER_PIN } from "../world/menu.ts";
import { done } from "../world/reply.ts";
import type { Till } from "../world/till.ts";
import { World } from "../world/world.ts";

const post = <T>(till: Till, path: string, body: object = {}) => till.call<T>("POST", path, body, { "idempotency-key": till.newKey() });
const find = (till: Till, number: string | null) => till.call<{ orders: EarlierOrder[] }>("GET", `/v1/earlier-orders?number=${number}`);

async function ended(till: Till, counted_cents: number): Promise<ZReport> {
  done(await post(till, "/v1/drawer/counts", { counted_cents }));
  return done(await post<{ report: ZReport }>(till, "/v1/drawer/close")).report;
}

/** Two espressos, sold and in a Z; then another box takes the place of the one that sold them. */
async function withAnotherBox(work: (world: World, till: Till, sold: OrderView, receipt: string | null) => Promise<void>) {
  const world = await World.create({ lost: ["store-1"] });
  let left: string[] = [];
  try {
    const { box: old, till, id } = world.storeAt;
    done(await post(till, "/v1/drawer/sessions", { float_cents: 10_000 }));
    const sold = await till.place();
    await till.serve(sold.order_id);
    const money = done(await till.call<OrderMoney>("GET", `/v1/orders/${sold.order_id}/money`));
    await ended(till, 10_500);
    await world.until("sent", async () => (await world.cloud(id)).link.last_seq === old.box.store.tables.box.position().head_seq);
    await old.stop();
    // Until then a till may repeat its requests, so the orders of those are handed over.
    await world.time.skip(25 * 3_600_000);
    const next = await world.anotherBox(id);
    done(await world.enrollNext(next));
    const at = await till.movedTo(next);
    await world.until("live", () => next.box.link.status().state === "LIVE");
    await work(world, at, sold, money.payments[0]?.provider_ref ?? null);
    await world.until("heard", async () => (await world.cloud(id)).link.last_seq === next.box.store.tables.box.position().head_seq);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
}

const heard = (world: World, till: Till) =>
  world.until(
    "heard",
    async () => (await world.cloud(till.store.storeId)).link.last_seq === till.store.box.store.tables.box.position().head_seq,
  );

test("[D8] [M4] a till finds an order from before its box by receipt or ticket number, refunds one of its two pieces, and X, Z, day and books have it", async () => {
  await withAnotherBox(async (world, till, sold, receipt) => {
    expect(await till.order(sold.order_id)).toBeNull();
    till.store.line.set("reset");
    const away = await find(till, receipt);
    expect([away.status, away.code]).toEqual([503, "order.cloud_away"]);
    expect((await post(till, `/v1/earlier-orders/${sold.order_id}`)).code).toBe("order.cloud_away");
    till.store.line.calm();
    await world.until("live", () => till.store.box.link.status().state === "LIVE");

    for (const number of [receipt, receipt?.toLowerCase() ?? null, sold.ticket_number])
      expect(done(await find(till, number)).orders).toMatchObject([{ order_id: sold.order_id, total_cents: 500, status: "COMPLETED" }]);
    expect(done(await find(till, "A-999999")).orders).toEqual([]);
    expect((await post(till, `/v1/earlier-orders/${till.store.box.store.context.newId()}`)).code).toBe("order.not_found");

    done(await post(till, "/v1/drawer/sessions", { float_cents: 10_000 }));
    const brought = done(await post<OrderView>(till, `/v1/earlier-orders/${sold.order_id}`));
    expect(brought).toMatchObject({ status: "COMPLETED", total_cents: 500, paid_cents: 500, refunded_cents: 0 });
    expect(done(await post(till, `/v1/earlier-orders/${sold.order_id}`))).toMatchObject({ order_id: sold.order_id });
    expect(done(await find(till, receipt)).orders).toEqual([]);
    // What the box before sold is in its Z, and in none of this one.
    expect(done(await till.call<XReport>("GET", "/v1/drawer/x-report")).days).toEqual([]);

    const line_id = brought.lines[0]?.line_id ?? "";
    const money = done(await till.call<OrderMoney>("GET", `/v1/orders/${sold.order_id}/money`));
    expect(money.refundable).toEqual([{ line_id, pieces_cents: [250, 500] }]);
    const refund = (qty: number) =>
      post<{ refunds: Refund[] }>(till, `/v1/orders/${sold.order_id}/refunds`, {
        ...{ lines: [{ line_id, qty }], reason: "cold", manager_pin: MANAGER_PIN },
      });
    expect((await refund(3)).code).toBe("refund.line_exceeded");
    expect(done(await refund(1)).refunds).toMatchObject([{ amount_cents: 250, method: "CASH", provider_ref: "B-000001" }]);
    expect((await refund(2)).code).toBe("refund.line_exceeded");

    const x = done(await till.call<XReport>("GET", "/v1/drawer/x-report")).days;
    const z = await ended(till, 9_750);
    expect(z.days).toEqual(x);
    expect(z.days).toMatchObject([{ orders: 0, refunds: [{ method: "CASH", count: 1, amount_cents: 250 }] }]);
    expect(z.days[0]?.refunded_tax_cents).toBeGreaterThan(0);
    await heard(world, till);
    const day = z.days[0]?.business_day;
    const whole = done(await world.app.hq<DayTotals>("GET", `/stores/${till.store.storeId}/days/${day}`));
    expect(whole).toMatchObject({ orders: 0, refunds: z.days[0]?.refunds, refunded_tax_cents: z.days[0]?.refunded_tax_cents });
    const books = done(await world.app.hq<Books>("GET", `/stores/${till.store.storeId}/books/${day}`));
    expect([books.verdict, books.differences]).toEqual(["EQUAL", []]);
    expect(await till.receiptPage(sold.order_id)).toContain("B-000001");
  });
});

test("[D8] [M4] what headquarters asks to refund of an order from before the box comes with the order, and the till gives it back", async () => {
  await withAnotherBox(async (world, till, sold) => {
    const line_id = sold.lines[0]?.line_id;
    const asked = { amount_cents: null, lines: [{ line_id, qty: 1 }], reason: "cold" };
    done(await world.app.hq("POST", `/orders/${sold.order_id}/refunds`, asked, { "idempotency-key": "hq-1" }));
    const requests = async () => done(await till.call<{ requests: OpenRefundRequest[] }>("GET", "/v1/refund-requests")).requests;
    await world.until("asked", async () => (await requests()).length === 1);
    const [open] = await requests();
    expect(open).toMatchObject({ order_id: sold.order_id, lines: [{ line_id, qty: 1 }], ticket_number: sold.ticket_number });
    const given = await post<{ refunds: Refund[] }>(till, `/v1/orders/${sold.order_id}/refunds`, {
      ...{ request_id: open?.request_id, reason: "cold" },
    });
    expect(done(given).refunds).toMatchObject([{ amount_cents: 250 }]);
    await heard(world, till);
    const page = done(await world.app.hq<{ orders: OrderView[] }>("GET", `/stores/${till.store.storeId}/orders`));
    expect(page.orders.find((order) => order.order_id === sold.order_id)).toMatchObject({ refunded_cents: 250, refund_state: "PARTIAL" });
  });
});
