import { expect, test } from "vitest";
import { usableLocale } from "./locale.ts";

test.each<[readonly string[], string]>([
  [["de-CH", "en"], "de-CH"],
  [["en-US@posix", "fr"], "fr"],
  [["en-US@posix"], "en-US"],
  [["", "xx-nobody-speaks-this-language"], "en-US"],
  [[], "en-US"],
])("%j: %s", (languages, locale) => expect(usableLocale(languages)).toBe(locale));
