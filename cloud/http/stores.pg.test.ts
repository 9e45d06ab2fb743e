import { readFileSync } from "node:fs";
import { OrderResponse } from "@crema/shared/contract/orders";
import { StoreLink } from "@crema/shared/contract/store-links";
import { StoreTotals } from "@crema/shared/contract/store-orders";
import { StoreSummary } from "@crema/shared/contract/stores";
import { MenuRows } from "@crema/shared/domain/menu/menu-rows";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { menuRows, storeInput } from "../cloud-node.test-fixture.ts";
import { life, posOrder, step } from "../store-events.test-fixture.ts";
import { type HttpBox, METRICS_TOKEN, TestCloud } from "./service.test-fixture.ts";

let cloud: TestCloud;
let owner: string;
let box: HttpBox;

beforeAll(async () => {
  cloud = await TestCloud.open();
  owner = await cloud.operator();
  box = await cloud.onlineStore(owner);
});
afterAll(() => cloud.close());

const OF_NO_STORE: [method: string, path: string, body?: object][] = [
  ["GET", "/v1/admin/stores/nowhere"],
  ["POST", "/v1/admin/stores/nowhere/retired", { retired: true }],
  ["PUT", "/v1/admin/stores/nowhere/payment-account", { stripe_account_id: null }],
  ["PUT", "/v1/admin/stores/nowhere/menu", menuRows],
  ["GET", "/v1/admin/stores/nowhere/menu"],
  ["POST", "/v1/admin/stores/nowhere/menu/publish", {}],
  ["GET", "/v1/admin/stores/nowhere/currency"],
  ["PUT", "/v1/admin/stores/nowhere/currency", { currency: "USD", menu: menuRows }],
  ["POST", "/v1/admin/stores/nowhere/currency/digits", { answer: "TIMES" }],
  ["GET", "/v1/admin/stores/nowhere/orders"],
  ["GET", "/v1/admin/stores/nowhere/totals"],
  ["GET", "/v1/admin/stores/nowhere/z-reports"],
  ["GET", "/v1/admin/stores/nowhere/days/2026-05-04"],
  ["GET", "/v1/admin/stores/nowhere/slots"],
  ["GET", "/v1/admin/stores/nowhere/books/2026-05-04"],
  ["GET", "/v1/admin/stores/nowhere/quarantine"],
  ["POST", "/v1/admin/stores/nowhere/quarantine/retry", {}],
  ["POST", "/v1/admin/stores/nowhere/quarantine/1/1/set-aside", { reason: "x" }],
  ["POST", "/v1/admin/stores/nowhere/enroll-codes", {}],
  ["GET", "/v1/admin/stores/nowhere/boxes"],
  ["POST", "/v1/admin/stores/nowhere/revoke-box", {}],
  ["POST", "/v1/admin/stores/nowhere/open-orders/end", { order_ids: ["0198c7f2-8b7e-7cc3-9f5e-1f2a3b4c5d6e"], reason: "gone" }],
  ["POST", "/v1/admin/stores/nowhere/conflict/resolve", {}],
  ["GET", "/v1/stores/nowhere/queue"],
  ["GET", "/v1/stores/nowhere/menu"],
  ["GET", "/v1/stores/nowhere/slots"],
  ["POST", "/v1/orders/quote", { store_id: "nowhere", items: [{ item_id: "espresso", qty: 1 }] }],
  ["GET", "/v1/admin/orders?store_id=nowhere"],
  ["GET", "/v1/admin/exceptions?store_id=nowhere"],
  ["GET", "/v1/admin/failed-messages?store_id=nowhere"],
  ["GET", "/v1/admin/sales?store_id=nowhere&from=2026-05-04&to=2026-05-05"],
  ["GET", "/v1/admin/status-times?store_id=nowhere&from=2026-05-04&to=2026-05-05"],
];

describe("headquarters", () => {
  test("an operator reaches their stores alone, by their role alone", async () => {
    const it = await cloud.operator("it", [box.storeId]);
    const path = (storeId: string) => `/v1/admin/stores/${storeId}`;
    expect((await cloud.call("GET", `${path(box.storeId)}/orders`, { token: it })).status).toBe(200);
    expect((await cloud.call("GET", `${path("elsewhere")}/orders`, { token: it })).json).toMatchObject({
      status: 403,
      code: "auth.wrong_store",
    });
    expect((await cloud.call("PUT", path(box.storeId), { token: it, body: storeInput() })).json).toMatchObject({
      status: 403,
      code: "auth.forbidden",
    });
    expect((await cloud.call("GET", `${path(box.storeId)}/orders`)).json).toMatchObject({ status: 401, code: "auth.required" });
    const { stores } = (await cloud.call("GET", "/v1/admin/stores", { token: it })).json;
    expect(stores.map((store: { store_id: string }) => store.store_id)).toEqual([box.storeId]);
    const { token } = await cloud.customer(owner);
    expect((await cloud.call("GET", "/v1/admin/stores", { token })).status).toBe(403);
  });

  test("reads a store's Z reports and the sums of its days, of their stores alone", async () => {
    const it = await cloud.operator("it", [box.storeId]);
    const get = (path: string, token?: string) => cloud.call("GET", `/v1/admin/stores/${path}`, { token });
    expect((await get(`${box.storeId}/z-reports`, it)).json).toEqual({ reports: [], next_before: null });
    expect((await get(`${box.storeId}/days/2020-01-01`, it)).json).toMatchObject({ business_day: "2020-01-01", orders: 0, tenders: [] });
    expect((await get(`${box.storeId}/days/monday`, it)).json.code).toBe("request.invalid");
    for (const path of ["z-reports", "days/2020-01-01"]) {
      expect((await get(`elsewhere/${path}`, it)).json.code).toBe("auth.wrong_store");
      expect((await get(`${box.storeId}/${path}`)).json.code).toBe("auth.required");
    }
    expect((await get("nowhere/days/2020-01-01", owner)).json.code).toBe("store.not_found");
  });

  test("what a store sold is listed in pages and sums up", async () => {
    const orders = [posOrder(box), posOrder(box), posOrder(box)];
    await box.send(...orders.flatMap((order) => life(box, order)));
    const page = (query: string) => cloud.call("GET", `/v1/admin/stores/${box.storeId}/orders?${query}`, { token: owner });
    const first = (await page("limit=2")).json;
    const second = (await page(`limit=2&after=${first.next_after}`)).json;
    const listed = [...first.orders, ...second.orders].map((order: { order_id: string }) => order.order_id);
    expect(listed).toEqual(orders.map((order) => order.order_id).sort());
    expect(second.next_after).toBeNull();
    expect((await page("status=READY")).json.orders).toEqual([]);
    const totals = StoreTotals.parse((await cloud.call("GET", `/v1/admin/stores/${box.storeId}/totals`, { token: owner })).json);
    const total = orders.reduce((sum, order) => sum + order.total_cents, 0);
    expect(totals).toMatchObject({
      orders: 3,
      orders_by_status: { COMPLETED: 3 },
      ordered_cents: total,
      captured_cents: total,
      payments: 3,
      refunded_cents: 0,
    });
    expect((await cloud.call("GET", "/v1/admin/stores/nowhere/totals", { token: owner })).status).toBe(404);
  });

  test("the menu's rows come back as they were put; a stale publish loses", async () => {
    const path = `/v1/admin/stores/${box.storeId}/menu`;
    expect(MenuRows.parse((await cloud.call("GET", path, { token: owner })).json)).toEqual(MenuRows.parse(menuRows));
    const stale = await cloud.call("POST", `${path}/publish`, { token: owner, body: { expected_version: 7 } });
    expect(stale.status).toBeGreaterThanOrEqual(400);
    expect((await cloud.call("GET", "/v1/admin/stores/nowhere/menu", { token: owner })).json.code).toBe("store.not_found");
  });

  test("PINs go in as digits and never come out", async () => {
    const staff = [{ staff_id: "mia", name: "Mia", role: "manager", pin: "4711" }];
    const stored = await cloud.call("PUT", `/v1/admin/stores/${await cloud.store(owner)}`, {
      token: owner,
      body: { ...storeInput(), staff },
    });
    expect(stored.status).toBe(200);
    const found = await cloud.database.pool.query("SELECT document::text AS text FROM store_documents WHERE store_id = $1", [
      stored.json.store_id,
    ]);
    expect(found.rows.map((row) => row.text).join()).toMatch(/"algorithm":\s*"scrypt"/);
    expect(found.rows.map((row) => row.text).join()).not.toContain('"4711"');
  });

  test("a customer's address is sealed, and taken once whatever its case", async () => {
    await cloud.customer(owner, "Ana@Example.org");
    const twice = await cloud.call("POST", "/v1/admin/customers", { token: owner, body: { first_name: "Ana", email: "ana@example.org" } });
    expect(twice.json).toMatchObject({ status: 409, code: "user.exists" });
    const rows = await cloud.database.pool.query("SELECT users::text AS text FROM users");
    expect(
      rows.rows
        .map((row) => row.text)
        .join()
        .toLowerCase(),
    ).not.toContain("example.org");
  });

  test.each(OF_NO_STORE)("a store that does not exist is no empty one: %s %s", async (method, path, body?: object) => {
    expect((await cloud.call(method, path, { token: owner, body })).json).toMatchObject({ status: 404, code: "store.not_found" });
  });

  test("that was asked of every route that is about one store", async () => {
    const { paths } = (await cloud.call("GET", "/openapi.json")).json as { paths: Record<string, Record<string, unknown>> };
    const asked = OF_NO_STORE.map(([method, path]) => `${method} ${path.split("?")[0]}`);
    const missed = Object.entries(paths)
      .filter(([path]) => path.includes("{store_id}"))
      .flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replace("{store_id}", "nowhere")}`))
      // This one makes the store.
      .filter((route) => route !== "PUT /v1/admin/stores/nowhere")
      .filter((route) => !asked.some((one) => new RegExp(`^${route.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(one)));
    expect(missed).toEqual([]);
  });

  test("links, queue, quarantine and exceptions of a store", async () => {
    const links = (await cloud.call("GET", "/v1/admin/stores", { token: owner })).json.stores.map((link: unknown) => StoreLink.parse(link));
    expect(links.find((link: StoreLinkShape) => link.store_id === box.storeId)).toMatchObject({
      is_online: true,
      epoch: 1,
      node_id: box.nodeId,
      conflict: null,
    });
    const { order } = await cloud.place(box.storeId);
    const queue = (await cloud.call("GET", `/v1/stores/${box.storeId}/queue?status=PLACED,PAID`, { token: owner })).json;
    expect(queue.orders.map((one: { order_id: string }) => one.order_id)).toEqual([order.order_id]);
    expect((await cloud.call("GET", `/v1/stores/${box.storeId}/queue?status=LOST`, { token: owner })).json.fields[0].field).toBe(
      "query:status",
    );

    await box.send(step(box, posOrder(box).order_id, "order.started", 2, "PLACED"));
    const waiting = (await cloud.call("GET", `/v1/admin/stores/${box.storeId}/quarantine`, { token: owner })).json.events;
    expect(waiting).toMatchObject([{ store_id: box.storeId, event_type: "order.started", code: "order.not_found" }]);
    const retried = await cloud.call("POST", `/v1/admin/stores/${box.storeId}/quarantine/retry`, { token: owner, body: {} });
    expect(retried.json).toEqual({ applied: 0, remaining: 1 });
    const resolved = await cloud.call("POST", `/v1/admin/stores/${box.storeId}/conflict/resolve`, { token: owner, body: {} });
    expect(resolved.json).toEqual({ store_id: box.storeId, resolved: null });
    const exceptions = (await cloud.call("GET", "/v1/admin/exceptions", { token: owner })).json.exceptions;
    expect(exceptions.every((one: { store_id: string | null }) => one.store_id !== "")).toBe(true);
    const elsewhere = await cloud.operator("it", ["elsewhere"]);
    expect((await cloud.call("GET", "/v1/admin/exceptions", { token: elsewhere })).json.exceptions).toEqual([]);
  });
});

type StoreLinkShape = { store_id: string };

describe("the API describes itself", () => {
  test("every route is in /openapi.json with who may call it, and the streams with their frames", async () => {
    const document = (await cloud.call("GET", "/openapi.json")).json;
    const described = Object.entries<Record<string, { "x-access"?: unknown }>>(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => {
        expect(operation["x-access"], `${method} ${path}`).toBeDefined();
        return `${method.toUpperCase()} ${path}`;
      }),
    );
    const routes = cloud.service.app.routes
      // The pages are for people, and unsubscribing is for mail programs (RFC 8058).
      .filter((route) => route.method !== "ALL" && !/^\/((app|hq|assets|app-worker\.js|v1\/unsubscribe)(\/|$)|$)/.test(route.path))
      .map((route) => `${route.method} ${route.path.replaceAll(/:(\w+)/g, "{$1}")}`);
    expect(new Set(described)).toEqual(new Set(routes));
    expect(Object.keys(document["x-streams"])).toEqual(["/v1/orders/{order_id}/stream"]);
  });

  test("the document that the build has left is, byte for byte, what the routes declare", async () => {
    const built = readFileSync(new URL("../dist/openapi.json", import.meta.url), "utf8");
    expect((await cloud.call("GET", "/openapi.json")).text).toBe(built);
  });

  test("the page at /docs loads nothing from elsewhere", async () => {
    const page = await cloud.call("GET", "/docs");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(page.headers.get("content-security-policy")).not.toContain("unsafe-inline");
    expect(page.text).not.toMatch(/(src|href)=["']?https?:|<style|<script>/);
    for (const part of ["/docs/page.js", "/docs/page.css"]) expect((await cloud.call("GET", part)).status).toBe(200);
  });

  test("responses fit what is promised", async () => {
    const { stores } = (await cloud.call("GET", "/v1/stores")).json;
    for (const store of stores) expect(StoreSummary.parse(store)).toEqual(store);
    const { order, token } = await cloud.place(box.storeId);
    const response = (await cloud.call("GET", `/v1/orders/${order.order_id}`, { token })).json;
    expect(OrderResponse.parse(response)).toEqual(response);
  });

  test("requests are counted by route, never by what callers write", async () => {
    await cloud.call("GET", "/v1/orders/0198c7f2-8b7e-7cc3-9f5e-1f2a3b4c5d6e", { token: owner });
    await cloud.call("GET", "/v1/made-up-by-a-caller");
    const metrics = (await cloud.call("GET", "/metrics", { token: METRICS_TOKEN })).text;
    expect(metrics).toMatch(/crema_http_request_duration_seconds_count\{method="GET",route="\/v1\/orders\/:order_id",status="404"\} \d/);
    expect(metrics).not.toContain("made-up-by-a-caller");
  });

  test("a response carries a request id, the caller's own if it is one", async () => {
    expect((await cloud.call("GET", "/healthz")).headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect((await cloud.call("GET", "/healthz", { headers: { "x-request-id": "abc-1" } })).headers.get("x-request-id")).toBe("abc-1");
    expect((await cloud.call("GET", "/healthz", { headers: { "x-request-id": "a b<" } })).headers.get("x-request-id")).not.toBe("a b<");
  });
});
