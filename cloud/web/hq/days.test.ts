import { expect, test } from "vitest";
import { dayAfter, lastDays } from "./days.ts";

const MORNING_IN_INDIA = Date.parse("2026-05-04T20:00:00.000Z");

test("today is the stores' day, wherever the reader is; of stores that have two days at once it is both", () => {
  expect(lastDays(MORNING_IN_INDIA, 1, ["Asia/Kolkata"])).toEqual({ first: "2026-05-05", last: "2026-05-05" });
  expect(lastDays(MORNING_IN_INDIA, 1, ["America/Los_Angeles"])).toEqual({ first: "2026-05-04", last: "2026-05-04" });
  expect(lastDays(MORNING_IN_INDIA, 7, ["Asia/Kolkata", "America/Los_Angeles"])).toEqual({ first: "2026-04-28", last: "2026-05-05" });
});

test("the day after the last of a month is the first of the next", () => {
  expect(dayAfter("2026-02-28")).toBe("2026-03-01");
});
