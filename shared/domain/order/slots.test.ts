import { describe, expect, test } from "vitest";
import { closedText, pickupSlots } from "./slots.ts";

const profile = {
  time_zone: "Europe/Berlin",
  hours: [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open: "07:00", close: "08:00" })),
  settings: { accept_timeout_s: 30, recall_window_s: 300, max_open_orders: 100, prep_time_s: 300 },
};

test("slots are quarters of an hour within the opening hours, the first no sooner than the store can be ready", () => {
  // 07:12 in Berlin; 07:15 is less than five minutes away. Closing time itself is too late.
  const slots = [...pickupSlots(profile, Date.parse("2026-05-04T05:12:00.000Z"))];
  expect(slots.slice(0, 3)).toEqual(["2026-05-04T05:30:00.000Z", "2026-05-04T05:45:00.000Z", "2026-05-05T05:00:00.000Z"]);
  expect([slots.length, slots.at(-1)]).toEqual([2 + 6 * 4, "2026-05-10T05:45:00.000Z"]);
});

test("a store that does not open has no slots", () => {
  expect([...pickupSlots({ ...profile, hours: [] }, 0)]).toEqual([]);
});

test("a store that is closed says when it can be ordered for, in its own time", () => {
  const storeAt = { ...profile, name: "Main Street" };
  expect(closedText(storeAt, Date.parse("2026-05-04T03:00:00.000Z"), Date.parse("2026-05-04T03:00:00.000Z"))).toBe(
    "Main Street is closed now. The first time to order for is Monday, 07:00; choose a time from then on.",
  );
  expect(closedText({ ...storeAt, hours: [] }, 0, 1)).toBe("Main Street is closed then. It does not open within the next seven days.");
});

test("of a time at which a store is closed, the next time from then on is named, not one before it", () => {
  const storeAt = { ...profile, name: "Main Street" };
  const closedAt = (wanted: string) => closedText(storeAt, Date.parse("2026-05-04T05:12:00.000Z"), Date.parse(wanted));
  // Wanted for Wednesday afternoon, as it could be had on Monday at once.
  expect(closedAt("2026-05-06T13:00:00.000Z")).toBe(
    "Main Street is closed then. The next time to order for is Thursday, 07:00; choose a time from then on.",
  );
  expect(closedAt("2026-05-11T04:30:00.000Z")).toBe(
    "Main Street is closed then. The last time to order for is Sunday, 07:45; choose a time until then.",
  );
});

test("a store that is closed on a special day says which, by its name, and what its hours are where it has some", () => {
  const special_days = [
    { date: "2026-12-24", spans: [{ open: "07:00", close: "07:30" }] },
    { date: "2026-12-25", name: "Christmas", spans: [] },
  ];
  const storeAt = { ...profile, name: "Main Street", special_days };
  const [eve, christmas] = [Date.parse("2026-12-24T15:00:00.000Z"), Date.parse("2026-12-25T06:30:00.000Z")];
  const when = "time to order for is Saturday, 07:00; choose a time from then on.";
  expect(closedText(storeAt, eve, christmas)).toBe(`Main Street is closed on 25 December (Christmas). The next ${when}`);
  expect(closedText(storeAt, eve, eve)).toBe(
    `Main Street is closed on 24 December at that time; its hours are 07:00 to 07:30. The first ${when}`,
  );
  expect(pickupSlots(storeAt, eve).next().value).toBe("2026-12-26T06:00:00.000Z");
});

describe("on the days on which the clocks change", () => {
  const nights = { ...profile, hours: [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open: "22:00", close: "06:00" })) };
  const slotsFrom = (at: string) =>
    [...pickupSlots({ ...nights, settings: { ...profile.settings, prep_time_s: 0 } }, Date.parse(at))].slice(0, 9);

  test("in spring the hour that does not exist has no slot, and the next one begins right after", () => {
    // In Berlin 01:30, 01:45, then 03:00.
    expect(slotsFrom("2026-03-29T00:30:00.000Z").slice(0, 3)).toEqual([
      "2026-03-29T00:30:00.000Z",
      "2026-03-29T00:45:00.000Z",
      "2026-03-29T01:00:00.000Z",
    ]);
  });

  test("in autumn the hour that comes twice has its slots twice, each a moment of its own", () => {
    const slots = slotsFrom("2026-10-25T00:00:00.000Z");
    expect(new Set(slots).size).toBe(9);
    expect([slots[0], slots[4], slots[8]]).toEqual(["2026-10-25T00:00:00.000Z", "2026-10-25T01:00:00.000Z", "2026-10-25T02:00:00.000Z"]);
  });
});
