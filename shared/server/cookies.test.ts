import { expect, test } from "vitest";
import { bearerToken, cookieText, readCookie } from "./cookies.ts";

test.each([
  ["Bearer abc", "abc"],
  ["bearer  abc ", "abc"],
  ["Basic abc", null],
  ["Bearer", null],
  ["Bearer a b", null],
  [`Bearer ${"a".repeat(513)}`, null],
])("of `%s` the token is %s", (header, token) => expect(bearerToken(header)).toBe(token));

test.each([
  ["crema_a=1; crema_b=2", "2"],
  ["x_crema_b=1; crema_b=2; crema_b=3", "2"],
  ["crema_b=", null],
  ["crema_a=1", null],
  [undefined, null],
])("of `%s` the cookie is %s", (header, value) => expect(readCookie(header, "crema_b")).toBe(value));

test("a cookie is hidden from scripts and from other sites; Secure is for https", () => {
  const options = { path: "/v1", maxAgeS: 60.9, secure: true };
  expect(cookieText("crema_a", "1", options)).toBe("crema_a=1; Path=/v1; Max-Age=60; HttpOnly; SameSite=Strict; Secure");
  expect(cookieText("crema_a", "1", { ...options, secure: false })).toBe("crema_a=1; Path=/v1; Max-Age=60; HttpOnly; SameSite=Strict");
});
