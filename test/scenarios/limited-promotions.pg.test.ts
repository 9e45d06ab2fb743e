/** A limited promotion, across what may happen to an app's order after it was placed. */
import { cents } from "@crema/shared/domain/kernel/money";
import { promotion } from "@crema/shared/domain/menu/menu.test-fixture";
import { expect, test } from "vitest";
import { espressos, menuRows } from "../world/menu.ts";
import { done } from "../world/reply.ts";
import { World } from "../world/world.ts";

const half = promotion("half", { code: "HALF", rate_ppm: 500_000, limits: { in_all: 1 } });

async function inStore(work: (world: World) => Promise<void>): Promise<void> {
  const world = await World.create({ lost: ["store-1"] });
  let left: string[] = [];
  try {
    await world.app.publishMenu(world.storeAt.id, { ...menuRows, promotions: [half] });
    await world.until("published", () => world.storeAt.box.box.store.tables.documents.menu()?.promotions.length === 1);
    await work(world);
    expect(world.errors).toEqual([]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
}

const quoteOf = async (world: World) => {
  const { items } = espressos(world.storeAt.id);
  const asked = { store_id: world.storeAt.id, items, promotion_codes: ["HALF"] };
  return (await world.app.call("POST", "/v1/orders/quote", null, asked)).code;
};

test("an order that the cloud has lost counts again once its box has handed it back", () =>
  inStore(async (world) => {
    const { id, till } = world.storeAt;
    await world.copyDatabase();
    await world.until("online again", async () => (await world.app.listed(id)).is_online);
    const order = await world.app.place(id, { promotion_codes: ["HALF"] });
    await world.until("confirmed", async () => (await till.order(order.order_id))?.handoff === "CONFIRMED");
    expect(await quoteOf(world)).toBe("promotion.used_up");
    await world.putDatabaseBack();
    await world.until("live", () => world.linkOf(world.storeAt) === "LIVE");
    await world.until("known again", async () => (await world.cloud(id)).orders.some(({ order_id }) => order_id === order.order_id));
    expect(await quoteOf(world)).toBe("promotion.used_up");
  }));

test("the counter keeps it on the lines that stay, takes no code for it itself, and frees it with the last of them", () =>
  inStore(async (world) => {
    const { id, till } = world.storeAt;
    const order = await world.app.place(id, { promotion_codes: ["HALF"] });
    await world.until("confirmed", async () => (await till.order(order.order_id))?.handoff === "CONFIRMED");
    const line = (item_id: string, qty: number) => ({ item_id, qty, modifier_ids: [], note: null });
    const amend = (items: object[], amendments: number, total_cents: number, promotion_codes: string[] = []) =>
      till.call<{ total_cents: number }>("POST", `/v1/orders/${order.order_id}/amend`, {
        items,
        promotion_codes,
        shown: { amendments, total_cents },
        expected_total_cents: null,
      });
    expect((await till.call("POST", "/v1/orders/quote", { ...espressos(id), promotion_codes: ["HALF"] })).code).not.toBe("ok");
    expect(done(await amend([line("espresso", 2), line("croissant", 1)], 0, 250)).total_cents).toBe(cents(250 + 310));
    expect(done(await amend([line("croissant", 1)], 1, 560)).total_cents).toBe(310);
    await world.until("heard", async () => (await quoteOf(world)) === "ok");
  }));
