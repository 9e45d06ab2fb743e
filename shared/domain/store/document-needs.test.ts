import { expect, test } from "vitest";
import { menu } from "../menu/menu.test-fixture.ts";
import { needsOf } from "./document-needs.ts";

test("[L8] a menu whose digits an older release did not show needs a box that reads them; any other needs nothing new", () => {
  expect(needsOf(menu)).toBe(3);
  expect(needsOf({ ...menu, currency: "HUF", minor_digits: 2 })).toBe(4);
  expect(needsOf({ ...menu, currency: "HUF" })).toBe(3);
  expect(needsOf({ ...menu, currency: "EUR", minor_digits: 2 })).toBe(3);
});
