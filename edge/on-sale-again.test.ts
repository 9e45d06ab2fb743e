/** What is sold out until a moment is on sale again when that has come, whatever happened to the box and to its clock meanwhile. */
import type { EdgeEvent } from "@crema/shared/domain/events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestBox, STORE_ID, type TestBox } from "./box.test-fixture.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let box: TestBox;
let pos: string;
beforeEach(async () => {
  box = await openTestBox();
  box.store.time.trust(box.clock.now());
  pos = (await box.pair("pos")).token;
});
afterEach(() => box.stop());

/** It is 08:00 in UTC, 10:00 at the store, whose day begins at 04:00. */
const at = (time: string, day = "04") => `2026-05-${day}T${time}:00.000Z`;
const set = (body: object, path = "items/espresso") => box.call("PATCH", `/v1/stores/${STORE_ID}/${path}`, body, { token: pos });
const isOnSale = async () => {
  // Any write is behind what the timers have begun.
  await box.call("GET", "/v1/me", undefined, { token: pos });
  await box.store.executor.run(() => ({ ok: true, value: null }));
  return !box.store.tables.availability.of({ kind: "item", id: "espresso" }).sold_out;
};
const words = () =>
  box.store.sync.log
    .read(1, 1000, 10_000_000)
    .map(({ body }) => JSON.parse(body) as EdgeEvent)
    .filter(({ type }) => type === "item.availability_changed");

describe("sold out until a time", () => {
  test("is so to the millisecond, and is on sale again by an event of the box", async () => {
    expect((await set({ is_available: false, until: at("09:00") })).json).toMatchObject({
      is_available: false,
      until: at("09:00"),
      left: null,
    });
    box.timers.advance(HOUR_MS - 1);
    expect(await isOnSale()).toBe(false);
    box.timers.advance(1);
    expect(await isOnSale()).toBe(true);
    expect(words()).toMatchObject([
      { sold_out: true, until: at("09:00"), revision: 1 },
      { sold_out: false, revision: 2, actor: { kind: "edge" } },
    ]);
    expect(words()[1]).not.toHaveProperty("until");
  });

  test("TOMORROW is when the store's next business day begins", async () => {
    expect((await set({ is_available: false, until: "TOMORROW" })).json).toMatchObject({ until: at("02:00", "05") });
    expect((await set({ is_available: false, until: "TOMORROW" })).json).toMatchObject({ sold_out_revision: 1 });
  });

  test("said by a time that was wrong, TOMORROW is the next day of the time that is right", async () => {
    box.store.time.trust(Date.parse(at("08:00", "01")));
    await set({ is_available: false, until: "TOMORROW" });
    await set({ is_available: false, until: "TOMORROW" }, "modifiers/oat");
    expect(words()).toMatchObject([{ until: at("02:00", "02") }]);
    box.store.time.trust(Date.parse(at("08:00")));
    box.timers.advance(0);
    expect(await isOnSale()).toBe(false);
    box.timers.advance(MINUTE_MS);
    expect([await isOnSale(), words().at(-1)]).toMatchObject([false, { sold_out: true, until: at("02:00", "05") }]);
    expect(box.store.queries.menu()?.availability).toMatchObject({ sold_out_modifier_ids: ["oat"] });
  });

  test("that is said anew, or taken back, counts as it was said last", async () => {
    await set({ is_available: false, until: at("09:00") });
    await set({ is_available: false, until: at("10:00") });
    box.timers.advance(HOUR_MS + MINUTE_MS);
    expect(await isOnSale()).toBe(false);
    await set({ is_available: false });
    box.timers.advance(24 * HOUR_MS);
    expect(await isOnSale()).toBe(false);
    expect(words()).toHaveLength(3);
  });

  test("of several things, each at its time, choices as well", async () => {
    await set({ is_available: false, until: at("09:00") });
    await set({ is_available: false, until: at("08:30") }, "modifiers/oat");
    box.timers.advance(30 * MINUTE_MS);
    expect(await isOnSale()).toBe(false);
    expect(box.store.queries.menu()?.availability).toMatchObject({ sold_out_modifier_ids: [], sold_out_item_ids: ["espresso"] });
    box.timers.advance(30 * MINUTE_MS);
    expect(await isOnSale()).toBe(true);
  });

  test("is on sale again after a power cut over that moment, once the time is known", async () => {
    await set({ is_available: false, until: at("09:00") });
    await box.store.sync.link.saveTime();
    await box.stop("keep the directory");
    const { dataDir } = box.settings;
    box = await openTestBox({ dataDir });
    box.clock.advance(2 * HOUR_MS);
    box.timers.advance(MINUTE_MS);
    expect([box.store.time.state(), await isOnSale()]).toEqual(["UNCONFIRMED", false]);
    box.store.time.trust(Date.parse(at("10:02")));
    box.timers.advance(0);
    expect(await isOnSale()).toBe(true);
  });

  test("by a clock that is set forward hours is on sale again within a minute; by one that is set back it waits", async () => {
    await set({ is_available: false, until: at("20:00") });
    box.store.time.trust(Date.parse(at("05:00")));
    box.timers.advance(12 * HOUR_MS);
    expect(await isOnSale()).toBe(false);
    box.store.time.trust(Date.parse(at("21:00")));
    box.timers.advance(MINUTE_MS);
    expect(await isOnSale()).toBe(true);
  });
});

describe("what is refused", () => {
  test.each([
    ["a time that has passed", { is_available: false, until: at("07:59") }, "availability.until_impossible"],
    ["the present moment", { is_available: false, until: at("08:00") }, "availability.until_impossible"],
    ["more than 30 days", { is_available: false, until: "2026-06-03T08:00:00.001Z" }, "availability.until_impossible"],
    ["no time", { is_available: false, until: "soon" }, "request.invalid"],
    ["an end of what is on sale", { is_available: true, until: at("09:00") }, "request.invalid"],
    ["a count of what is sold out", { is_available: false, left: 3 }, "request.invalid"],
    ["less than nothing", { is_available: true, left: -1 }, "request.invalid"],
    ["more than is counted", { is_available: true, left: 10_000 }, "request.invalid"],
    ["half a piece", { is_available: true, left: 1.5 }, "request.invalid"],
  ])("%s", async (_what, body, code) => {
    for (const path of ["items/espresso", "modifiers/oat"]) {
      const response = await set(body, path);
      expect([response.status, response.json.code]).toEqual([422, code]);
    }
    expect(words()).toEqual([]);
  });

  test("an item or a choice that is on no menu", async () => {
    expect((await set({ is_available: true, left: 1 }, "items/tea")).json.code).toBe("item.not_found");
    expect((await set({ is_available: false, until: "TOMORROW" }, "modifiers/gold")).json.code).toBe("modifier.not_found");
  });

  test("30 days, nothing left and 9,999 are not", async () => {
    expect((await set({ is_available: false, until: "2026-06-03T08:00:00.000Z" })).status).toBe(200);
    expect((await set({ is_available: true, left: 0 })).json).toMatchObject({ is_available: false, left: 0 });
    expect((await set({ is_available: true, left: 9_999 })).json).toMatchObject({ is_available: true, left: 9_999 });
  });
});

test("an order for another day counts when it is released on its day", async () => {
  await set({ is_available: true, left: 10 });
  const order = { store_id: STORE_ID, fulfillment_type: "PICKUP", payment_method: "AT_STORE", items: [{ item_id: "espresso", qty: 4 }] };
  const body = { ...order, requested_for: at("09:00", "05") };
  expect((await box.call("POST", "/v1/orders", body, { token: pos, headers: { "idempotency-key": "later" } })).status).toBe(201);
  const left = () => box.store.sync.log.heartbeat().counted?.[0]?.left;
  expect(left()).toBe(10);
  for (let minutes = 0; minutes < 25 * 60; minutes += 1) box.timers.advance(MINUTE_MS);
  await isOnSale();
  expect(left()).toBe(6);
});
