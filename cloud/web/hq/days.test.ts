import { expect, test } from "vitest";
import { dayAfter, daysBefore, lastDays } from "./days.ts";

const NOW = Date.parse("2026-05-04T20:00:00.000Z");

test("today is the stores' business day, wherever the reader is; of stores that have two days at once it is both", () => {
  expect(lastDays(NOW, 1, ["2026-05-05"])).toEqual({ first: "2026-05-05", last: "2026-05-05" });
  // At half past one in the night the day before is not over.
  expect(lastDays(NOW, 1, ["2026-05-03"])).toEqual({ first: "2026-05-03", last: "2026-05-03" });
  expect(lastDays(NOW, 7, ["2026-05-05", "2026-05-04"])).toEqual({ first: "2026-04-28", last: "2026-05-05" });
  expect(lastDays(NOW, 1, [])).toEqual({ first: "2026-05-04", last: "2026-05-04" });
});

test("the same weekday a week before is another month's where it has to be", () => {
  expect([daysBefore("2026-03-04", 7), daysBefore("2026-12-31", -1)]).toEqual(["2026-02-25", "2027-01-01"]);
});

test("the day after the last of a month is the first of the next", () => {
  expect(dayAfter("2026-02-28")).toBe("2026-03-01");
});
