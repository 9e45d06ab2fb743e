import { gzipSync } from "node:zlib";
import { appOrder } from "@crema/shared/domain/order/order.test-fixture";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { espressos, openTestBox, STORE_ID, type TestBox } from "../box.test-fixture.ts";

let box: TestBox;
let pos: string;
let board: string;

beforeAll(async () => {
  box = await openTestBox();
  pos = (await box.pair("pos")).token;
  board = (await box.pair("board")).token;
});
afterAll(() => box.stop());

const KEY = { "idempotency-key": "k1" };
const UNKNOWN_ID = "0198c7f2-8b7e-7000-8000-0000000000ff";

describe("a request that cannot be served says why, and nothing is half done", () => {
  const order = (changes: object) => ({ ...espressos(), ...changes });
  const line = (changes: object) => order({ items: [{ item_id: "espresso", qty: 1, modifier_ids: [], note: null, ...changes }] });

  test.each<[string, unknown, number, string, string]>([
    ["a body that is cut short", '{"store_id":', 400, "request.malformed", ""],
    ["an array", [], 422, "request.invalid", "/"],
    ["quantity 0", line({ qty: 0 }), 422, "request.invalid", "/items/0/qty"],
    ["quantity -1", line({ qty: -1 }), 422, "request.invalid", "/items/0/qty"],
    ["quantity 1.5", line({ qty: 1.5 }), 422, "request.invalid", "/items/0/qty"],
    ["quantity 10^9", line({ qty: 1e9 }), 422, "request.invalid", "/items/0/qty"],
    ["no items", order({ items: [] }), 422, "request.invalid", "/items"],
    ["an unknown field", order({ discount: 100 }), 422, "request.invalid", "/discount"],
    ["an unknown item", line({ item_id: "tea" }), 422, "item.unknown", "/items/0/item_id"],
    ["an unknown modifier", line({ modifier_ids: ["gold"] }), 422, "modifier.unknown", "/items/0/modifier_ids"],
    ["a missing choice", line({ item_id: "latte" }), 422, "modifier.group_required", "/items/0/modifier_ids"],
    ["payment online", order({ payment_method: "ONLINE" }), 422, "payment.online_unavailable", "/payment_method"],
    ["another store", order({ store_id: "other" }), 403, "auth.wrong_store", ""],
  ])("%s", async (_name, body, status, code, field) => {
    const before = box.store.queries.cursor();
    const response = await box.call("POST", "/v1/orders", body, { token: pos, headers: KEY });
    expect({ status: response.status, code: response.json.code }).toEqual({ status, code });
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    if (field) expect(JSON.stringify(response.json.fields)).toContain(field);
    expect(box.store.queries.cursor()).toBe(before);
  });

  test("a wrong content type is 415", async () => {
    const response = await box.call("POST", "/v1/orders", "store_id=1", { token: pos, headers: { ...KEY, "content-type": "text/plain" } });
    expect([response.status, response.json.code]).toEqual([415, "request.unsupported_media_type"]);
  });

  test("an order over 256 KiB is 413", async () => {
    const response = await box.call("POST", "/v1/orders", espressos({ note: "x".repeat(270_000) }), { token: pos, headers: KEY });
    expect([response.status, response.json.code]).toEqual([413, "request.too_large"]);
  });

  test("a time to be ready by may be written as any program writes it: without fractions, or in the store's own zone", async () => {
    for (const requested_for of ["2026-05-04T12:00:00Z", "2026-05-04T14:00:00+02:00", "2026-05-04T12:00:00.000Z"]) {
      const headers = { "idempotency-key": requested_for };
      const response = await box.call("POST", "/v1/orders", espressos({ requested_for }), { token: pos, headers });
      expect([response.status, response.json.requested_for]).toEqual([201, "2026-05-04T12:00:00.000Z"]);
    }
    for (const requested_for of ["2026-05-04T12:00:00", "tomorrow", "9999-12-31T23:00:00-05:00", "2026-02-30T12:00:00Z"]) {
      const response = await box.call("POST", "/v1/orders", espressos({ requested_for }), { token: pos, headers: KEY });
      expect([response.status, response.json.detail]).toEqual([422, expect.stringMatching(/^\/requested_for/)]);
    }
  });

  test("a note in which nothing can be seen is none, on a line as on the order", async () => {
    const { items, ...order } = espressos({ note: "\u200b" });
    const unseen = { ...order, items: items.map((line) => ({ ...line, note: " \u200d\ufeff" })) };
    const { json } = await box.call("POST", "/v1/orders", unseen, { token: pos, headers: { "idempotency-key": "unseen" } });
    expect(json).toMatchObject({ note: null, lines: [{ note: null }] });
  });

  test("an order without a key is 400", async () => {
    const response = await box.call("POST", "/v1/orders", espressos(), { token: pos });
    expect([response.status, response.json.code]).toEqual([400, "idempotency.key_required"]);
  });

  test("another price is 409 with the quote", async () => {
    const response = await box.call("POST", "/v1/orders", order({ expected_total_cents: 499 }), { token: pos, headers: KEY });
    expect(response.json).toMatchObject({ status: 409, code: "order.price_changed", quote: { total_cents: 500 } });
  });

  test("unknown paths are 404, known paths with another method 405 with Allow", async () => {
    expect((await box.call("GET", "/v1/nothing")).json.code).toBe("request.not_found");
    const response = await box.call("PUT", `/v1/orders/${UNKNOWN_ID}`);
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  test("an unknown order is 404, a malformed id is 422", async () => {
    expect((await box.call("GET", `/v1/orders/${UNKNOWN_ID}`, undefined, { token: pos })).json.code).toBe("order.not_found");
    expect((await box.call("GET", "/v1/orders/17", undefined, { token: pos })).json.code).toBe("request.invalid");
  });

  test("the queue knows only real statuses", async () => {
    const response = await box.call("GET", `/v1/stores/${STORE_ID}/queue?status=PLACED,LOST`, undefined, { token: pos });
    expect(response.json).toMatchObject({ code: "request.invalid", fields: [{ field: "query:status" }] });
  });
});

describe("who is asking", () => {
  test.each([
    ["no token", {}, "auth.required"],
    ["an unknown token", { headers: { authorization: "Bearer nobody" } }, "auth.revoked"],
    ["another scheme", { headers: { authorization: "Basic YTpi" } }, "auth.required"],
  ])("%s is 401", async (_name, options, code) => {
    const response = await box.call("GET", `/v1/stores/${STORE_ID}/queue`, undefined, options);
    expect([response.status, response.json.code, response.headers.get("www-authenticate")]).toEqual([401, code, "Bearer"]);
  });

  test.each(["/healthz", "/readyz", "/v1/link", "/openapi.json", `/v1/stores/${STORE_ID}/menu`])(
    "a token that is no longer valid blocks nobody from %s, which needs none",
    async (path) => {
      expect((await box.call("GET", path, undefined, { headers: { authorization: "Bearer nobody" } })).status).toBe(200);
      expect((await box.call("GET", path, undefined, { headers: { cookie: `crema_device_${STORE_ID}=old` } })).status).toBe(200);
    },
  );

  test("a device of a kind that may not do it is 403, before anything is said about the body", async () => {
    const response = await box.call("POST", "/v1/orders", "{", { token: board, headers: KEY });
    expect([response.status, response.json.code]).toEqual([403, "auth.forbidden"]);
  });

  test("another store's path is 403", async () => {
    const response = await box.call("GET", "/v1/stores/other/queue", undefined, { token: pos });
    expect([response.status, response.json.code]).toEqual([403, "auth.wrong_store"]);
  });

  test("the operator's token is good on loopback only", async () => {
    const here = await box.call("GET", "/v1/devices", undefined, { token: box.operatorToken });
    const there = await box.call("GET", "/v1/devices", undefined, { token: box.operatorToken, address: "10.0.0.7" });
    expect([here.status, there.status, there.json.code]).toEqual([200, 403, "auth.forbidden"]);
  });

  test("a token in the URL is no token", async () => {
    expect((await box.call("GET", `/v1/me?token=${pos}&access_token=${pos}`)).status).toBe(401);
  });
});

describe("an order", () => {
  test("gets the same response again byte for byte, and its key is refused for anything else", async () => {
    const first = await box.place(pos, "same");
    const again = await box.place(pos, "same");
    expect([first.status, again.status, again.text === first.text]).toEqual([201, 201, true]);
    expect([first.headers.get("idempotency-replayed"), again.headers.get("idempotency-replayed")]).toEqual([null, "true"]);
    const other = await box.call("POST", "/v1/orders", espressos({ note: "other" }), {
      token: pos,
      headers: { "idempotency-key": "same" },
    });
    expect([other.status, other.json.code]).toEqual([422, "idempotency.key_reused"]);
  });

  test("asked for twice at once is one order", async () => {
    const responses = await Promise.all(Array.from({ length: 8 }, () => box.place(pos, "at-once")));
    expect(new Set(responses.map((response) => response.text)).size).toBe(1);
    expect(responses.filter((response) => response.headers.get("idempotency-replayed") === null)).toHaveLength(1);
  });

  test("never shows what could replay its creation, in refusals either", async () => {
    const placed = await box.place(pos, "a-very-secret-key");
    const path = `/v1/orders/${placed.json.order_id}`;
    const lost = await box.call("POST", `${path}/transition`, { to_status: "READY", expected_status: "IN_PROGRESS" }, { token: pos });
    expect(lost.json).toMatchObject({
      status: 409,
      code: "order.status_changed",
      order: { order_id: placed.json.order_id, status: "PLACED" },
    });
    const read = await box.call("GET", path, undefined, { token: pos });
    expect(read.json.as_of).toBeTypeOf("string");
    for (const text of [placed.text, lost.text, read.text]) expect(text).not.toMatch(/a-very-secret-key|idempotency_key|"principal"/);
  });

  test("is moved on by one of fifty who try at once; the others see its status", async () => {
    const placed = await box.place(pos);
    const path = `/v1/orders/${placed.json.order_id}/transition`;
    const tries = Array.from({ length: 50 }, () =>
      box.call("POST", path, { to_status: "IN_PROGRESS", expected_status: "PLACED" }, { token: pos }),
    );
    const responses = await Promise.all(tries);
    expect(responses.filter((response) => response.status === 200)).toHaveLength(1);
    const losers = responses.filter((response) => response.status === 409);
    expect(losers).toHaveLength(49);
    for (const loser of losers)
      expect(loser.json).toMatchObject({ code: "order.status_changed", order: { status: "IN_PROGRESS", order_seq: 2 } });
  });

  test("is made, paid and handed over in cash, with change", async () => {
    const cashier = await box.signIn(pos, "cashier");
    const placed = await box.place(pos);
    const path = `/v1/orders/${placed.json.order_id}`;
    for (const [from, to] of [
      ["PLACED", "IN_PROGRESS"],
      ["IN_PROGRESS", "READY"],
    ]) {
      await box.call("POST", `${path}/transition`, { to_status: to, expected_status: from }, { token: pos });
    }
    const early = await box.call("POST", `${path}/transition`, { to_status: "COMPLETED", expected_status: "READY" }, { token: pos });
    expect(early.json.code).toBe("order.not_paid");
    const tender = await box.call(
      "POST",
      `${path}/tenders`,
      { method: "CASH", tendered_cents: 1000 },
      { token: cashier, headers: { "idempotency-key": "t1" } },
    );
    expect(tender.json).toMatchObject({
      payment: { amount_cents: 500, change_cents: 500 },
      order: { status: "COMPLETED" },
      balance_cents: 0,
    });
    const again = await box.call(
      "POST",
      `${path}/tenders`,
      { method: "CASH", tendered_cents: 1000 },
      { token: cashier, headers: { "idempotency-key": "t1" } },
    );
    expect([again.text === tender.text, again.headers.get("idempotency-replayed")]).toEqual([true, "true"]);
  });

  test("is cancelled by a person, by whichever route: a screen without anybody signed in cannot", async () => {
    const placed = await box.place(pos);
    const path = `/v1/orders/${placed.json.order_id}`;
    const ending = { to_status: "CANCELLED", expected_status: "PLACED", reason: "spilt" };
    expect((await box.call("POST", `${path}/cancel`, { reason: "spilt" }, { token: pos })).status).toBe(403);
    const alone = await box.call("POST", `${path}/transition`, ending, { token: pos });
    expect([alone.status, alone.json.code]).toEqual([403, "auth.forbidden"]);
    const barista = await box.signIn(pos, "barista");
    expect((await box.call("POST", `${path}/transition`, ending, { token: barista })).json).toMatchObject({
      status: "CANCELLED",
      cancelled_by: { kind: "staff", id: "ben" },
    });
  });

  test("with money on it is cancelled only with a manager's PIN, and the money is refunded", async () => {
    const cashier = await box.signIn(pos, "cashier");
    const placed = await box.place(pos);
    const path = `/v1/orders/${placed.json.order_id}`;
    await box.call("POST", `${path}/tenders`, { method: "CASH" }, { token: cashier, headers: { "idempotency-key": "t2" } });
    const alone = await box.call("POST", `${path}/cancel`, { reason: "spilt" }, { token: cashier });
    expect(alone.json.code).toBe("auth.manager_required");
    const approved = await box.call("POST", `${path}/cancel`, { reason: "spilt", manager_pin: "9999" }, { token: cashier });
    expect(approved.json).toMatchObject({
      status: "CANCELLED",
      refunded_cents: 500,
      cancelled_by: { kind: "manager_approval", id: "mia", name: "mia for ana" },
    });
  });
});

test("an order made anyway from an id in capitals, as a scanner reads it, is not made again when its offer comes", async () => {
  const cashier = await box.signIn(pos, "cashier");
  const order = appOrder("OFFERED", { order_id: "0198c7f2-8b7e-7000-8000-00000000abcd" });
  const body = { manager_pin: "9999", order: espressos() };
  const path = `/v1/orders/${order.order_id.toUpperCase()}/replace`;
  const made = await box.call("POST", path, body, { token: cashier, headers: { "idempotency-key": "capitals" } });
  expect(made.json).toMatchObject({ replaces_order_id: order.order_id });
  const at = order.created_at;
  const offered = { seq: 1, id: UNKNOWN_ID, command: { kind: "order.offered", at, order } } as const;
  await box.store.sync.down.applyInbox([offered], null);
  expect(box.store.queries.order(order.order_id)).toBeNull();
});

describe("what does not reach a route", () => {
  test("headers that are too large are refused in our form, and the refusal leads to its explanation", async () => {
    const response = await fetch(`${box.url}/v1/link`, { headers: { "x-large": "a".repeat(20_000) } });
    const problem = (await response.json()) as { type: string };
    expect([response.status, response.headers.get("content-type")]).toEqual([431, "application/problem+json"]);
    expect(problem).toMatchObject({ code: "request.headers_too_large", status: 431, type: "/errors#request.headers_too_large" });
    const page = await fetch(new URL(problem.type, box.url));
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('id="request.headers_too_large"')]);
  });

  test.each([
    [Buffer.from('{"pin":"1234"}', "utf16le"), { "content-type": "application/json; charset=utf-16" }, "not as utf-16."],
    [gzipSync('{"pin":"1234"}'), { "content-type": "application/json", "content-encoding": "gzip" }, "not as gzip."],
  ])("a body that is not sent as it is read is refused as such, and not for being no JSON: %#", async (body, headers, detail) => {
    const authorization = `Bearer ${(await box.pair("pos")).token}`;
    const response = await fetch(`${box.url}/v1/orders/quote`, { method: "POST", body, headers: { ...headers, authorization } });
    expect(await response.json()).toMatchObject({ status: 415, detail: expect.stringContaining(detail) });
  });

  test("a body that says it is UTF-8 and is not is refused, and no name is stored with signs for what was lost", async () => {
    const { token } = await box.pair("pos");
    for (const length of ["content-length", "chunked"]) {
      const body = Buffer.from(JSON.stringify({ customer_name: "José", items: [] }), "latin1");
      const sent = length === "chunked" ? new Blob([body]).stream() : body;
      const init = {
        method: "POST",
        body: sent,
        duplex: "half",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      };
      const response = await fetch(`${box.url}/v1/orders/quote`, init as RequestInit);
      expect(await response.json()).toMatchObject({ status: 400, code: "request.malformed", detail: expect.stringContaining("UTF-8") });
    }
  });
});
