import fc from "fast-check";
import { expect, test } from "vitest";
import { accentShades, contrast } from "./accent-shades.ts";

const GROUNDS = { light: ["#ffffff", "#f6f4f1", "#efebe6"], dark: ["#13100e", "#1d1916", "#2a2521"] } as const;

test("whatever a store chooses can be read, on the page's grounds and under its own text, in both schemes", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (colour) => {
      const shades = accentShades(`#${colour.toString(16).padStart(6, "0")}`);
      const weak = (["light", "dark"] as const).flatMap((scheme) => {
        const { accent, strong, ground, on } = shades[scheme];
        const pairs = [...GROUNDS[scheme].map((one) => [accent, one]), [accent, ground], [on, accent], [on, strong]] as [string, string][];
        return pairs.filter(([ink, below]) => contrast(ink, below) < 4.5).map((pair) => `${scheme}: ${pair.join(" on ")}`);
      });
      expect(weak).toEqual([]);
    }),
  );
});

test("a colour that can be read stays as it was chosen", () => {
  expect(accentShades("#0b5d3b").light.accent).toBe("#0b5d3b");
  expect(accentShades("#ffd166").dark.accent).toBe("#ffd166");
});

test("yellow becomes dark enough to be read on white", () => expect(accentShades("#ffe600").light.accent).not.toBe("#ffe600"));
