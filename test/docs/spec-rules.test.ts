import { readFile } from "node:fs/promises";
import { rulesOf, withRuleTable } from "@crema/tools/docs/spec-rules";
import { readSources, sourceOf } from "@crema/tools/house/sources";
import { expect, test } from "vitest";

test("the table at the end of sync/SPEC.md is what the tests are called (npm run docs)", async () => {
  const spec = await readFile(new URL("../../sync/SPEC.md", import.meta.url), "utf8");
  expect(rulesOf(spec).length).toBeGreaterThan(20);
  expect(spec).toBe(withRuleTable(spec, readSources()));
});

test("a rule has the tests whose names begin with its number, alone or with others", () => {
  const source = (path: string, text: string) => sourceOf(path, "sync", text);
  const spec = "- **U3** One.\n- **I1** Two.\n- **D8** Three.\n";
  const written = withRuleTable(spec, [
    source("sync/a.test.ts", 'test("[U3] a batch", () => {});'),
    source("sync/b.test.ts", "test(`[I1] [U3] ends in order`, () => {});"),
    source("sync/c.ts", 'const text = "[D8] no test";'),
  ]);
  expect(written).toContain("| U3 | `sync/a.test.ts`, `sync/b.test.ts` |\n| I1 | `sync/b.test.ts` |\n| D8 | none |\n");
  expect(withRuleTable(written, [])).toContain("| U3 | none |");
});
