import { expect, test } from "vitest";
import { averageMs } from "./average-ms.ts";

const NOW = Date.parse("2026-05-04T08:00:00.000Z");
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();
const made = (from: number, to: number | null, requested_for: string | null = null) => ({
  ...{ created_at: at(from), requested_for },
  ready_at: to === null ? null : at(to),
});

test("the average of what became ready within the hour, and of nothing else", () => {
  const orders = [made(-20, -16), made(-10, -2), made(-5, null), made(-90, -70), made(-300, -1, at(0))];
  expect(averageMs(orders, NOW)).toBe(6 * 60_000);
  expect(averageMs([made(-5, null)], NOW)).toBeNull();
});
