import { expect, test } from "vitest";
import { formatDistance } from "./distance.ts";

test.each([
  [12, "de-DE", "50 m"],
  [874, "de-DE", "850 m"],
  [1_234, "de-DE", "1,2 km"],
  [980, "es-MX", "1 km"],
  [45_600, "de-DE", "46 km"],
  [40, "en-US", "0.1 mi"],
  [1_234, "en-US", "0.8 mi"],
  [1_234, "en-GB", "0.8 mi"],
  [1_234, "en-DE", "1,2 km"],
  [31_000, "en", "19 mi"],
])("%s m for %s", (metres, locale, text) => expect(formatDistance(metres, locale).replaceAll(" ", " ")).toBe(text));
