import { expect, test } from "vitest";
import { isForeignOrigin } from "./foreign-origin.ts";

const OWN = "https://crema.example/v1/orders";

test.each([
  ["no browser", {}, false],
  ["our own page", { origin: "https://crema.example" }, false],
  ["our own page, as the browser itself says", { "sec-fetch-site": "same-origin", origin: "https://elsewhere.example" }, false],
  ["an address that a person typed", { "sec-fetch-site": "none" }, false],
  ["another site", { origin: "https://evil.example" }, true],
  ["another port", { origin: "https://crema.example:8443" }, true],
  ["a page without an origin", { origin: "null" }, true],
  ["an origin that is none", { origin: "crema.example" }, true],
  ["another site, as the browser itself says", { "sec-fetch-site": "cross-site" }, true],
  ["a sibling of ours", { "sec-fetch-site": "same-site", origin: "https://crema.example" }, true],
])("%s", (_name, headers, foreign) => {
  expect(isForeignOrigin({ headers: new Headers(headers), url: OWN })).toBe(foreign);
});
