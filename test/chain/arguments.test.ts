import { expect, test } from "vitest";
import { parseArguments } from "./arguments.ts";

test("without arguments the chain stays up in .crema", () => {
  expect(parseArguments([])).toEqual({ once: false, dir: ".crema", help: false });
});

test("--once and --dir in both spellings", () => {
  expect(parseArguments(["--once", "--dir", "/tmp/x"])).toEqual({ once: true, dir: "/tmp/x", help: false });
  expect(parseArguments(["--dir=/tmp/y"])).toEqual({ once: false, dir: "/tmp/y", help: false });
});

test.each([[["--twice"]], [["--dir"]], [["--dir", "--once"]], [["here"]]])("%j is a fault, not a guess", (words) => {
  expect(parseArguments(words)).toBeTypeOf("string");
});
