/** What the tokens promise, read from the style sheet itself. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { contrastOf } from "./contrast.test-fixture.ts";

const SHEET = readFileSync(new URL("../../shared/ui/tokens/tokens.css", import.meta.url), "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
const DARK = "(prefers-color-scheme: dark)";
const MORE = "(prefers-contrast: more)";
const STILL = "(prefers-reduced-motion: reduce)";

/** In the order of the sheet: each condition ("" for none) with what it sets. */
const BLOCKS = [...SHEET.matchAll(/(?:@media ([^{]+) \{\s*)?:root \{([^}]*)\}/g)].map(([, condition = "", body = ""]) => ({
  condition,
  tokens: Object.fromEntries([...body.matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name = "", value = ""]) => [name, value.trim()])),
}));

/** What a browser makes of the sheet while these conditions hold. */
function tokensWhile(...holding: string[]): Readonly<Record<string, string>> {
  const inForce = BLOCKS.filter(({ condition }) => condition === "" || condition.split(" and ").every((one) => holding.includes(one)));
  // Of what a store may set, what is in force where it has not.
  const withoutStore = (value: string) => value.replace(/^var\(--store-[\w-]+, (#[0-9a-f]{6})\)$/, "$1");
  const all: Readonly<Record<string, string>> = Object.assign({}, ...inForce.map(({ tokens }) => tokens));
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, withoutStore(value)]));
}

const CATEGORIES = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `category-${n}`);
const STATUSES = ["good", "warn", "bad", "info"];

/** Text, and what it stands on. */
const TEXTS: readonly (readonly [string, string])[] = [
  ...["ground", "surface", "surface-raised", "sunken"].flatMap((ground) => [["text", ground] as const, ["text-soft", ground] as const]),
  ...["ground", "surface", "surface-raised", "accent-ground"].flatMap((ground) => [["accent", ground] as const]),
  ...["surface", "surface-raised", "ground", "sunken"].flatMap((ground) => STATUSES.map((status) => [status, ground] as const)),
  ...STATUSES.flatMap((status) => [[status, `${status}-ground`] as const, ["text", `${status}-ground`] as const]),
  ...STATUSES.map((status) => ["on-solid", `${status}-solid`] as const),
  ...CATEGORIES.flatMap((one) => [[`${one}-text`, `${one}-ground`] as const, ["text", `${one}-ground`] as const]),
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
  ["text", "accent-ground"],
];
/** What is no text but has to be made out: 3 (WCAG 1.4.11). */
const SHAPES: readonly (readonly [string, string])[] = [
  ["line-strong", "surface"],
  ["line-strong", "ground"],
  ["focus", "surface"],
  ["focus", "ground"],
  ["accent", "ground"],
  ...CATEGORIES.map((one) => [one, "surface"] as const),
];

const MODES: Readonly<Record<string, readonly string[]>> = {
  light: [],
  dark: [DARK],
  "light, more contrast": [MORE],
  "dark, more contrast": [DARK, MORE],
};

describe.each(Object.entries(MODES))("%s", (name, holding) => {
  const colours = tokensWhile(...holding);
  const least = holding.includes(MORE) ? 7 : 4.5;
  const tooWeak = (pairs: typeof TEXTS, atLeast: number) =>
    pairs.flatMap(([ink, ground]) => {
      const contrast = contrastOf(colours[ink] ?? ink, colours[ground] ?? ground);
      return contrast >= atLeast ? [] : [`${name}: --${ink} on --${ground} has ${contrast.toFixed(2)}`];
    });

  test(`a text on its ground has a contrast of ${least}`, () => expect(tooWeak(TEXTS, least)).toEqual([]));
  test("an outline, the focus and a category can be made out", () => expect(tooWeak(SHAPES, 3)).toEqual([]));
});

test("no motion takes 200 ms, and none is left where somebody wants less of it", () => {
  const inMs = (value = "") => Number.parseFloat(value) * (value.endsWith("ms") ? 1 : 1000);
  const [usual, still] = [tokensWhile(), tokensWhile(STILL)];
  expect(["quick", "calm"].filter((name) => !(inMs(usual[name]) > 0 && inMs(usual[name]) < 200))).toEqual([]);
  expect(["quick", "calm"].filter((name) => inMs(still[name]) !== 0)).toEqual([]);
});

test("every colour of the light scheme has one in the dark", () => {
  const [light, dark] = ["", DARK].map((condition) => BLOCKS.find((block) => block.condition === condition)?.tokens ?? {});
  const isColour = ([, value]: [string, string]) => value.startsWith("#");
  const inBoth = ["good-solid", "warn-solid", "bad-solid", "info-solid", "on-solid"];
  const missing = Object.entries(light ?? {}).filter(([name, value]) => isColour([name, value]) && !inBoth.includes(name) && !dark?.[name]);
  expect(missing.map(([name]) => name)).toEqual([]);
});
