import { expect, test } from "vitest";
import { parseArguments } from "./arguments.ts";

test("without arguments the chain stays up in .crema", () => {
  expect(parseArguments([])).toEqual({ once: false, fresh: false, keepAlive: false, dir: ".crema", help: false });
});

test("--once and --dir in both spellings", () => {
  expect(parseArguments(["--once", "--dir", "/tmp/x"])).toMatchObject({ once: true, dir: "/tmp/x", help: false });
  expect(parseArguments(["--dir=/tmp/y"])).toMatchObject({ once: false, dir: "/tmp/y", help: false });
});

test("a story that is told once begins afresh", () => {
  expect(parseArguments(["--once"])).toMatchObject({ fresh: true });
  expect(parseArguments(["--fresh", "--keep-alive"])).toMatchObject({ once: false, fresh: true, keepAlive: true });
});

test.each([[["--twice"]], [["--dir"]], [["--dir", "--once"]], [["here"]]])("%j is a fault, not a guess", (words) => {
  expect(parseArguments(words)).toBeTypeOf("string");
});
