import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Clock, RandomBytes } from "./clock.ts";
import { createIdSource, Id, Slug } from "./ids.ts";

function clockAt(times: readonly number[]): Clock {
  let next = 0;
  return { now: () => times[Math.min(next++, times.length - 1)] ?? 0, monotonic: () => 0 };
}
const bytes =
  (fill: number): RandomBytes =>
  (n) =>
    new Uint8Array(n).fill(fill);
const V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("ids", () => {
  test("are UUIDs of version 7 that begin with their millisecond", () => {
    const id = createIdSource(clockAt([0x0198c7f28b7e]), bytes(0xff))();
    expect(id).toMatch(V7);
    expect(Id.parse(id)).toBe(id);
    expect(id.slice(0, 13)).toBe("0198c7f2-8b7e");
  });

  test("never go back and never repeat, even when the clock jumps back", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 300 }),
        fc.integer({ min: 0, max: 255 }),
        (times, fill) => {
          const newId = createIdSource(clockAt(times), bytes(fill));
          const ids = times.map(() => newId());
          expect(ids).toEqual([...ids].sort());
          expect(new Set(ids).size).toBe(ids.length);
          for (const id of ids) expect(id).toMatch(V7);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("carry over within a millisecond, past the version and the variant", () => {
    const newId = createIdSource(clockAt([1]), (n) => new Uint8Array(n).fill(0xff).fill(0, 0, 1));
    const first = newId();
    const second = newId();
    expect(first).toMatch(/7[0-9a-f]ff-bfff-ffffffffffff$/);
    expect(second > first).toBe(true);
    expect(second).toMatch(/-7100-8000-000000000000$/);
  });

  test("of two sources in one millisecond differ by their random bytes", () => {
    expect(createIdSource(clockAt([5]), bytes(1))()).not.toBe(createIdSource(clockAt([5]), bytes(2))());
  });
});

test("an id in capitals, as a scanned code may give it, is the same id", () => {
  const id = "0198c7f2-8b7e-7cc3-9f5e-1f2a3b4c5d6e";
  expect([Id.parse(id.toUpperCase()), Id.parse(id)]).toEqual([id, id]);
  expect(Id.safeParse("0198C7F2").success).toBe(false);
});

test("slugs are what may stand in a path", () => {
  for (const good of ["latte", "oat-milk_2", "0"]) expect(Slug.safeParse(good).success).toBe(true);
  for (const bad of ["", "Latte", "-x", "a b", "a/b", "é", "x".repeat(65), "../x"]) expect(Slug.safeParse(bad).success).toBe(false);
});
