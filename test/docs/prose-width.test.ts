import { documents, filesInGit } from "@crema/tools/house/doc-paths";
import { wideLines } from "@crema/tools/house/prose-width";
import { expect, test } from "vitest";

const WIDE = "word ".repeat(23).trim();

test("no line of prose is wider than a page", () => {
  const written = documents(filesInGit()).filter(({ path }) => path !== "docs/errors.md");
  expect(written.flatMap(({ path, text }) => wideLines(path, text))).toEqual([]);
});

test.each([
  [WIDE, 1],
  [`- ${WIDE}`, 1],
  [`| ${WIDE} |`, 0],
  [`\`\`\`sh\n${WIDE}\n\`\`\``, 0],
  [`- \`${WIDE}\``, 0],
  ["word ".repeat(22).trim(), 0],
])("the test sees %s", (text, wide) => expect(wideLines("docs/a.md", text)).toHaveLength(wide));
