import { afterEach, beforeEach, expect, test } from "vitest";
import { cashier, openTestStore, START_MS, type TestClock, type TestStore, testClock } from "../store.test-fixture.ts";
import { enrolment, NEXT_NODE, snapshotOf } from "./next-box.test-fixture.ts";

const MINUTE_MS = 60_000;
let store: TestStore;
let clock: TestClock;
beforeEach(async () => {
  clock = testClock();
  store = await openTestStore({ clock });
});
afterEach(() => store.dispose());

const set = async (pausedFor: Parameters<typeof store.commands.setAppOrders>[0]) => {
  const done = await store.commands.setAppOrders(pausedFor, cashier);
  if (!done.ok) throw new Error(done.refusal.detail);
  return done.value;
};
const iso = (ms: number) => new Date(ms).toISOString();
const logged = () =>
  store.sync.log
    .read(1, 100, 1_000_000)
    .map(({ body }) => JSON.parse(body))
    .filter(({ type }) => type.startsWith("app_orders."));

test("a pause is an event with its end, ends by itself, and is lifted by hand", async () => {
  expect(await set("10_MINUTES")).toBe(iso(START_MS + 10 * MINUTE_MS));
  expect(store.published.at(-1)).toMatchObject({ type: "app_orders", paused_until: iso(START_MS + 10 * MINUTE_MS) });
  clock.advance(10 * MINUTE_MS - 1);
  expect(store.queries.appOrdersPausedUntil()).toBe(iso(START_MS + 10 * MINUTE_MS));
  clock.advance(1);
  expect(store.queries.appOrdersPausedUntil()).toBeNull();
  // It is over: nothing is to be lifted, and nothing is told.
  expect(await set(null)).toBeNull();
  await set("30_MINUTES");
  expect(await set(null)).toBeNull();
  expect(store.queries.appOrdersPausedUntil()).toBeNull();
  expect(logged().map(({ type, until }) => [type, until])).toEqual([
    ["app_orders.paused", iso(START_MS + 10 * MINUTE_MS)],
    ["app_orders.paused", iso(START_MS + 40 * MINUTE_MS)],
    ["app_orders.resumed", undefined],
  ]);
});

test("until tomorrow is until the next business day begins: at four in the morning, in the store's zone", async () => {
  expect(await set("UNTIL_TOMORROW")).toBe("2026-05-05T02:00:00.000Z");
  await set("UNTIL_TOMORROW");
  expect(logged()).toHaveLength(1);
  // At half past one in the night that is the same day.
  clock.advance(Date.parse("2026-05-04T23:30:00.000Z") - START_MS);
  await set(null);
  expect(await set("UNTIL_TOMORROW")).toBe("2026-05-05T02:00:00.000Z");
});

test("it survives a power cut", async () => {
  const until = await set("20_MINUTES");
  const again = await openTestStore({ path: store.path, clock });
  expect(again.queries.appOrdersPausedUntil()).toBe(until);
  await again.close();
});

test("a machine whose clock was hours off pauses for ten minutes all the same, once the time is known", async () => {
  const until = await set("10_MINUTES");
  clock.advance(4 * MINUTE_MS);
  for (const hours of [-5, 3]) {
    const truth = clock.now() + hours * 60 * MINUTE_MS;
    store.time.trust(truth);
    await store.executor.run(() => ({ ok: true, value: null }));
    expect(store.queries.appOrdersPausedUntil()).toBe(iso(truth + 6 * MINUTE_MS));
  }
  expect(logged()).toHaveLength(3);
  expect(until).not.toBe(store.queries.appOrdersPausedUntil());
  // The clock that nobody sets goes on: six minutes later it is over.
  clock.advance(6 * MINUTE_MS);
  expect(store.queries.appOrdersPausedUntil()).toBeNull();
});

test("said by a clock that was years ahead, before a power cut, no pause and nothing sold out lasts for years", async () => {
  clock.advance(3 * 365 * 24 * 60 * MINUTE_MS);
  await set("10_MINUTES");
  const espresso = { kind: "item", id: "espresso" } as const;
  await store.commands.setAvailability(espresso, { is_available: false, until: "TOMORROW" }, cashier);
  const again = await openTestStore({ path: store.path, clock });
  again.time.trust(START_MS);
  await again.executor.run(() => ({ ok: true, value: null }));
  await again.executor.run(() => ({ ok: true, value: null }));
  const tomorrow = "2026-05-05T02:00:00.000Z";
  expect([again.queries.appOrdersPausedUntil(), again.tables.availability.of(espresso).until]).toEqual([tomorrow, tomorrow]);
  await again.close();
});

test("setting the machine's clock neither ends a pause nor makes it longer", async () => {
  store.time.trust(START_MS);
  const until = await set("10_MINUTES");
  store.time.trust(START_MS + 1_000);
  expect([store.queries.appOrdersPausedUntil(), logged().length]).toEqual([until, 1]);
});

test("the store's next box goes on with it, and one that is handed none forgets its own", async () => {
  const follow = (epoch: number, until: string | null) => {
    const snapshot = snapshotOf({ app_orders_paused_until: until, join: { number: epoch, nonce: NEXT_NODE } });
    return store.sync.link.enrol(enrolment(epoch, NEXT_NODE), { snapshot, text: JSON.stringify(snapshot) });
  };
  await follow(2, iso(START_MS + MINUTE_MS));
  expect(store.queries.appOrdersPausedUntil()).toBe(iso(START_MS + MINUTE_MS));
  await set("30_MINUTES");
  await follow(3, null);
  expect(store.queries.appOrdersPausedUntil()).toBeNull();
});

test("what the box before said by a clock that was years ahead ends tomorrow at the next one, and the cloud hears so; what may be meant stays", async () => {
  const ends = { sold_out_item_ids: ["latte", "espresso"], sold_out_modifier_ids: [] };
  const in29Days = iso(START_MS + 29 * 24 * 60 * MINUTE_MS);
  const until = [
    { kind: "item" as const, id: "latte", until: "2031-01-01T00:00:00.000Z" },
    { kind: "item" as const, id: "espresso", until: in29Days },
  ];
  const taken_at = iso(START_MS);
  const snapshot = snapshotOf({
    taken_at,
    app_orders_paused_until: "2031-01-01T00:00:00.000Z",
    availability: { revision: 4, ...ends, until },
  });
  await store.sync.link.enrol(enrolment(2, NEXT_NODE), { snapshot, text: JSON.stringify(snapshot) });
  const tomorrow = "2026-05-05T02:00:00.000Z";
  expect(store.queries.appOrdersPausedUntil()).toBe(tomorrow);
  const endOf = (id: string) => store.tables.availability.of({ kind: "item", id }).until;
  expect([endOf("latte"), endOf("espresso")]).toEqual([tomorrow, in29Days]);
  const told = store.tables.log.read(2, 1, 100, 1_000_000).map(({ body }) => JSON.parse(body) as object);
  expect(told).toMatchObject([
    { type: "app_orders.paused", until: tomorrow },
    { type: "item.availability_changed", item_id: "latte", sold_out: true, until: tomorrow, revision: 5 },
  ]);
});
