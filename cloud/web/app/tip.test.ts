import { describe, expect, test } from "vitest";
import { NO_TIP, OTHER_TIP, tipOf, typedAmount } from "./tip.ts";

const euro = { currency: "EUR", minor_digits: 2 };
const yen = { currency: "JPY", minor_digits: 0 };
const dinar = { currency: "KWD", minor_digits: 3 };

describe("a tip in the app", () => {
  test.each([
    [NO_TIP, "", 450, euro, 0],
    ["10", "", 450, euro, 45],
    ["15", "", 450, euro, 68],
    ["20", "", 1490, yen, 298],
    ["15", "", 1490, dinar, 220],
    [OTHER_TIP, "1.5", 450, euro, 150],
    [OTHER_TIP, "", 450, euro, null],
  ] as const)("%s %s of %i %o: %s", (choice, typed, total, unit, tip) => {
    expect(tipOf(choice, typed, total, unit)).toBe(tip);
  });

  test.each([
    ["1,50", euro, 150],
    [" 2 ", euro, 200],
    ["0", euro, 0],
    ["1.234", dinar, 1234],
    ["150", yen, 150],
    ["1.5", yen, null],
    ["1.555", euro, null],
    ["-1", euro, null],
    ["1e3", euro, null],
    ["12345678", euro, null],
  ] as const)("typed as %s", (text, unit, amount) => {
    expect(typedAmount(text, unit)).toBe(amount);
  });
});
