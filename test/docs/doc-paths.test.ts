import { deadNames, documents, filesInGit } from "@crema/tools/house/doc-paths";
import { expect, test } from "vitest";

const files = filesInGit();

test("every file and folder that a document names exists", () => {
  const all = documents(files);
  expect(all.length).toBeGreaterThan(20);
  expect(all.flatMap(({ path, text }) => deadNames(path, text, files))).toEqual([]);
});

test.each([
  ["`edge/execute.ts`", 1],
  ["`live.ts` and `edge/executor.ts`", 1],
  ["`shared/api/`", 1],
  ["[a page](gone.md)", 1],
  ["[the rules](../sync/SPEC.md#locks), `executor.ts`, `test/world/`, `npm start`, [away](https://example.org/a.md)", 0],
])("the test sees %s", (text, dead) => expect(deadNames("docs/a.md", text, files)).toHaveLength(dead));
