import { expect, test } from "vitest";
import { formatPercent } from "./percent.ts";

test.each([
  ["en-US", "10%", "12.5%"],
  ["de-DE", "10 %", "12,5 %"],
  ["es-ES", "10 %", "12,5 %"],
])("a share as it is read in %s", (locale, whole, half) => {
  // The space does not break.
  expect([formatPercent(0.1, locale), formatPercent(0.125, locale)].map((text) => text.replaceAll(/\s/g, " "))).toEqual([whole, half]);
});
