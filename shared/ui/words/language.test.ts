import { expect, test } from "vitest";
import { languageFor, localeFor } from "./language.ts";

const KNOWN = ["en", "de", "es"] as const;

test.each([
  ["the choice on this device before all", { chosen: "de", served: "es", locales: ["en-US"] }, "de"],
  ["then the server's", { chosen: null, served: "es", locales: ["en-US"] }, "es"],
  ["then the browser's first that the page has", { chosen: null, served: null, locales: ["fr-FR", "de-AT", "en"] }, "de"],
  ["English if nothing speaks for another", { chosen: "tlh", served: null, locales: ["en-US@posix"] }, "en"],
])("%s", (_name, reader, language) => expect(languageFor(reader, KNOWN)).toBe(language));

test.each([
  ["de", ["de-AT", "en-US"], "de-AT"],
  ["en", ["de-DE", "en-GB"], "en-GB"],
  ["en", ["de-DE"], "en-DE"],
  ["es", ["en-US@posix"], "es-US"],
  ["de", ["fr"], "de"],
] as const)("%s for a reader of %j is written as in %s", (language, locales, locale) => expect(localeFor(language, locales)).toBe(locale));
