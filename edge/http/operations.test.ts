import { gunzipSync } from "node:zlib";
import * as deviceRoutes from "@crema/shared/contract/devices";
import * as drawerRoutes from "@crema/shared/contract/drawer";
import * as linkRoutes from "@crema/shared/contract/link";
import type * as menuRoutes from "@crema/shared/contract/menu";
import * as moneyRoutes from "@crema/shared/contract/money";
import * as operationRoutes from "@crema/shared/contract/operations";
import * as orderRoutes from "@crema/shared/contract/orders-at-store";
import * as queueRoutes from "@crema/shared/contract/queue";
import * as refundRequestRoutes from "@crema/shared/contract/refund-requests";
import * as staffRoutes from "@crema/shared/contract/staff";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestBox, type TestBox } from "../box.test-fixture.ts";

let box: TestBox;
let pos: string;

beforeAll(async () => {
  box = await openTestBox();
  pos = (await box.pair("pos")).token;
});
afterAll(() => box.stop());

interface Operation {
  "x-access"?: { store: string };
  responses: Record<string, unknown>;
}

const contracts = [
  deviceRoutes,
  linkRoutes,
  operationRoutes,
  staffRoutes,
  drawerRoutes,
  moneyRoutes,
  orderRoutes,
  queueRoutes,
  refundRequestRoutes,
]
  .flatMap((module): unknown[] => Object.values(module))
  .filter(
    (value): value is typeof menuRoutes.getMenu => typeof value === "object" && value !== null && "access" in value && "path" in value,
  );

describe("/openapi.json", () => {
  test("lists every contract with who may call it, and every stream", async () => {
    const document = (await box.call("GET", "/openapi.json")).json as unknown as {
      openapi: string;
      info: { title: string; version: string };
      paths: Record<string, Record<string, Operation>>;
      components: { schemas: Record<string, unknown>; securitySchemes: object };
      "x-streams": Record<string, { frame: { oneOf?: unknown[]; anyOf?: unknown[] }; "x-access": { store: string } }>;
    };
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.info).toMatchObject({ title: expect.any(String), version: "0.0.0-test" });
    expect(contracts.length).toBeGreaterThan(20);
    for (const { method, path, access } of contracts) {
      const operation = document.paths[path]?.[method];
      expect(operation, `${method} ${path}`).toBeDefined();
      expect(operation?.["x-access"], `${method} ${path}`).toEqual(access);
      expect(Object.keys(operation?.responses ?? {})).toContain("default");
    }
    for (const path of ["/v1/stores/{store_id}/queue/stream", "/v1/orders/{order_id}/stream"]) {
      expect(document["x-streams"][path]?.["x-access"].store).toMatch(/path|order/);
      expect(document["x-streams"][path]?.frame).toBeDefined();
    }
    for (const path of ["/v1/customer-screen/stream", "/v1/customer-screen/tips"]) {
      expect(document["x-streams"][path]).toMatchObject({ frame: {}, "x-access": {} });
    }
  });

  test("lists what no contract describes: the figures, the page and its codes", async () => {
    const { paths } = (await box.call("GET", "/openapi.json")).json as { paths: Record<string, { get?: { "x-access": object } }> };
    expect(["/metrics", "/docs", "/errors", "/openapi.json"].filter((path) => !paths[path]?.get?.["x-access"])).toEqual([]);
  });

  test("refers only to shapes that are in it", async () => {
    const { text, json } = await box.call("GET", "/openapi.json");
    const { schemas } = json.components as { schemas: Record<string, unknown> };
    const named = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] ?? "");
    expect(named.length).toBeGreaterThan(10);
    for (const name of named) expect(schemas).toHaveProperty([name]);
  });

  test("is shown at /docs with nothing from elsewhere", async () => {
    const page = await box.call("GET", "/docs");
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/(src|href)=["']?(https?:)?\/\/|<style|<script>/);
    for (const part of ["/docs/page.js", "/docs/page.css"]) expect((await box.call("GET", part)).status).toBe(200);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  });
});

describe("the menu", () => {
  test("is zipped for whoever reads that, under a weak validator", async () => {
    const url = `${box.url}/v1/stores/main-street/menu`;
    for (const headers of [{}, { authorization: `Bearer ${pos}` }]) {
      const plain = await fetch(url, { headers: { ...headers, "accept-encoding": "identity" } });
      const zipped = await fetch(url, { headers: { ...headers, "accept-encoding": "gzip" } });
      expect([plain.headers.get("content-encoding"), zipped.headers.get("content-encoding")]).toEqual([null, "gzip"]);
      expect(zipped.headers.get("etag")).toBe(`W/${plain.headers.get("etag")}`);
      expect(zipped.headers.get("vary")).toBe("accept-encoding");
      expect(await zipped.text()).toBe(await plain.text());
      const again = await fetch(url, { headers: { ...headers, "if-none-match": zipped.headers.get("etag") ?? "" } });
      expect(again.status).toBe(304);
    }
  });

  const menu = (etag?: string) =>
    box.call("GET", "/v1/stores/main-street/menu", undefined, { headers: etag ? { "if-none-match": etag } : {} });

  test("is for everyone, with an ETag that moves with what is sold out", async () => {
    const first = await menu();
    const etag = first.headers.get("etag") ?? "";
    expect([first.status, etag, first.headers.get("cache-control")]).toEqual([200, '"7.0"', "no-cache"]);
    for (const known of [etag, `W/${etag}`, `"1.0", ${etag}`, "*"]) expect((await menu(known)).status).toBe(304);
    expect((await menu(etag)).headers.get("etag")).toBe(etag);
    const set = await box.call("PATCH", "/v1/stores/main-street/items/latte", { is_available: false }, { token: pos });
    expect(set.json).toEqual({
      ...{ store_id: "main-street", item_id: "latte", is_available: false, until: null, left: null },
      sold_out_revision: 1,
    });
    const second = await menu(etag);
    expect([second.status, second.headers.get("etag")]).toEqual([200, '"7.1"']);
    const items = second.json.items as { item_id: string; is_available: boolean }[];
    expect(items.filter((item) => !item.is_available).map((item) => item.item_id)).toEqual(["latte"]);
    const gone = await box.call("PATCH", "/v1/stores/main-street/items/tea", { is_available: false }, { token: pos });
    expect([gone.status, gone.json.code]).toEqual([404, "item.not_found"]);
  });

  test("says on a socket what the contract's route says, zipped or not, and follows what is sold out", async () => {
    const path = "/v1/stores/main-street/menu";
    const url = `${box.url}${path}`;
    // The server serves this itself; only the contract's route gives a request an id.
    const own = new Set(["date", "connection", "keep-alive", "x-request-id", "content-length"]);
    const headersOf = (response: Response) => [...response.headers].filter(([name]) => !own.has(name));
    // Also with a token, valid or not: it is not checked.
    for (const token of [pos, "nobody"]) {
      for (const encoding of ["identity", "gzip"]) {
        const headers = { "accept-encoding": encoding, authorization: `Bearer ${token}` };
        const routed = await box.app.request(path, { headers });
        const sent = await fetch(url, { headers });
        expect([sent.headers.get("x-request-id"), headersOf(sent)]).toEqual([null, headersOf(routed)]);
        const bytes = Buffer.from(await routed.arrayBuffer());
        expect(await sent.text()).toBe((encoding === "gzip" ? gunzipSync(bytes) : bytes).toString());
        expect(Number(sent.headers.get("content-length"))).toBe(bytes.length);
      }
    }
    const etag = (await fetch(url, { headers: { "accept-encoding": "identity" } })).headers.get("etag") ?? "";
    const unchanged = await fetch(url, { headers: { "if-none-match": etag } });
    expect([unchanged.status, headersOf(unchanged)]).toEqual([
      304,
      headersOf(await box.app.request(path, { headers: { "if-none-match": etag } })),
    ]);
    await box.call("PATCH", "/v1/stores/main-street/items/croissant", { is_available: false }, { token: pos });
    const changed = await fetch(url, { headers: { "if-none-match": etag } });
    expect([changed.status, changed.headers.get("etag") !== etag]).toEqual([200, true]);
    for (const other of ["other", "%6dain-street", ""]) {
      expect((await fetch(`${box.url}/v1/stores/${other}/menu`)).status).toBe((await box.app.request(`/v1/stores/${other}/menu`)).status);
    }
    const { text } = await box.call("GET", "/metrics", undefined, { token: box.operatorToken });
    expect(text).toMatch(/route="\/v1\/stores\/:store_id\/menu",status="304"\} [1-9]/);
  });

  test("of another store is 404; of a box without documents 503", async () => {
    expect((await box.call("GET", "/v1/stores/other/menu")).json.code).toBe("store.not_found");
    const bare = await openTestBox({ documents: false });
    const reply = await bare.call("GET", "/v1/stores/main-street/menu");
    expect([reply.status, reply.json.code, reply.headers.get("retry-after")]).toEqual([503, "store.not_ready", "5"]);
    await bare.stop();
  });
});

describe("the box itself", () => {
  test("says where its link and its log stand", async () => {
    expect((await box.call("GET", "/v1/link")).json).toMatchObject({
      state: "NOT_ENROLLED",
      store_id: "main-street",
      epoch: 1,
      acked_seq: 0,
      inbox_seq: 0,
      menu_version: 7,
      profile_version: 3,
    });
  });

  test("is alive, and ready only while its database takes writes", async () => {
    const broken = await openTestBox();
    expect((await broken.call("GET", "/readyz")).json).toEqual({ status: "ok" });
    broken.store.db.pragma("query_only = ON");
    expect((await broken.call("GET", "/readyz")).status).toBe(200);
    broken.clock.advance(1000);
    const reply = await broken.call("GET", "/readyz");
    expect([reply.status, reply.json.reason]).toEqual([503, expect.stringContaining("storage.unavailable")]);
    expect((await broken.call("GET", "/healthz")).json).toEqual({ status: "ok" });
    broken.store.db.pragma("query_only = OFF");
    broken.clock.advance(1000);
    expect((await broken.call("GET", "/readyz")).status).toBe(200);
    await broken.stop();
  });

  test("tells nobody on the network how much is sold", async () => {
    expect((await box.call("GET", "/metrics")).json.code).toBe("auth.required");
    expect((await box.call("GET", "/metrics", undefined, { token: pos })).json.code).toBe("auth.forbidden");
    const elsewhere = { token: box.operatorToken, address: "10.0.0.9" };
    expect((await box.call("GET", "/metrics", undefined, elsewhere)).json.code).toBe("auth.forbidden");
  });

  test("counts what it does, by route and never by path", async () => {
    await box.place(pos);
    await box.call("GET", "/v1/orders/0198c7f2-8b7e-7000-8000-0000000000ff", undefined, { token: pos });
    const { text } = await box.call("GET", "/metrics", undefined, { token: box.operatorToken });
    expect(text).toMatch(/crema_http_request_duration_seconds_count\{method="POST",route="\/v1\/orders",status="201"\} 1/);
    expect(text).toMatch(/crema_http_request_duration_seconds_count\{method="GET",route="\/v1\/orders\/:order_id",status="404"\} 1/);
    expect(text).not.toContain("0198c7f2");
    for (const name of [
      "crema_open_orders 1",
      "crema_unsent_events 0",
      'crema_link_state{state="NOT_ENROLLED"} 1',
      "crema_commit_group_size_count",
      "crema_stream_clients 0",
    ]) {
      expect(text).toContain(name);
    }
  });
});
