import { readFile } from "node:fs/promises";
import { withPersonalData } from "@crema/tools/docs/personal-data";
import { expect, test } from "vitest";

test("docs/security.md says where personal data is as the code's list does (npm run docs)", async () => {
  const page = await readFile(new URL("../../docs/security.md", import.meta.url), "utf8");
  expect(page).toContain("<!-- personal data: cloud -->");
  expect(page).toBe(withPersonalData(page));
});
