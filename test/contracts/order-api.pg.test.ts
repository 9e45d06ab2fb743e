/** One suite for both sides: a program that knows the box's order API knows the cloud's. */
import { OrderResponse } from "@crema/shared/contract/orders";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { espressos } from "../world/menu.ts";
import { World } from "../world/world.ts";
import { type Side, sidesOf } from "./side.ts";

let world: World;
let sides: Side[];

beforeAll(async () => {
  world = await World.create({ store: {} });
  sides = sidesOf(world);
});
afterAll(async () => {
  await world.check();
  expect(await world.close()).toEqual([]);
});

const storeId = "store-1";
const order = (changes: object = {}) => ({ ...espressos(storeId), ...changes });
const line = (changes: object = {}) => ({ item_id: "espresso", qty: 1, ...changes });

describe.each(["edge", "cloud"] as const)("%s", (name) => {
  const side = () => sides.find((one) => one.name === name)!;
  const place = (body: unknown, key = side().newKey()) =>
    side().ask<OrderResponse>("/v1/orders", { body, headers: { "idempotency-key": key } });

  test("an order is placed, has the shape of the contract, and can be read again", async () => {
    const placed = await place(order());
    expect([placed.status, placed.code, placed.headers.get("content-type")?.split(";")[0]]).toEqual([201, "ok", "application/json"]);
    const whole = OrderResponse.parse(placed.body);
    expect(whole).toMatchObject({ store_id: storeId, status: "PLACED", total_cents: 500, menu_version: 1 });
    const read = await side().ask<OrderResponse>(`/v1/orders/${whole.order_id}`, { token: side().tokenFor(placed.body) });
    expect(read.body).toMatchObject({ order_id: whole.order_id, lines: placed.body.lines, total_cents: 500 });
  });

  test("[U9] the same key and body: the first response, byte for byte, also to many at once", async () => {
    const headers = { "idempotency-key": side().newKey() };
    const together = await Promise.all(Array.from({ length: 6 }, () => side().bytes("/v1/orders", { body: order(), headers })));
    const later = await side().bytes("/v1/orders", { body: order(), headers });
    expect(new Set([...together, later].map((response) => `${response.status} ${response.text}`)).size).toBe(1);
    expect(later.headers.get("idempotency-replayed")).toBe("true");
    expect(together.filter((response) => response.headers.get("idempotency-replayed") !== "true")).toHaveLength(1);
  });

  test("the same key with another body is refused; without a key nothing is placed", async () => {
    const key = side().newKey();
    expect((await place(order(), key)).status).toBe(201);
    const reused = await place(order({ customer_name: "Ada" }), key);
    expect([reused.status, reused.code]).toEqual([422, "idempotency.key_reused"]);
    const missing = await side().ask("/v1/orders", { body: order() });
    expect([missing.status, missing.code]).toEqual([400, "idempotency.key_required"]);
  });

  test("chosen without milk under the key of an order that left the choice out is another order, and is refused; a retry of each is not", async () => {
    const requests = [order({ items: [line()] }), order({ items: [line({ modifier_ids: [] })] })] as const;
    for (const [first, other] of [requests, [...requests].reverse()]) {
      const key = side().newKey();
      const placed = await place(first, key);
      expect([placed.status, (await place(first, key)).body.order_id]).toEqual([201, placed.body.order_id]);
      const reused = await place(other, key);
      expect([reused.status, reused.code]).toEqual([422, "idempotency.key_reused"]);
    }
  });

  test("a refusal is not remembered: the key is free for the corrected order", async () => {
    const key = side().newKey();
    expect((await place(order({ items: [line({ item_id: "nothing" })] }), key)).code).toBe("item.unknown");
    expect((await place(order(), key)).status).toBe(201);
  });

  test.each<[code: string, what: string, body: object]>([
    ["item.unknown", "an unknown item", order({ items: [line({ item_id: "nothing" })] })],
    ["modifier.unknown", "an unknown modifier", order({ items: [line({ modifier_ids: ["nothing"] })] })],
    ["modifier.group_required", "a missing choice", order({ items: [line({ item_id: "latte" })] })],
    ["modifier.too_many", "two of one", order({ items: [line({ item_id: "latte", modifier_ids: ["whole", "oat"] })] })],
    ["promotion.unknown", "an unknown code", order({ promotion_codes: ["NOTHING"] })],
    ["order.price_changed", "another total", order({ expected_total_cents: 1 })],
    ["payment.online_unavailable", "online payment", order({ payment_method: "ONLINE" })],
    ["request.invalid", "none of it", order({ items: [line({ qty: 0 })] })],
    ["request.invalid", "less than none", order({ items: [line({ qty: -1 })] })],
    ["request.invalid", "one and a half", order({ items: [line({ qty: 1.5 })] })],
    ["request.invalid", "a billion", order({ items: [line({ qty: 1e9 })] })],
    ["request.invalid", "nothing at all", order({ items: [] })],
    ["request.invalid", "an unknown field", order({ surprise: true })],
  ])("refuses with %s: %s", async (code, _what, body) => {
    const refused = await place(body);
    expect(refused.code).toBe(code);
    expect(refused.body).toMatchObject({ code, status: refused.status, title: expect.any(String), detail: expect.any(String) });
  });

  test("a hundred lines with four choices and a long note each are one order", async () => {
    const modifier_ids = ["large", "oat", "shot", "syrup"];
    const placed = await place(order({ items: Array(100).fill(line({ item_id: "latte", modifier_ids, note: "é".repeat(140) })) }));
    expect([placed.status, placed.body.lines?.length]).toEqual([201, 100]);
    // The store takes the app's as well: its log can hold it.
    const read = async () =>
      (await side().ask<OrderResponse>(`/v1/orders/${placed.body.order_id}`, { token: side().tokenFor(placed.body) })).body;
    await world.until("the store decides it", async () => (await read()).authority === "edge");
    expect((await read()).status).toBe("PLACED");
  });

  test("a changed price comes with the quote of now", async () => {
    const refused = await place(order({ expected_total_cents: 1 }));
    expect([refused.status, refused.body]).toMatchObject([409, { quote: { total_cents: 500 } }]);
  });

  test("malformed JSON, another content type, too large a body, and an unknown path are problems", async () => {
    const headers = () => ({ "idempotency-key": side().newKey() });
    const responses = [
      await side().ask("/v1/orders", { raw: "{", headers: headers() }),
      await side().ask("/v1/orders", { raw: "a=1", headers: { ...headers(), "content-type": "application/x-www-form-urlencoded" } }),
      await side().ask("/v1/orders", { body: order({ note: "x".repeat(270_000) }), headers: headers() }),
      await side().ask("/v1/nothing"),
    ];
    expect(responses.map((response) => [response.status, response.code])).toEqual([
      [400, "request.malformed"],
      [415, "request.unsupported_media_type"],
      [413, "request.too_large"],
      [404, "request.not_found"],
    ]);
  });

  test("a quote places nothing and is what the order then costs", async () => {
    const quote = await side().ask<{ total_cents: number }>("/v1/orders/quote", { body: { store_id: storeId, items: order().items } });
    expect([quote.status, quote.body.total_cents]).toEqual([200, 500]);
  });

  test("a quote says for which kind of sale it is: the one that was asked for, or taken away where nothing was said", async () => {
    const kindOf = async (asked: object) => {
      const body = { store_id: storeId, items: order().items, ...asked };
      return (await side().ask<{ fulfillment_type: string }>("/v1/orders/quote", { body })).body.fulfillment_type;
    };
    expect([await kindOf({ fulfillment_type: "IN_STORE" }), await kindOf({ requested_for: null }), await kindOf({})]).toEqual([
      "IN_STORE",
      "PICKUP",
      "PICKUP",
    ]);
  });

  test("the menu has an ETag, and is not sent again to whoever has it", async () => {
    const path = `/v1/stores/${storeId}/menu`;
    const first = await side().bytes(path, { token: null });
    const etag = first.headers.get("etag") ?? "";
    const again = await side().bytes(path, { token: null, headers: { "if-none-match": etag } });
    expect([first.status, again.status, again.text, again.headers.get("etag")]).toEqual([200, 304, "", etag]);
    expect((await side().bytes(path, { token: null, headers: { "if-none-match": '"other"' } })).status).toBe(200);
    expect((await side().ask("/v1/stores/nowhere/menu", { token: null })).code).toBe("store.not_found");
  });

  test("a token that is none is refused, also where nobody needs one", async () => {
    const response = await side().ask("/v1/orders", { body: order(), token: "made-up", headers: { "idempotency-key": side().newKey() } });
    expect(response.status).toBe(401);
    expect(response.code).toMatch(/^auth\./);
  });
});

test("both sides show the same menu under the same ETag, also after something is sold out", async () => {
  const [edge, cloud] = sides;
  const path = `/v1/stores/${storeId}/menu`;
  const tags = async () => [(await edge!.bytes(path)).headers.get("etag"), (await cloud!.bytes(path)).headers.get("etag")];
  const [before] = await tags();
  expect(new Set(await tags()).size).toBe(1);
  await world.storeAt.till.soldOut("croissant");
  await world.until("the cloud has it", async () => new Set(await tags()).size === 1);
  expect((await tags())[0]).not.toBe(before);
  for (const side of sides) {
    const body = order({ items: [line({ item_id: "croissant" })] });
    expect((await side.ask("/v1/orders", { body, headers: { "idempotency-key": side.newKey() } })).code).toBe("item.sold_out");
  }
  const bodies = await Promise.all(sides.map((side) => side.ask<object>(path, { token: null })));
  expect(bodies[0]?.body).toEqual(bodies[1]?.body);
});
