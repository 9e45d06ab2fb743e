/** Pages are read from right to left as well: their style sheets say start and end, and not left and right. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "@crema/tools/words/read-words";
import { expect, test } from "vitest";

const OF_PAGES = ["cloud/web", "edge/web", "shared/ui"];
const PHYSICAL =
  /(?:^|[\s;{-])(?:left|right)(?:-(?:width|style|color))?\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)|-(?:left|right)-radius/;

const physicalIn = (sheet: string): string[] =>
  sheet
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .split("\n")
    .filter((line) => PHYSICAL.test(line));

test("the test sees what is said of one side", () => {
  for (const one of ["  margin-left: 0;", "left: 0;", "text-align: right;", "border-top-left-radius: 4px;", "border-left-color: red;"])
    expect(physicalIn(one), one).toHaveLength(1);
  for (const one of ["  margin-inline-start: 0;", "text-align: start;", ".pay-left {", "/* left: 0 */"])
    expect(physicalIn(one), one).toEqual([]);
});

test("no style sheet of a page names a side", () => {
  const folders = OF_PAGES.flatMap((of) => readdirSync(join(ROOT, of), { withFileTypes: true }).map((each) => ({ each, of })))
    .filter(({ each }) => each.isDirectory() && each.name !== "node_modules")
    .map(({ each, of }) => join(of, each.name));
  const sheets = [...OF_PAGES.slice(0, 2), ...folders].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: !OF_PAGES.includes(folder), encoding: "utf8" })
      .filter((file) => file.endsWith(".css"))
      .map((file) => join(folder, file)),
  );
  expect(sheets.length).toBeGreaterThan(50);
  const found = sheets.flatMap((sheet) => physicalIn(readFileSync(join(ROOT, sheet), "utf8")).map((line) => `${sheet}: ${line.trim()}`));
  expect(found).toEqual([]);
});
