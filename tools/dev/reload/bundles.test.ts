import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Lifecycle } from "@crema/shared/server/lifecycle";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bundle, openBundle } from "./bundles.ts";

let folder: string;
let lifecycle: Lifecycle;
let bundle: Bundle;
let writtenS = 1_700_000_000;
/** Each at a time of its own, long ago: what is written while a bundle is made is not recorded as being in it. */
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  utimesSync(join(folder, name), ++writtenS, writtenS);
};
const runs = () => readFileSync(bundle.file, "utf8");

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "crema-bundle-"));
  lifecycle = new Lifecycle((_, error) => {
    throw error;
  });
  lifecycle.push("folder", () => rmSync(folder, { recursive: true }));
  write("main.ts", 'import { word } from "./word.ts"; console.log(word satisfies string);');
  write("word.ts", 'export const word = "before";');
  bundle = await openBundle("cloud", join(folder, "main.ts"), folder, lifecycle);
});
afterEach(() => lifecycle.stop());

test("a change of a file that goes into a program is in the program", async () => {
  expect(runs()).toContain("before");
  write("word.ts", 'export const word = "after";');
  expect(bundle.isMadeOf(join(folder, "word.ts"))).toBe(true);
  expect(await bundle.rebuild()).toBe(true);
  expect(runs()).toContain("after");
});

test("the next run takes a program as it is when nothing has changed, and builds it when something has", async () => {
  const open = () => openBundle("cloud", join(folder, "main.ts"), folder, lifecycle);
  writeFileSync(bundle.file, "of the run before");
  const again = await open();
  expect(runs()).toBe("of the run before");
  expect(again.isMadeOf(join(folder, "word.ts"))).toBe(true);
  write("word.ts", 'export const word = "after";');
  expect(await again.rebuild()).toBe(true);
  expect(runs()).toContain("after");
  write("word.ts", 'export const word = "while nobody watched";');
  await open();
  expect(runs()).toContain("while nobody watched");
});

test("what does not change a program does not start it again", async () => {
  write("word.ts", '/** A comment. */\nexport const word: string = "before";');
  expect(await bundle.rebuild()).toBe(false);
  expect(bundle.isMadeOf(join(folder, "elsewhere.ts"))).toBe(false);
});

test("a new migration starts its program again", () => expect(bundle.isMadeOf(join(folder, "db/migrations/0002_more.sql"))).toBe(true));

test("sources that cannot be built leave the program as it is; whatever changes next is tried", async () => {
  write("word.ts", 'export { word } from "./not-yet.ts";');
  await expect(bundle.rebuild()).rejects.toThrow("not-yet.ts");
  expect(runs()).toContain("before");
  write("not-yet.ts", 'export const word = "after";');
  expect(bundle.isMadeOf(join(folder, "not-yet.ts"))).toBe(true);
  expect(await bundle.rebuild()).toBe(true);
  expect(runs()).toContain("after");
});
