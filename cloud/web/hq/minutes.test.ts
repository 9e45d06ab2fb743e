import { expect, test } from "vitest";
import { minutesText, secondsIn } from "./minutes.ts";

const DAY = { least: 0, most: 86_400 };

test.each([
  ["5", 300],
  [" 0 ", 0],
  ["1,5", 90],
  ["0.5", 30],
  ["1440", 86_400],
  ["1441", null],
  ["-1", null],
  ["five", null],
  ["", null],
])("%j minutes are %j seconds", (text, seconds) => expect(secondsIn(text, DAY)).toBe(seconds));

test("what a form shows is what it reads, in any language", () => {
  expect([minutesText(90, "de-DE"), minutesText(90, "en-GB")]).toEqual(["1,5", "1.5"]);
  expect(secondsIn(minutesText(75, "es-MX"), DAY)).toBe(75);
});
