import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

test("npm start -- --help prints the help alone, without installing or building anything before", () => {
  const printed = execFileSync("npm", ["run", "--silent", "start", "--", "--help"], { cwd: ROOT, encoding: "utf8" });
  expect(printed).toMatch(/^npm start \[/);
  expect(printed).not.toContain("kB of script");
});
