import { describe, expect, test } from "vitest";
import { isFromForeignPage } from "./origin.ts";

const OWN = "https://crema.example/v1/orders";
const ask = (headers: Record<string, string>, method = "POST") => isFromForeignPage({ headers: new Headers(headers), method, url: OWN });

describe("a change by cookie", () => {
  test.each<[string, Record<string, string>, boolean]>([
    ["no browser", {}, false],
    ["our own page", { origin: "https://crema.example" }, false],
    ["our own page, behind a proxy that hands on the host", { origin: "https://shop.example", host: "shop.example" }, false],
    ["our own page, as the browser itself says", { "sec-fetch-site": "same-origin", origin: "https://elsewhere.example" }, false],
    ["an address that a person typed", { "sec-fetch-site": "none" }, false],
    ["another site", { origin: "https://evil.example" }, true],
    ["another port", { origin: "https://crema.example:8443" }, true],
    ["a page without an origin", { origin: "null" }, true],
    ["an origin that is none", { origin: "crema.example" }, true],
    ["another site, as the browser itself says", { "sec-fetch-site": "cross-site" }, true],
    ["a sibling of ours", { "sec-fetch-site": "same-site", origin: "https://crema.example" }, true],
  ])("%s", (_name, headers, foreign) => {
    expect(ask(headers)).toBe(foreign);
  });
});

test("any page may read; only our pages open a socket", () => {
  const evil = { origin: "https://evil.example" };
  expect(["GET", "HEAD", "OPTIONS"].map((method) => ask(evil, method))).toEqual([false, false, false]);
  expect(ask({ ...evil, upgrade: "websocket" }, "GET")).toBe(true);
  expect(ask({ origin: "https://crema.example", upgrade: "websocket" }, "GET")).toBe(false);
});
