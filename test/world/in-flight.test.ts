import { expect, test } from "vitest";
import { endOfMany } from "./in-flight.ts";

test("a hundred requests that are under way at once are no leak", async () => {
  const warnings: string[] = [];
  const warned = ({ name }: Error) => warnings.push(name);
  process.on("warning", warned);
  const { signal } = endOfMany();
  for (let n = 0; n < 100; n += 1) signal.addEventListener("abort", () => n);
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings).toEqual([]);
  process.off("warning", warned);
});
