import { expect, test } from "vitest";
import { distanceM } from "./distance.ts";

const at = (latitude: number, longitude: number) => ({ latitude, longitude });

test.each([
  ["the same place", at(52.52, 13.405), at(52.52, 13.405), 0],
  ["a degree to the north", at(52.5, 13.4), at(53.5, 13.4), 111_195],
  ["across the date line", at(0, 179.9), at(0, -179.9), 22_240],
  ["to the other side of the earth", at(0, 0), at(0, 180), 20_015_000],
])("%s", (_name, from, to, metres) => {
  expect(Math.abs(distanceM(from, to) - metres)).toBeLessThanOrEqual(metres * 0.006);
  expect(distanceM(to, from)).toBeCloseTo(distanceM(from, to), 3);
});
