import { expect, test } from "vitest";
import { openTestStore, STORE_ID, testProfile } from "../store.test-fixture.ts";

test("the counter orders ahead within the store's hours, whatever the app may: its share is no bound here", async () => {
  const hours = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open: "07:00", close: "18:00" }));
  const special_days = [{ date: "2026-05-05", name: "Staff day", spans: [] }];
  const settings = { ...testProfile.settings, order_ahead: { app_orders_per_slot: 0, slot_minutes: 30 as const } };
  const store = await openTestStore({ profile: { ...testProfile, hours, special_days, settings } });
  const found = store.queries.pickupSlots(STORE_ID);
  if (!found.ok) throw new Error(found.refusal.detail);
  const { slots, full, closed_days, time_zone } = found.value;
  // It is ten in the morning in Berlin, and the store takes five minutes; it closes at six.
  expect([slots[0], slots[1], time_zone]).toEqual(["2026-05-04T08:30:00.000Z", "2026-05-04T09:00:00.000Z", "Europe/Berlin"]);
  expect(slots.filter((at) => at.startsWith("2026-05-05"))).toEqual([]);
  expect([full, closed_days]).toEqual([[], [{ date: "2026-05-05", name: "Staff day" }]]);
  expect(store.queries.pickupSlots("elsewhere")).toMatchObject({ refusal: { code: "store.not_found" } });
  await store.dispose();
  const bare = await openTestStore({ profile: null });
  expect(bare.queries.pickupSlots(STORE_ID)).toMatchObject({ refusal: { code: "store.not_ready" } });
  await bare.dispose();
});
