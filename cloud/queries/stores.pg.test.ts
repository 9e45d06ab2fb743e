import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  createTestNode,
  menuRows,
  must,
  openStore,
  START_MS,
  storeInput,
  type TestBox,
  type TestNode,
} from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { createStoreList } from "./stores.ts";

let database: TestDatabase;
let node: TestNode;
let box: TestBox;
let asked: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  node = createTestNode(database.database);
  const hours = [
    { weekday: 1, open: "14:00", close: "18:00" },
    { weekday: 1, open: "07:00", close: "12:00" },
    { weekday: 2, open: "09:00", close: "10:00" },
  ];
  box = await openStore(node, { hours });
  must(await node.commands.putStore("silent", storeInput({ name: "Never heard" }), new Map()));
  must(await node.commands.putMenu("silent", menuRows));
  must(await node.commands.publishMenu("silent", null));
  must(await node.commands.putStore("no-menu", storeInput(), new Map()));
});
afterAll(() => database.drop());
beforeEach(() => {
  node.time.ms = START_MS;
  asked = [];
});

const list = () =>
  createStoreList({
    database: database.database,
    clock: node.clock,
    takesOnlinePayment: async ({ store_id }) => {
      asked.push(store_id);
      return store_id === "silent";
    },
  });
const read = async (stores = list()) => {
  const { etag, body } = await stores();
  const named: Record<string, unknown>[] = JSON.parse(body).stores;
  return { etag, of: (id: string) => named.find((store) => store.store_id === id), ids: named.map((store) => store.store_id) };
};

describe("the stores for customers", () => {
  test("those that have a menu, with hours, state, age and payment", async () => {
    const stores = await read();
    expect(stores.ids).toEqual(["silent", box.storeId]);
    expect(stores.of(box.storeId)).toMatchObject({
      name: "Main Street",
      currency: "EUR",
      hours_today: [
        { open: "07:00", close: "12:00" },
        { open: "14:00", close: "18:00" },
      ],
      status: "OPEN",
      as_of: "2026-05-04T08:00:00.000Z",
      takes_online_payment: false,
    });
    expect(stores.of("silent")).toMatchObject({
      status: "OFFLINE",
      as_of: null,
      is_online: false,
      takes_orders_for_later: false,
      takes_online_payment: true,
    });
  });

  test("one that is compared with the service after a fault says so, beside being out of reach", async () => {
    const freeze = (by: string | null) =>
      node.database.pool.query("UPDATE store_links SET frozen_by = $1 WHERE store_id = $2", [by, box.storeId]);
    expect((await read()).of(box.storeId)).toMatchObject({ is_rejoining: false, is_online: true, takes_orders_for_later: true });
    await freeze(randomUUID());
    expect((await read()).of(box.storeId)).toMatchObject({
      is_rejoining: true,
      is_online: false,
      takes_orders_for_later: false,
      status: "OFFLINE",
    });
    await freeze(null);
  });

  test("the day is the store's own, and closed is closed, reached or not", async () => {
    node.time.ms = Date.parse("2026-05-04T22:30:00.000Z");
    expect((await read()).of(box.storeId)).toMatchObject({
      hours_today: [{ open: "09:00", close: "10:00" }],
      status: "CLOSED",
      is_online: false,
      takes_orders_for_later: true,
      as_of: "2026-05-04T08:00:00.000Z",
    });
  });

  test("many at once are one read, looked at again after a second", async () => {
    const stores = list();
    await Promise.all(Array.from({ length: 20 }, () => stores()));
    expect(asked).toHaveLength(2);
    node.time.ms += 999;
    await stores();
    expect(asked).toHaveLength(2);
    node.time.ms += 1;
    await stores();
    expect(asked).toHaveLength(4);
  });

  test("a heartbeat leaves the validator as it is; a store that goes dark changes it", async () => {
    const before = (await read()).etag;
    node.time.ms += 5_000;
    must(await box.send());
    const heard = await read();
    expect(heard.etag).toBe(before);
    expect(heard.of(box.storeId)).toMatchObject({ as_of: "2026-05-04T08:00:05.000Z" });
    node.time.ms += 15_000;
    const dark = await read();
    expect(dark.of(box.storeId)).toMatchObject({ status: "OFFLINE", as_of: "2026-05-04T08:00:05.000Z" });
    expect(dark.etag).not.toBe(before);
  });
});
