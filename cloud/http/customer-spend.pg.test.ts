import { NeverSpent, TopSpenders } from "@crema/shared/contract/customer-spend";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { must, START_MS } from "../cloud-node.test-fixture.ts";
import { paid } from "../store-events.test-fixture.ts";
import { type HttpBox, TestCloud } from "./service.test-fixture.ts";

let cloud: TestCloud;
let owner: string;
let box: HttpBox;
let spender: { user_id: string; token: string };
let idle: { user_id: string; token: string };

beforeAll(async () => {
  cloud = await TestCloud.open();
  owner = await cloud.operator();
  box = await cloud.onlineStore(owner);
  [spender, idle] = [await cloud.customer(owner, "secret-address@example.org"), await cloud.customer(owner)];
  const { order } = await cloud.place(box.storeId, { token: spender.token });
  must(await box.send(paid(box, order.order_id, order.total_cents)));
});
afterAll(() => cloud.close());

const TOP = "/v1/admin/reports/top-spenders";
const NEVER = "/v1/admin/reports/never-spent";
const get = (path: string, token?: string) => cloud.call("GET", path, { token });

describe("what customers spent, by HTTP", () => {
  test("responses are what the contract promises, with a name and nothing to reach anybody by", async () => {
    const top = await get(`${TOP}?month=2026-05&time_zone=Europe/Berlin`, owner);
    expect(TopSpenders.strict().parse(top.json)).toEqual({
      store_ids: null,
      month: "2026-05",
      time_zone: "Europe/Berlin",
      from: "2026-04-30T22:00:00.000Z",
      until: "2026-05-31T22:00:00.000Z",
      currencies: [{ currency: "EUR", spend_cents: 500, customers: [{ user_id: spender.user_id, first_name: "Ana" }] }],
      without_order: 0,
    });
    const never = await get(NEVER, owner);
    expect(NeverSpent.strict().parse(never.json)).toEqual({
      store_ids: null,
      customers: [{ user_id: idle.user_id, first_name: "Ana", refunded_in_full: false }],
      next_after: null,
    });
    expect(top.text + never.text).not.toMatch(/@|email|secret/);
  });

  test("without a month it is the last one that is over in that time zone", async () => {
    const monthIn = async (zone: string) => (await get(`${TOP}?time_zone=${zone}`, owner)).json.month;
    expect(await monthIn("Europe/Berlin")).toBe("2026-04");
    cloud.node.time.ms = Date.parse("2026-05-31T23:00:00.000Z");
    expect([await monthIn("Europe/Berlin"), await monthIn("America/New_York")]).toEqual(["2026-05", "2026-04"]);
    cloud.node.time.ms = START_MS;
  });

  test.each([
    [`${TOP}?month=2026-05`, "query:time_zone"],
    [`${TOP}?month=2026-05&time_zone=Europe/Atlantis`, "query:time_zone"],
    [`${TOP}?month=2026-05&time_zone=%2B02:00`, "query:time_zone"],
    [`${TOP}?month=2026-13&time_zone=UTC`, "query:month"],
    [`${TOP}?month=May&time_zone=UTC`, "query:month"],
    [`${NEVER}?after=me`, "query:after"],
    [`${NEVER}?limit=0`, "query:limit"],
  ])("GET %s is refused", async (path, field) => {
    const response = await get(path, owner);
    expect(response.json).toMatchObject({ status: 422, code: "request.invalid", fields: [{ field }] });
  });

  test("for owners and headquarters, of their stores alone", async () => {
    for (const path of [`${TOP}?month=2026-05&time_zone=UTC`, NEVER]) {
      expect((await get(path)).json.code).toBe("auth.required");
      expect((await get(path, spender.token)).json.code).toBe("auth.forbidden");
      expect((await get(path, await cloud.operator("it"))).json.code).toBe("auth.forbidden");
      const elsewhere = await get(path, await cloud.operator("hq", ["elsewhere"]));
      expect(elsewhere.json).toMatchObject({ store_ids: ["elsewhere"] });
      expect(elsewhere.text).not.toMatch(new RegExp(`${spender.user_id}|${idle.user_id}`));
    }
    const here = await cloud.operator("owner", [box.storeId]);
    expect((await get(`${TOP}?month=2026-05&time_zone=UTC`, here)).json.currencies).toHaveLength(1);
    expect((await get(NEVER, here)).json).toEqual({ store_ids: [box.storeId], customers: [], next_after: null });
  });
});
