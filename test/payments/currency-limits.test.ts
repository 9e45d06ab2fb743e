/** The provider's idea of every currency, on our side and on its own, written down apart from each other. */
import { fromProvider, limitsOf, toProvider } from "@crema/cloud/payments/stripe/amounts";
import { CURRENCIES, decimalText, minorDigits } from "@crema/shared/domain/kernel/currency";
import { chargeFault, currencyFault } from "@crema/tools/dev/stripe-sandbox/currencies";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const taken = (digits: number) => CURRENCIES.filter((currency) => minorDigits(currency) === digits && limitsOf(currency));

test("a currency is refused by us exactly when the provider does not take it", () => {
  for (const currency of CURRENCIES)
    expect([currency, limitsOf(currency) === null]).toEqual([currency, currencyFault(currency.toLowerCase()) !== null]);
});

describe.each([0, 2, 3])("of a currency with %i digits", (digits) => {
  const amount = fc.constantFrom(...taken(digits)).chain((currency) => {
    const { least_cents, most_cents, step_cents } = limitsOf(currency) ?? { least_cents: 1, most_cents: 1, step_cents: 1 };
    const from = Math.ceil(least_cents / step_cents);
    return fc.tuple(
      fc.constant(currency),
      fc.integer({ min: from, max: most_cents / step_cents }).map((steps) => steps * step_cents),
    );
  });

  test("what is within the limits is taken by the provider, and reads as what was sent", () => {
    fc.assert(
      fc.property(amount, ([currency, minor]) => {
        const sent = toProvider(minor, currency);
        expect(chargeFault(sent, currency.toLowerCase())).toBeNull();
        expect(fromProvider(sent, currency)).toBe(minor);
      }),
    );
  });

  test("one step less than the least is too little for the provider", () => {
    for (const currency of taken(digits)) {
      const { least_cents, step_cents } = limitsOf(currency) ?? { least_cents: 1, step_cents: 1 };
      const less = least_cents - step_cents;
      if (less > 0) expect(chargeFault(toProvider(less, currency), currency.toLowerCase())).not.toBeNull();
    }
  });
});

test.each([
  ["ISK", 1490, 149_000],
  ["UGX", 1490, 149_000],
  ["MGA", 149_000, 1490],
  ["HUF", 149_000, 149_000],
  ["TWD", 149_000, 149_000],
  ["JPY", 1490, 1490],
  ["KWD", 1490, 1490],
  ["USD", 1490, 1490],
])("%s: our %i is the provider's %i", (currency, ours, theirs) => {
  expect([toProvider(ours, currency), fromProvider(theirs, currency)]).toEqual([theirs, ours]);
});

test.each([
  ["KWD", 1234],
  ["MGA", 149_050],
])("%s %i is no amount that the provider can say", (currency, minor) => {
  expect(() => toProvider(minor, currency)).toThrow(decimalText(minor, minorDigits(currency)));
});
