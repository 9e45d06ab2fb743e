import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { espressos, must } from "../cloud-node.test-fixture.ts";
import { prune } from "../jobs/pruning.ts";
import { TestCloud } from "./service.test-fixture.ts";

let cloud: TestCloud;
let owner: string;

beforeAll(async () => {
  cloud = await TestCloud.open({ limits: { guestOrdersPerAddressPerMinute: 2, guestOrdersPerStorePerMinute: 5 } });
  owner = await cloud.operator();
});
afterAll(() => cloud.close());

const order = (storeId: string, address: string, more: object = {}) =>
  cloud.call("POST", "/v1/orders", { body: espressos(storeId), headers: { "idempotency-key": randomUUID(), ...more }, address });

describe("guests' orders are limited from the first day", () => {
  test("per address, whatever X-Forwarded-For says", async () => {
    const { storeId } = await cloud.onlineStore(owner);
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await order(storeId, "192.0.2.1", { "x-forwarded-for": `198.51.100.${i}` })).status);
    expect(statuses).toEqual([201, 201, 429]);
    const limited = await order(storeId, "192.0.2.1");
    expect(limited.json.code).toBe("request.rate_limited");
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  test("per store, over all addresses; signed-in customers are not counted", async () => {
    const { storeId } = await cloud.onlineStore(owner);
    const statuses = [];
    for (let i = 0; i < 6; i++) statuses.push((await order(storeId, `192.0.2.${100 + i}`)).status);
    expect(statuses).toEqual([201, 201, 201, 201, 201, 429]);
    const { token } = await cloud.customer(owner);
    expect((await cloud.place(storeId, { token })).order.status).toBe("PLACED");
  });
});

describe("orders that are held open at a store", () => {
  let limited: TestCloud;
  beforeAll(async () => {
    limited = await TestCloud.open({ limits: { openOrdersPerAddress: 2, openOrdersPerCustomer: 1 } });
  });
  afterAll(() => limited.close());

  test("one address cannot fill the book for Saturday: refused with what to do, until one is over", async () => {
    const operator = await limited.operator();
    const { storeId } = await limited.onlineStore(operator);
    const guest = (address: string) =>
      limited.call("POST", "/v1/orders", { body: espressos(storeId), headers: { "idempotency-key": randomUUID() }, address });
    const first = await guest("2001:db8:1:2::1");
    const responses = [first, await guest("2001:db8:1:2:ffff::9"), await guest("2001:db8:1:2::7"), await guest("2001:db8:1:3::1")];
    expect(responses.map((response) => response.status)).toEqual([201, 201, 409, 201]);
    expect(responses[2]?.json).toMatchObject({ code: "order.too_many_open", detail: expect.stringContaining("2 orders open") });
    const token = String(first.json.access_token);
    await limited.call("POST", `/v1/orders/${first.json.order_id}/cancel`, { token, body: { reason: null } });
    expect((await guest("2001:db8:1:2::7")).status).toBe(201);
  });

  test("orders that a store has left open hold nobody up for ever, and nothing is remembered of who asked for them", async () => {
    const box = await limited.onlineStore(await limited.operator());
    const guest = () =>
      limited.call("POST", "/v1/orders", {
        body: espressos(box.storeId),
        headers: { "idempotency-key": randomUUID() },
        address: "192.0.2.77",
      });
    expect([(await guest()).status, (await guest()).status, (await guest()).status]).toEqual([201, 201, 409]);
    limited.node.time.ms += 48 * 3_600_000;
    await box.receive();
    must(await box.send());
    expect((await guest()).status).toBe(201);
    limited.node.time.ms += 48 * 3_600_000;
    await prune(limited.node);
    const left = await limited.database.pool.query("SELECT 1 FROM order_askers WHERE store_id = $1", [box.storeId]);
    expect(left.rowCount).toBe(0);
  });
});
