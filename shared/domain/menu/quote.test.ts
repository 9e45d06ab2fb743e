import { describe, expect, test } from "vitest";
import { newOrder } from "../order/new-order.ts";
import { ORDER_ID, T0, testIds } from "../order/order.test-fixture.ts";
import { Order } from "../order/order.ts";
import { PlaceOrderRequest } from "../order/order-request.ts";
import { available, menu, promotion, taxOf } from "./menu.test-fixture.ts";
import { menuResponse } from "./menu-response.ts";
import { activePromotions } from "./promotions.ts";
import { checkExpectedTotal, quote } from "./quote.ts";

const profile = { version: 3, name: "Main Street", time_zone: "Europe/Berlin", business_day_cutoff_hour: 4, tax: taxOf() };
const at = (text: string) => Date.parse(text);
const summer = promotion("summer", {
  code: "Summer",
  rate_ppm: 100_000,
  starts_at: "2026-06-01T00:00:00.000Z",
  ends_at: "2026-09-01T00:00:00.000Z",
});
const always = promotion("always", { rate_ppm: 50_000 });
const promoted = { ...menu, promotions: [summer, always] };
const ask = (codes: string[] = [], atMs = at("2026-07-01T00:00:00.000Z")) =>
  quote(
    promoted,
    profile,
    available,
    { items: [{ item_id: "espresso", qty: 2, modifier_ids: [], note: null }], promotion_codes: codes },
    { atMs, channel: "APP", newId: testIds() },
  );

describe("promotions", () => {
  test("without a code apply always, with one by it, each once, in the menu's sequence", () => {
    expect(ask()).toMatchObject({ ok: true, value: { discount_cents: 25, promotions: [{ promotion_id: "always" }] } });
    expect(ask([" summer", "SUMMER"])).toMatchObject({
      ok: true,
      value: { discount_cents: 75, promotions: [{ promotion_id: "summer" }, { promotion_id: "always" }] },
    });
  });

  test("run from their start up to, and without, their end", () => {
    const ids = (moment: string) => {
      const result = activePromotions(promoted, ["summer"], {
        wantedMs: at(moment),
        time_zone: "Europe/Berlin",
        channel: "APP",
        fulfillment_type: "PICKUP",
      });
      return result.ok ? result.value.map((found) => found.promotion_id) : result.refusal.code;
    };
    expect(ids("2026-05-31T23:59:59.999Z")).toBe("promotion.unknown");
    expect(ids("2026-06-01T00:00:00.000Z")).toEqual(["summer", "always"]);
    expect(ids("2026-08-31T23:59:59.999Z")).toEqual(["summer", "always"]);
    expect(ids("2026-09-01T00:00:00.000Z")).toBe("promotion.unknown");
  });

  test("a code that is unknown is refused, and each such code is named", () => {
    expect(ask(["nope", "summer", "neither"])).toMatchObject({
      ok: false,
      refusal: { code: "promotion.unknown", fields: [{ field: "/promotion_codes/0" }, { field: "/promotion_codes/2" }] },
    });
  });
});

describe("the total that the client showed", () => {
  const result = ask();
  if (!result.ok) throw new Error(result.refusal.detail);
  const priced = result.value;
  test("is taken when it is the price, or when none was shown", () => {
    expect(checkExpectedTotal(priced, 475)).toEqual({ ok: true, value: priced });
    expect(checkExpectedTotal(priced, null)).toEqual({ ok: true, value: priced });
  });

  test.each([474, 476, 0])("%d is refused with the price now", (shown) => {
    expect(checkExpectedTotal(priced, shown)).toMatchObject({
      ok: false,
      refusal: { code: "order.price_changed", extra: { quote: priced }, fields: [{ field: "/expected_total_cents" }] },
    });
  });

  test("is part of an order that fits its schema, promised after the time it takes or when it was asked for", () => {
    const request = PlaceOrderRequest.parse({
      store_id: "main-street",
      fulfillment_type: "PICKUP",
      payment_method: "AT_STORE",
      items: [{ item_id: "espresso", qty: 2 }],
    });
    const input = {
      request,
      priced,
      order_id: ORDER_ID,
      origin: "POS",
      authority: "edge",
      handoff: "BORN_AT_STORE",
      user_id: null,
      principal: "device:1",
      idempotency_key: "k",
      placed_by: null,
      at: T0,
      promised_at: "2026-05-04T08:04:00.000Z",
      ticket_number: "A1",
      business_day: "2026-05-04",
      replaces_order_id: null,
    } as const;
    const order = newOrder(input);
    expect(Order.parse(order)).toEqual(order);
    expect(order).toMatchObject({
      status: "PLACED",
      order_seq: 1,
      total_cents: 475,
      promised_at: "2026-05-04T08:04:00.000Z",
      created_at: T0,
      paid_cents: 0,
    });
    const noon = "2026-05-04T12:00:00.000Z";
    expect(newOrder({ ...input, request: { ...request, requested_for: noon } })).toMatchObject({ promised_at: noon, requested_for: noon });
  });
});

test("the menu response marks what is sold out and hides promotion codes", () => {
  const response = menuResponse(promoted, profile, { revision: 4, sold_out_item_ids: ["latte"], sold_out_modifier_ids: ["oat"] }, null);
  expect(response).toMatchObject({
    store_name: "Main Street",
    version: 7,
    sold_out_revision: 4,
    tax_inclusive: true,
    promotions: [{ promotion_id: "always", name: "always" }],
  });
  expect(response.items.map((row) => [row.item_id, row.is_available])).toEqual([
    ["espresso", true],
    ["latte", false],
    ["croissant", true],
  ]);
  const choices = response.modifier_groups.flatMap((group) => group.modifiers);
  expect(choices.filter((one) => !one.is_available).map((one) => one.modifier_id)).toEqual(["oat"]);
  expect(JSON.stringify(response)).not.toMatch(/summer/i);
});
