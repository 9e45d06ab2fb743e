import { CURRENCIES, minorDigits, unitOf } from "@crema/shared/domain/kernel/currency";
import { expect, test } from "vitest";
import { formatMoney } from "./money.ts";

test.each([0, 2, 3])("with %i digits, a page shows those of the table, whatever the browser's own list says", (digits) => {
  const behindPoint = digits === 0 ? /\d$|\d\D*$/u : new RegExp(`\\d[.,]\\d{${digits}}(?!\\d)`, "u");
  for (const currency of CURRENCIES.filter((one) => minorDigits(one) === digits)) {
    for (const locale of ["en-US", "hu-HU"]) {
      for (const amount of [0, 7, 305, 149_000, 99_999_999]) {
        const text = formatMoney(amount, unitOf(currency), locale);
        expect(text).toMatch(behindPoint);
        expect(Number(text.replaceAll(/\D/gu, ""))).toBe(amount);
      }
    }
  }
});

test("a menu whose digits nobody has confirmed yet stays as it was displayed", () => {
  expect(formatMoney(1490, { currency: "HUF" }, "en-US")).toContain("1,490");
  expect(formatMoney(149_000, unitOf("HUF"), "en-US")).toContain("1,490.00");
});
