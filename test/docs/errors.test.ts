import { readFile } from "node:fs/promises";
import { ERRORS } from "@crema/shared/domain/kernel/errors";
import { errorPage } from "@crema/tools/docs/error-page";
import { expect, test } from "vitest";

test("docs/errors.md is what the error table says (npm run docs)", async () => {
  expect(await readFile(new URL("../../docs/errors.md", import.meta.url), "utf8")).toBe(errorPage());
});

test("every code has one row, which its problem's type points at", () => {
  const anchors = [...errorPage().matchAll(/<a id="([^"]+)">/g)].map((match) => match[1]);
  expect(anchors.toSorted()).toEqual(Object.keys(ERRORS).toSorted());
});
