/** The counter's menu while prices are reduced: what it says is what the order costs, at either side of the end. */

import { iso } from "@crema/shared/domain/kernel/clock";
import { cents, ZERO } from "@crema/shared/domain/kernel/money";
import type { MenuDocument } from "@crema/shared/domain/menu/menu";
import { beforeEach, expect, test } from "vitest";
import { openTestBox, type TestBox } from "../box.test-fixture.ts";

const HOUR_MS = 3_600_000;
let box: TestBox;
let token: string;

beforeEach(async () => {
  box = await openTestBox();
  token = (await box.pair()).token;
  return () => box.stop();
});

const menu = async (etag?: string) => {
  const reply = await box.call("GET", "/v1/stores/main-street/menu", undefined, { headers: etag ? { "if-none-match": etag } : {} });
  const { items = [], prices_change_at } = reply.json as { items?: { item_id: string; reduced?: object }[]; prices_change_at?: string };
  const reduced = Object.fromEntries(items.flatMap((item) => (item.reduced ? [[item.item_id, item.reduced]] : [])));
  return { status: reply.status, etag: reply.headers.get("etag") ?? "", reduced, prices_change_at };
};
const order = (expected_total_cents: number) =>
  box.call(
    "POST",
    "/v1/orders",
    {
      ...{ store_id: "main-street", fulfillment_type: "PICKUP", payment_method: "AT_STORE", expected_total_cents },
      items: [{ item_id: "espresso", qty: 1 }],
    },
    { token, headers: { "idempotency-key": crypto.randomUUID() } },
  );

test("a reduced price is on the menu until it ends, another ETag each, and the order is decided at its placing", async () => {
  const before = box.store.queries.menu()?.menu as MenuDocument;
  const at = box.clock.now();
  const [from, until] = [iso(at + HOUR_MS), iso(at + 2 * HOUR_MS)];
  const happy = {
    ...{ promotion_id: "happy", name: "Happy hour", code: null, kind: "PERCENT" as const, rate_ppm: 200_000, amount_cents: ZERO },
    ...{ item_ids: ["espresso"], category_ids: [], min_subtotal_cents: cents(0), starts_at: from, ends_at: until },
  };
  const version = before.version + 1;
  await box.store.sync.down.applyDocuments([{ kind: "menu", version, document: { ...before, version, promotions: [happy] } }], null);
  const full = before.items.find(({ item_id }) => item_id === "espresso")?.base_price_cents ?? 0;
  const less = full - Math.round(full / 5);

  const first = await menu();
  expect(first).toMatchObject({ status: 200, reduced: {}, prices_change_at: from });
  box.timers.advance(HOUR_MS - 1);
  expect((await menu(first.etag)).status).toBe(304);
  expect((await order(full)).status).toBe(201);

  box.timers.advance(1);
  const during = await menu(first.etag);
  expect(during).toMatchObject({ status: 200, reduced: { espresso: { price_cents: less, until } }, prices_change_at: until });
  expect((await menu(during.etag)).status).toBe(304);
  box.timers.advance(HOUR_MS - 1);
  expect((await order(less)).json.total_cents).toBe(less);

  box.timers.advance(1);
  const late = await order(less);
  expect([late.status, late.json.code]).toEqual([409, "order.price_changed"]);
  expect((await order(full)).json.total_cents).toBe(full);
  const after = await menu(during.etag);
  expect(after).toMatchObject({ status: 200, reduced: {} });
  expect(after.prices_change_at).toBeUndefined();
});

test("set back by a manager, the clock has the price again", async () => {
  const before = box.store.queries.menu()?.menu as MenuDocument;
  const ends_at = iso(box.clock.now() + HOUR_MS);
  const happy = {
    ...{ promotion_id: "happy", name: "Happy hour", code: null, kind: "PERCENT" as const, rate_ppm: 200_000, amount_cents: ZERO },
    ...{ item_ids: ["espresso"], category_ids: [], min_subtotal_cents: cents(0), starts_at: null, ends_at },
  };
  const version = before.version + 1;
  await box.store.sync.down.applyDocuments([{ kind: "menu", version, document: { ...before, version, promotions: [happy] } }], null);
  const reduced = async () => Object.keys((await menu()).reduced);
  expect(await reduced()).toEqual(["espresso"]);
  box.timers.advance(2 * HOUR_MS);
  expect(await reduced()).toEqual([]);
  box.clock.advance(-2 * HOUR_MS);
  expect(await reduced()).toEqual(["espresso"]);
});
