import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cents, MAX_AMOUNT_CENTS, proportion, spread, sumCents } from "./money.ts";

const runs = { numRuns: 200 };
const amount = fc.integer({ min: 0, max: MAX_AMOUNT_CENTS });
const ppm = fc.integer({ min: 0, max: 1_000_000 });

describe("proportion", () => {
  test("rounds half up, and half away from zero below it", () => {
    expect([5, 15, 25, -5, -15].map((value) => proportion(value, 1, 10))).toEqual([1, 2, 3, -1, -2]);
    expect(proportion(4, 1, 10)).toBe(0);
    expect(proportion(10_000, 88_750, 1_000_000)).toBe(888);
  });

  test("is within half a cent of the exact figure, for amounts whose product does not fit a double", () => {
    fc.assert(
      fc.property(amount, ppm, (value, rate) => {
        const off = BigInt(proportion(value, rate, 1_000_000)) * 1_000_000n - BigInt(value) * BigInt(rate);
        expect(off > -500_000n && off <= 500_000n).toBe(true);
      }),
      runs,
    );
    expect(proportion(Number.MAX_SAFE_INTEGER, 999_999, 1_000_000)).toBe(9_007_190_247_541_736);
  });

  test("mirrors at zero and keeps the whole", () => {
    fc.assert(
      fc.property(amount, ppm, (value, rate) => {
        expect(proportion(-value, rate, 1_000_000) + proportion(value, rate, 1_000_000)).toBe(0);
        expect(proportion(value, 1_000_000, 1_000_000)).toBe(value);
      }),
      runs,
    );
  });

  test("does not divide by nothing", () => {
    expect(() => proportion(1, 1, 0)).toThrow(RangeError);
  });
});

describe("spread", () => {
  const weights = fc.array(amount, { minLength: 1, maxLength: 100 });
  test("loses no cent, gives nobody more than the weight, and is off by less than a cent for each", () => {
    fc.assert(
      fc.property(weights, fc.nat(1_000_000), (parts, share) => {
        const sum = sumCents(parts);
        const total = proportion(sum, share, 1_000_000);
        const shares = spread(total, parts);
        expect(sumCents(shares)).toBe(total);
        shares.forEach((given, i) => {
          expect(given).toBeGreaterThanOrEqual(0);
          expect(given).toBeLessThanOrEqual(parts[i] ?? 0);
          const exact = BigInt(total) * BigInt(parts[i] ?? 0);
          const off = BigInt(given) * BigInt(sum) - exact;
          expect(sum === 0 || (off < BigInt(sum) && -off < BigInt(sum))).toBe(true);
        });
      }),
      runs,
    );
  });

  test("gives the odd cent to the largest remainder, and of equals to the first", () => {
    expect(spread(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(spread(10, [1, 5, 4, 0])).toEqual([1, 5, 4, 0]);
    expect(spread(1, [1, 2])).toEqual([0, 1]);
  });

  test("nothing over nothing is nothing; something over nothing is a bug", () => {
    expect(spread(0, [0, 0])).toEqual([0, 0]);
    expect(() => spread(1, [0])).toThrow(RangeError);
  });
});

test("an amount is a whole number of cents", () => {
  for (const value of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) expect(() => cents(value)).toThrow(RangeError);
});
