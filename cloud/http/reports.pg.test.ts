import { randomUUID } from "node:crypto";
import type { OrderBase } from "@crema/shared/domain/order/order";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { life, placedAt, posOrder } from "../store-events.test-fixture.ts";
import { type HttpBox, TestCloud } from "./service.test-fixture.ts";

let cloud: TestCloud;
let owner: string;
let one: HttpBox;
let two: HttpBox;
const get = (path: string, token = owner) => cloud.call("GET", path, { token });
const idsOf = (response: { json: { orders: { order_id: string }[] } }) => response.json.orders.map((order) => order.order_id);

beforeAll(async () => {
  cloud = await TestCloud.open();
  owner = await cloud.operator();
  [one, two] = [await cloud.onlineStore(owner), await cloud.onlineStore(owner)];
});
afterAll(() => cloud.close());

async function sold(box: HttpBox, changes: Partial<OrderBase> = {}): Promise<string> {
  const order = posOrder(box, changes);
  const sent = await box.send(...life(box, order));
  if (!sent.ok) throw new Error(sent.refusal.detail);
  return order.order_id;
}

describe("orders across stores", () => {
  test("are filtered by store, status and day, within the operator's scope", async () => {
    const mine = await sold(one, { business_day: "2026-05-02" });
    const other = await sold(two, { business_day: "2026-05-02" });
    const open = posOrder(one, { business_day: "2026-05-02" });
    await one.send(placedAt(one, open));
    expect(idsOf(await get("/v1/admin/orders?business_day=2026-05-02")).sort()).toEqual([mine, other, open.order_id].sort());
    expect(idsOf(await get(`/v1/admin/orders?business_day=2026-05-02&store_id=${two.storeId}`))).toEqual([other]);
    expect(idsOf(await get("/v1/admin/orders?business_day=2026-05-02&status=PLACED"))).toEqual([open.order_id]);
    const scoped = await cloud.operator("hq", [two.storeId]);
    expect(idsOf(await get("/v1/admin/orders?business_day=2026-05-02", scoped))).toEqual([other]);
    const elsewhere = await get(`/v1/admin/orders?business_day=2026-05-02&store_id=${one.storeId}`, scoped);
    expect(elsewhere.json).toMatchObject({ status: 403, code: "auth.wrong_store" });
  });

  test("one that was handed over on another day is of that day, as its sale is", async () => {
    const order = posOrder(one, { business_day: "2026-06-01" });
    const events = life(one, order).map((event) => (event.type === "order.completed" ? { ...event, sold_on: "2026-06-03" } : event));
    expect((await one.send(...events)).ok).toBe(true);
    expect(idsOf(await get("/v1/admin/orders?business_day=2026-06-01"))).toEqual([]);
    expect(idsOf(await get("/v1/admin/orders?business_day=2026-06-03"))).toEqual([order.order_id]);
  });

  test("an app order that no store has taken on is of the day on which it was placed, there", async () => {
    const { order } = await cloud.place(one.storeId);
    expect(idsOf(await get("/v1/admin/orders?business_day=2026-05-04&status=PLACED"))).toContain(order.order_id);
    expect(idsOf(await get("/v1/admin/orders?business_day=2026-05-05&status=PLACED"))).not.toContain(order.order_id);
  });

  test.each([
    ["Zoë Ångström", "zoë å"],
    ['Bo "the\\boss"', 'BO "THE\\B'],
    ["100%_ Ann", "100%_"],
    ["Nul\u0000l", "nul"],
    ["王小明", "王小"],
    ["Inès", "ines"],
    ["Jo😀", "jo"],
    ["Łukasz", "lukasz"],
    ["Straßer", "strasser"],
    ["Søren", "soren"],
    ["Đorđe", "dorde"],
    ["Ægir Œdipe", "aegir oedipe"],
    ["Işıl", "ISIL"],
    ["Þóra Ħal", "thora hal"],
  ])("%s is found by the beginning of the name", async (customer_name, q) => {
    const found = await sold(one, { customer_name });
    const response = await get(`/v1/admin/orders?q=${encodeURIComponent(q)}`);
    expect(idsOf(response)).toEqual([found]);
  });

  test("a number is found whole, an id by its beginning, and a wildcard finds nothing", async () => {
    const found = await sold(one, { ticket_number: "Q77", customer_name: "Somebody" });
    expect(idsOf(await get("/v1/admin/orders?q=q77"))).toEqual([found]);
    expect(idsOf(await get("/v1/admin/orders?q=q7"))).toEqual([]);
    for (const length of [8, 13, 20, 36]) expect(idsOf(await get(`/v1/admin/orders?q=${found.slice(0, length)}`))).toEqual([found]);
    expect(idsOf(await get(`/v1/admin/orders?q=${encodeURIComponent("%body")}`))).toEqual([]);
    expect((await get("/v1/admin/orders?q=")).json.code).toBe("request.invalid");
  });

  test("come in pages", async () => {
    const seen = new Set<string>();
    let before = "";
    for (let page = await get("/v1/admin/orders?limit=3"); ; page = await get(`/v1/admin/orders?limit=3&before=${before}`)) {
      for (const id of idsOf(page)) seen.add(id);
      if (page.json.next_before === null) break;
      before = page.json.next_before;
    }
    const all = Number((await cloud.database.pool.query("SELECT count(*) AS n FROM orders")).rows[0].n);
    expect(seen.size).toBe(all);
  });

  test("are for operators", async () => {
    const { token } = await cloud.customer(owner);
    expect((await get("/v1/admin/orders", token)).json.code).toBe("auth.forbidden");
    expect((await cloud.call("GET", "/v1/admin/orders")).json.code).toBe("auth.required");
  });
});

describe("sales and times", () => {
  test("are cut to the scope, and a range that is none is refused", async () => {
    const only = await cloud.onlineStore(owner);
    await sold(only, { business_day: "2026-05-03" });
    const scoped = await cloud.operator("hq", [only.storeId]);
    const range = "from=2026-05-03&to=2026-05-04";
    expect((await get(`/v1/admin/sales?${range}&by=store`, scoped)).json).toMatchObject({
      rows: [{ key: only.storeId, label: "Main Street", orders: 1, qty: 2, sales_cents: 900 }],
    });
    const times = (await get(`/v1/admin/status-times?${range}`, scoped)).json.rows;
    expect(times.filter((row: { store_id: string | null }) => row.store_id === null)).toHaveLength(3);
    for (const wrong of ["from=2026-05-03&to=2026-05-03", "from=2026-05-04&to=2026-05-03", "from=2020-01-01&to=2026-01-01"]) {
      expect((await get(`/v1/admin/sales?${wrong}`)).json).toMatchObject({ status: 422, fields: [{ field: "query:to" }] });
    }
  });
});

describe("exceptions", () => {
  const raise = async (storeId: string | null, kind = "capture.mismatch"): Promise<string> => {
    const id = randomUUID();
    cloud.node.time.ms += 1;
    await cloud.database.pool.query(
      "INSERT INTO exceptions (exception_id, store_id, kind, detail, what_to_do, raised_at) VALUES ($1, $2, $3, 'It happened.', 'Do it.', $4)",
      [id, storeId, kind, new Date(cloud.node.time.ms)],
    );
    return id;
  };
  const resolve = (id: string, body: object, token = owner) => cloud.call("POST", `/v1/admin/exceptions/${id}/resolve`, { token, body });

  test("say what happened and what can be done; a resolved one keeps the note and who wrote it", async () => {
    const id = await raise(one.storeId);
    const open = (await get(`/v1/admin/exceptions?store_id=${one.storeId}`)).json.exceptions;
    expect(open[0]).toMatchObject({ exception_id: id, detail: "It happened.", what_to_do: "Do it.", resolve_by: "NOTE", resolution: null });
    expect((await resolve(id, {})).json.code).toBe("request.invalid");
    expect((await resolve(id, { note: "  " })).json.code).toBe("request.invalid");
    const done = await resolve(id, { note: "Compared with the till roll." });
    expect(done.json).toMatchObject({ resolution: "Compared with the till roll.", resolved_by: { kind: "operator", name: "owner" } });
    expect((await get(`/v1/admin/exceptions?store_id=${one.storeId}`)).json.exceptions).toEqual([]);
    expect((await get(`/v1/admin/exceptions?state=RESOLVED&store_id=${one.storeId}`)).json.exceptions).toEqual([done.json]);
  });

  test("two people at once are one resolution, and the second is told of the first", async () => {
    const id = await raise(one.storeId);
    const both = await Promise.all([resolve(id, { note: "It was me." }), resolve(id, { note: "It was me." })]);
    expect(both.map((response) => response.status).sort()).toEqual([200, 409]);
    const second = both.find((response) => response.status === 409);
    expect(second?.json).toMatchObject({ code: "exception.resolved", exception: { resolution: "It was me." } });
  });

  test("a store's are for who may reach it; those about no store for who may reach all", async () => {
    const scoped = await cloud.operator("hq", [one.storeId]);
    const [own, other, none] = [await raise(one.storeId), await raise(two.storeId), await raise(null)];
    expect((await get("/v1/admin/exceptions", scoped)).json.exceptions.map((each: { exception_id: string }) => each.exception_id)).toEqual([
      own,
    ]);
    for (const id of [other, none, randomUUID()]) {
      expect((await resolve(id, { note: "Not mine." }, scoped)).json.code).toBe("exception.not_found");
    }
    expect((await resolve(own, { note: "Mine." }, scoped)).status).toBe(200);
  });

  test("a conflict is resolved where it stands, and that is noted", async () => {
    const id = await raise(two.storeId, "sync.conflict");
    await cloud.database.pool.query("UPDATE store_links SET conflict = 'Event 4 differs' WHERE store_id = $1", [two.storeId]);
    expect((await resolve(id, { note: "Looked at it." })).json.code).toBe("exception.open_conflict");
    const health = async () =>
      (await get("/v1/admin/stores")).json.stores.find((store: { store_id: string }) => store.store_id === two.storeId).health;
    expect(await health()).toMatchObject({ state: "DOWN", reasons: [{ code: "conflict" }, { code: "exceptions" }] });
    await cloud.call("POST", `/v1/admin/stores/${two.storeId}/conflict/resolve`, { token: owner, body: {} });
    const [resolved] = (await get(`/v1/admin/exceptions?state=RESOLVED&store_id=${two.storeId}`)).json.exceptions;
    expect(resolved).toMatchObject({ exception_id: id, resolve_by: "CONFLICT", resolved_by: { name: "owner" } });
    expect((await health()).reasons).not.toContainEqual(expect.objectContaining({ code: "conflict" }));
  });

  test("come in pages, newest first", async () => {
    const box = await cloud.onlineStore(owner);
    const ids = [];
    for (let n = 0; n < 5; n++) ids.unshift(await raise(box.storeId));
    const page = (more: string) => get(`/v1/admin/exceptions?store_id=${box.storeId}&limit=2${more}`);
    const seen: string[] = [];
    for (let response = await page(""); ; response = await page(`&before=${response.json.next_before}`)) {
      seen.push(...response.json.exceptions.map((each: { exception_id: string }) => each.exception_id));
      if (response.json.next_before === null) break;
    }
    expect(seen).toEqual(ids);
  });
});
