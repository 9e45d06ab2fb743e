/** Promotions as headquarters sends them and as an app reads them. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { espressos, menuRows } from "../cloud-node.test-fixture.ts";
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

const put = (...promotions: object[]) =>
  cloud.call("PUT", `/v1/admin/stores/${box.storeId}/menu`, { token: owner, body: { ...menuRows, promotions } });
async function publish(...promotions: object[]): Promise<void> {
  const steps = [
    await put(...promotions),
    await cloud.call("POST", `/v1/admin/stores/${box.storeId}/menu/publish`, { token: owner, body: {} }),
  ];
  for (const done of steps) if (done.status !== 200) throw new Error(done.text);
  cloud.node.time.ms += 1_000;
  await box.send();
}
const quote = (token?: string) => {
  const { items } = espressos(box.storeId);
  return cloud.call("POST", "/v1/orders/quote", { token, body: { store_id: box.storeId, items, promotion_codes: ["WELCOME"] } });
};

test("rows that could not be priced are refused by their fields, and nothing is stored of them", async () => {
  const bundle = { promotion_id: "b", name: "B", code: null, kind: "BUNDLE", price_cents: 500 };
  const unread = await put({ ...bundle, bundle: [] }, { promotion_id: "c", name: "C", code: "x".repeat(10_000), kind: "PERCENT" });
  expect(unread.json).toMatchObject({
    code: "request.invalid",
    fields: [{ field: "/promotions/0/bundle" }, { field: "/promotions/1/code" }],
  });
  const faulty = await put({ ...bundle, bundle: [{ qty: 1 }], hours: [{ weekday: 1, open: "17:00", close: "17:00" }] });
  expect(faulty.json).toMatchObject({
    ...{ status: 422, code: "menu.invalid" },
    fields: [{ field: "/promotions/0/hours/0/close" }, { field: "/promotions/0/bundle/0" }],
  });
  const rows = await cloud.call("GET", `/v1/admin/stores/${box.storeId}/menu`, { token: owner });
  expect(rows.json.promotions).toEqual([]);
});

test("a quote knows who is signed in, and the menu names what there is without the codes that are none of its readers'", async () => {
  const welcome = {
    promotion_id: "welcome",
    name: "Welcome",
    code: "WELCOME",
    kind: "PERCENT",
    rate_ppm: 500_000,
    limits: { per_customer: 1 },
  };
  const two = {
    promotion_id: "two",
    name: "Two for one",
    code: null,
    kind: "BUY_X_GET_Y",
    buy_qty: 1,
    get_qty: 1,
    item_ids: ["croissant"],
  };
  const listed = { promotion_id: "listed", name: "Listed", code: "TAP", is_listed: true, kind: "AMOUNT", amount_cents: 100 };
  await publish(welcome, two, listed);
  const menu = await cloud.call("GET", `/v1/stores/${box.storeId}/menu`);
  expect(menu.json.promotions).toMatchObject([
    { promotion_id: "two", code: null, kind: "BUY_X_GET_Y", buy_qty: 1, get_qty: 1, item_ids: ["croissant"] },
    { promotion_id: "listed", code: "TAP" },
  ]);
  expect(menu.text).not.toContain("WELCOME");
  const { token } = await cloud.customer(owner);
  expect((await quote()).json).toMatchObject({ code: "promotion.not_applicable", detail: "WELCOME is for customers who are signed in." });
  expect((await quote(token)).json).toMatchObject({
    total_cents: 250,
    promotions: [{ promotion_id: "welcome", lines: [{ discount_cents: 250 }] }],
  });
  const { token: guest } = await cloud.place(box.storeId);
  expect((await quote(guest)).json).toMatchObject({ code: "promotion.not_applicable" });
  const body = { ...espressos(box.storeId), promotion_codes: ["WELCOME"] };
  const placed = await cloud.call("POST", "/v1/orders", { token, body, headers: { "idempotency-key": randomUUID() } });
  expect(placed.json).toMatchObject({ total_cents: 250 });
  expect((await quote(token)).json).toMatchObject({ status: 409, code: "promotion.used_up" });
});
