import { expect, test } from "vitest";
import { fold } from "./fold.ts";

test.each([
  ["Łukasz", "lukasz"],
  ["Straße", "strasse"],
  ["STRAẞE", "strasse"],
  ["Søren Ærø", "soren aero"],
  ["Đorđe", "dorde"],
  ["Œuf à la coque", "oeuf a la coque"],
  ["Işıl İnci", "isil inci"],
  ["Guðrún Þór", "gudrun thor"],
  ["Ħal Ŧ", "hal t"],
  ["Inès, Zoë", "ines, zoe"],
  ["ﬁne ①", "fine 1"],
  ["Jo😀", "jo😀"],
])("%s is found by %s", (name, typed) => {
  expect(fold(name)).toBe(typed);
  expect(fold(typed)).toBe(typed);
});
