import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const outOfLine = (names: readonly string[]) => names.toSorted().filter((name, index) => Number(name.slice(0, 4)) !== index + 1);

test.each(["edge", "cloud"])("no two migrations of the %s have one number, and none is left out: neither side would start", (side) => {
  expect(outOfLine(readdirSync(fileURLToPath(new URL(`../../${side}/db/migrations`, import.meta.url))))).toEqual([]);
});

test("one number taken twice, and one left out, are found", () => {
  expect(outOfLine(["0001_a.sql", "0002_b.sql", "0002_c.sql"])).toEqual(["0002_c.sql"]);
  expect(outOfLine(["0001_a.sql", "0003_b.sql"])).toEqual(["0003_b.sql"]);
});
