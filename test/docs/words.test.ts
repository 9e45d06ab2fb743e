import { readSources } from "@crema/tools/house/sources";
import { wordFaults } from "@crema/tools/house/words";
import { expect, test } from "vitest";

test("no identifier, file name or comment has a word that is out", () => {
  const faults = readSources().flatMap(({ path, text }) => wordFaults(path, text).map((fault) => `${path}: ${fault}`));
  expect(faults).toEqual([]);
});

test.each([
  ["edge/a.ts", "const lostAnswer = 1;"],
  ["edge/a.ts", "class A { #standing = 1; }"],
  ["edge/a.ts", "export interface OrderStanding {}"],
  ["edge/a.tsx", "const a = <OrderStanding />;"],
  ["edge/last-answers.ts", ""],
  ["edge/a.ts", "/**\n * Easy to get\n * wrong: the order. */"],
])("the test sees %s: %s", (path, text) => expect(wordFaults(path, text)).toHaveLength(1));

test("what people read, the wire and columns stay", () => {
  expect(wordFaults("edge/a.ts", 'const kind = "GIVEN_BACK"; const text = `The answer: `; row.last_answer = text;')).toEqual([]);
});
