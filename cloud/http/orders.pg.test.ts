import { randomUUID } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { espressos } from "../cloud-node.test-fixture.ts";
import { type HttpBox, TestCloud } from "./service.test-fixture.ts";

let cloud: TestCloud;
let owner: string;
let box: HttpBox;
const key = () => ({ "idempotency-key": randomUUID() });
const order = (changes: object = {}) => ({ ...espressos(box.storeId), ...changes });
const line = (changes: object) => ({ items: [{ item_id: "espresso", qty: 1, ...changes }] });

beforeAll(async () => {
  cloud = await TestCloud.open();
  owner = await cloud.operator();
  box = await cloud.onlineStore(owner);
});
afterAll(() => cloud.close());

describe("what does not fit the contract is refused as problem+json, with the fields at fault", () => {
  test.each([
    ["malformed JSON", "{", {}, 400, "request.malformed", undefined],
    ["an empty body", "", {}, 400, "request.malformed", undefined],
    ["another content type", "{}", { "content-type": "text/plain" }, 415, "request.unsupported_media_type", undefined],
    ["a body over 256 KiB", JSON.stringify({ x: "x".repeat(270_000) }), {}, 413, "request.too_large", undefined],
    ["a length that is a lie", JSON.stringify({ x: "x".repeat(270_000) }), { "content-length": "10" }, 413, "request.too_large", undefined],
    ["an array", "[]", {}, 422, "request.invalid", undefined],
    ["an unknown field", { ...line({}), price_cents: 1 }, {}, 422, "request.invalid", "/price_cents"],
    ["quantity 0", line({ qty: 0 }), {}, 422, "request.invalid", "/items/0/qty"],
    ["quantity -1", line({ qty: -1 }), {}, 422, "request.invalid", "/items/0/qty"],
    ["quantity 1.5", line({ qty: 1.5 }), {}, 422, "request.invalid", "/items/0/qty"],
    ["quantity 10^9", line({ qty: 1e9 }), {}, 422, "request.invalid", "/items/0/qty"],
    ["no items", { items: [] }, {}, 422, "request.invalid", "/items"],
    ["a store id that is none", { store_id: "../x" }, {}, 422, "request.invalid", "/store_id"],
    ["an unknown item", line({ item_id: "tea-of-mars" }), {}, 422, "item.unknown", "/items/0/item_id"],
    ["an unknown modifier", line({ modifier_ids: ["gold"] }), {}, 422, "modifier.unknown", "/items/0/modifier_ids"],
    ["online payment", { payment_method: "ONLINE" }, {}, 422, "payment.online_unavailable", undefined],
    ["an unknown store", { store_id: "nowhere" }, {}, 404, "store.not_found", undefined],
    ["another total", { expected_total_cents: 1 }, {}, 409, "order.price_changed", undefined],
  ])("%s", async (_name, change, headers, status, code, field) => {
    const body = typeof change === "string" ? change : order(change);
    const reply = await cloud.call("POST", "/v1/orders", { body, headers: { ...key(), ...headers } });
    expect(reply.json).toMatchObject({ status, code });
    expect(reply.status).toBe(status);
    expect(reply.headers.get("content-type")).toBe("application/problem+json");
    if (field) expect(reply.json.fields.map((fault: { field: string }) => fault.field)).toContain(field);
  });

  test("unknown routes and methods", async () => {
    expect((await cloud.call("GET", "/v1/nothing")).json.code).toBe("request.not_found");
    const wrong = await cloud.call("PUT", "/v1/orders", { body: {} });
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "POST"]);
  });
});

describe("the idempotency key", () => {
  test("is needed, and a guest's is long", async () => {
    expect((await cloud.call("POST", "/v1/orders", { body: order() })).json).toMatchObject({
      status: 400,
      code: "idempotency.key_required",
    });
    const short = await cloud.call("POST", "/v1/orders", { body: order(), headers: { "idempotency-key": "1" } });
    expect(short.json).toMatchObject({ status: 400, code: "idempotency.key_required" });
    expect(short.json.fields[0].field).toBe("header:idempotency-key");
  });

  test("same key and body: the first response again, byte for byte; another body: 422", async () => {
    const headers = key();
    const first = await cloud.call("POST", "/v1/orders", { body: order(), headers });
    const again = await cloud.call("POST", "/v1/orders", { body: order(), headers });
    expect([again.status, again.text, again.headers.get("idempotency-replayed")]).toEqual([201, first.text, "true"]);
    expect(first.headers.get("idempotency-replayed")).toBeNull();
    const other = await cloud.call("POST", "/v1/orders", { body: order({ note: "!" }), headers });
    expect(other.json).toMatchObject({ status: 422, code: "idempotency.key_reused" });
  });

  test("two at once are one order", async () => {
    const headers = key();
    const [one, two] = await Promise.all([0, 1].map(() => cloud.call("POST", "/v1/orders", { body: order(), headers })));
    expect(one?.status).toBe(201);
    expect(two?.text).toBe(one?.text);
  });
});

describe("whose order it is", () => {
  test("a guest's token reads its own order and no other", async () => {
    const mine = await cloud.place(box.storeId);
    const other = await cloud.place(box.storeId);
    const read = await cloud.call("GET", `/v1/orders/${mine.order.order_id}`, { token: mine.token });
    expect(read.json).toMatchObject({ order_id: mine.order.order_id, status: "PLACED", store_online: true });
    expect(read.json).not.toHaveProperty("idempotency_key");
    expect((await cloud.call("GET", `/v1/orders/${other.order.order_id}`, { token: mine.token })).json).toMatchObject({
      status: 404,
      code: "order.not_found",
    });
    expect((await cloud.call("POST", `/v1/orders/${other.order.order_id}/cancel`, { token: mine.token, body: {} })).status).toBe(404);
    expect((await cloud.call("GET", `/v1/orders/${mine.order.order_id}`)).json).toMatchObject({ status: 401, code: "auth.required" });
    expect((await cloud.call("GET", "/v1/me/orders", { token: mine.token })).status).toBe(403);
  });

  test("another customer's order does not exist; a customer lists their own", async () => {
    const [ana, bo] = [await cloud.customer(owner), await cloud.customer(owner)];
    const { order: placed } = await cloud.place(box.storeId, { token: ana.token });
    expect(placed).not.toHaveProperty("access_token");
    const unknown = (await cloud.call("GET", `/v1/orders/${randomUUID()}`, { token: bo.token })).json;
    const foreign = (await cloud.call("GET", `/v1/orders/${placed.order_id}`, { token: bo.token })).json;
    expect({ ...foreign, detail: "" }).toEqual({ ...unknown, detail: "" });
    expect((await cloud.call("GET", "/v1/me/orders", { token: ana.token })).json.orders).toMatchObject([{ order_id: placed.order_id }]);
    expect((await cloud.call("GET", "/v1/me/orders", { token: bo.token })).json.orders).toEqual([]);
  });

  test("an operator sees orders of their stores alone", async () => {
    const { order: placed } = await cloud.place(box.storeId);
    const [inside, outside] = [await cloud.operator("it", [box.storeId]), await cloud.operator("it", ["elsewhere"])];
    expect((await cloud.call("GET", `/v1/orders/${placed.order_id}`, { token: inside })).status).toBe(200);
    expect((await cloud.call("GET", `/v1/orders/${placed.order_id}`, { token: outside })).status).toBe(404);
  });

  test("tokens that are expired, signed out, made up or no bearer are refused", async () => {
    const { token } = await cloud.customer(owner);
    const me = (given: string) => cloud.call("GET", "/v1/me/orders", { token: given });
    expect((await me(token)).status).toBe(200);
    cloud.node.time.ms += 91 * 24 * 3_600_000;
    const expired = (await me(token)).json.code;
    cloud.node.time.ms -= 91 * 24 * 3_600_000;
    expect(expired).toBe("auth.revoked");
    expect((await cloud.call("DELETE", "/v1/session", { token })).status).toBe(204);
    expect((await me(token)).json).toMatchObject({ status: 401, code: "auth.revoked" });
    expect((await me("cus_made_up")).json).toMatchObject({ status: 401 });
    const basic = await cloud.call("GET", "/v1/me/orders", { headers: { authorization: "Basic YTpi" } });
    expect([basic.status, basic.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    // What is open to anyone does not look at tokens.
    for (const path of ["/v1/stores", "/healthz", "/readyz"])
      expect((await cloud.call("GET", path, { token: "cus_made_up" })).status).toBe(200);
  });

  test("a browser's cookie is HttpOnly and SameSite, and a stale one only makes it anonymous", async () => {
    const { token } = await cloud.customer(owner);
    const opened = await cloud.call("POST", "/v1/session", { token, body: {} });
    const cookie = opened.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict/);
    const headers = { cookie: `other=1; ${cookie.split(";")[0]}` };
    expect((await cloud.call("GET", "/v1/me/orders", { headers })).status).toBe(200);
    expect((await cloud.call("GET", "/v1/stores", { headers: { cookie: "crema_session=cus_old" } })).status).toBe(200);
    expect((await cloud.call("GET", "/v1/me/orders", { headers: { cookie: "crema_session=cus_old" } })).json.code).toBe("auth.required");
  });
});

describe("the menu", () => {
  const path = () => `/v1/stores/${box.storeId}/menu`;

  test("is cacheable, and 304 while it has not changed", async () => {
    const menu = await cloud.call("GET", path());
    const etag = menu.headers.get("etag") ?? "";
    expect([menu.status, menu.json.store_id, etag]).toEqual([200, box.storeId, '"1.0"']);
    expect(menu.headers.get("cache-control")).toMatch(/^public, max-age=\d+, must-revalidate$/);
    for (const validator of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
      const again = await cloud.call("GET", path(), { headers: { "if-none-match": validator } });
      expect([again.status, again.text, again.headers.get("etag")]).toEqual([304, "", etag]);
    }
    expect((await cloud.call("GET", path(), { headers: { "if-none-match": '"1.1"' } })).status).toBe(200);
  });

  test("says on a socket what the route says, zipped or not", async () => {
    const url = `${await cloud.listening()}${path()}`;
    // The server's own.
    const own = new Set(["date", "connection", "keep-alive", "content-length"]);
    const headersOf = (response: Response) => [...response.headers].filter(([name]) => !own.has(name));
    for (const encoding of ["identity", "gzip"]) {
      const headers = { "accept-encoding": encoding };
      const routed = await cloud.service.app.request(path(), { headers });
      const sent = await fetch(url, { headers });
      expect([sent.status, headersOf(sent)]).toEqual([200, headersOf(routed)]);
      const bytes = Buffer.from(await routed.arrayBuffer());
      expect(await sent.text()).toBe((encoding === "gzip" ? gunzipSync(bytes) : bytes).toString());
    }
    expect((await fetch(url, { headers: { "if-none-match": '"1.0"' } })).status).toBe(304);
    expect((await fetch(url.replace(box.storeId, "nowhere"))).status).toBe(404);
  });

  test.each(["nowhere", "%00", "x'--", "A".repeat(70)])("of store %s is not there", async (storeId) => {
    expect((await cloud.call("GET", `/v1/stores/${storeId}/menu`)).json).toMatchObject({ status: 404, code: "store.not_found" });
  });
});

test("a store that is not heard refuses new orders in plain words, and its menu stays readable", async () => {
  const silent = await cloud.store(owner);
  const refused = await cloud.call("POST", "/v1/orders", { body: order({ store_id: silent }), headers: key() });
  expect(refused.json).toMatchObject({ status: 503, code: "store.offline" });
  expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
  expect((await cloud.call("GET", `/v1/stores/${silent}/menu`)).status).toBe(200);
  cloud.node.time.ms += 1_000;
  const reply = await cloud.call("GET", "/v1/stores");
  const { stores } = reply.json;
  const shown = Object.fromEntries(
    stores.map((one: { store_id: string; is_online: boolean; is_open: boolean }) => [one.store_id, [one.is_open, one.is_online]]),
  );
  expect(shown).toMatchObject({ [silent]: [true, false], [box.storeId]: [true, true] });
  const etag = reply.headers.get("etag") ?? "";
  expect([etag, reply.headers.get("cache-control")]).toEqual([expect.stringMatching(/^W\/".+"$/), "public, no-cache"]);
  const again = await cloud.call("GET", "/v1/stores", { headers: { "if-none-match": etag } });
  expect([again.status, again.text]).toEqual([304, ""]);
});

test("the times that a store offers are times for which it takes an order", async () => {
  const { status, json } = await cloud.call("GET", `/v1/stores/${box.storeId}/slots`);
  // 10:00 in Berlin, five minutes to make it, closed from 22:00 to 06:00.
  expect([status, json.time_zone, json.slots[0], json.slots.length]).toEqual([200, "Europe/Berlin", "2026-05-04T08:15:00.000Z", 444]);
  const ahead = await cloud.call("POST", "/v1/orders", { body: order({ requested_for: json.slots.at(-1) }), headers: key() });
  expect([ahead.status, ahead.json.promised_at]).toEqual([201, json.slots.at(-1)]);
  expect((await cloud.call("GET", "/v1/stores/nowhere/slots")).json.code).toBe("store.not_found");
});
