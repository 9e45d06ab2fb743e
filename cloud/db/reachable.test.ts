import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { inFolder, isReachable, nativeFolderOf } from "./reachable.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "crema-reachable-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a path is reachable when every folder above it lets strangers pass", async () => {
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, "inner"), { mode: 0o755 });
  expect(await isReachable(join(folder, "inner", "file"))).toBe(true);
  expect(await isReachable(join(folder, "not", "there", "yet"))).toBe(true);
  chmodSync(join(folder, "inner"), 0o750);
  expect(await isReachable(join(folder, "inner", "file"))).toBe(false);
});

test("a private folder further up is enough to be out of reach", async () => {
  mkdirSync(join(folder, "inner"), { mode: 0o755 });
  chmodSync(folder, 0o700);
  expect(await isReachable(join(folder, "inner", "file"))).toBe(false);
});

test("a program is found again in the copy of its folder", () => {
  const binary = "/somewhere/native/bin/initdb";
  expect(inFolder("/copy", binary)).toBe("/copy/bin/initdb");
  expect(nativeFolderOf(binary)).toBe("/somewhere/native");
});
