/** The register on a real file system. */
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDirectoryRegister } from "./directory-register.ts";
import { RegisterUnavailable, reserveNext } from "./register.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "crema-register-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const entry = (n = 1) =>
  ({ kind: "ENROLLED", node_id: `0198c7f2-0000-7000-8000-00000000000${n}`, at: "2026-05-04T08:00:00.000Z" }) as const;

test("[K1] of two that want the next number each gets one of its own, and it stays taken, in force or not", async () => {
  const [one, other] = [createDirectoryRegister(dir), createDirectoryRegister(dir)];
  const taken = await Promise.all([reserveNext(one, "main", 0, entry(1)), reserveNext(other, "main", 0, entry(2))]);
  expect(taken.map(({ number }) => number).sort()).toEqual([1, 2]);
  const second = taken.find(({ number }) => number === 2);
  if (!second) throw new Error("nobody got 2");
  await other.putInForce("main", second);
  await other.putInForce("main", second);
  expect((await one.entriesOf("main")).map(({ number, in_force }) => [number, in_force])).toEqual([
    [1, false],
    [2, true],
  ]);
  expect((await reserveNext(one, "main", 0, entry(3))).number).toBe(3);
  // What the database says counts as well, and no store's numbers are another's.
  expect([(await reserveNext(one, "main", 9, entry(4))).number, (await reserveNext(one, "side", 0, entry(5))).number]).toEqual([10, 1]);
});

test("a number whose file was cut short by a power cut is used up", async () => {
  const register = createDirectoryRegister(dir);
  await register.reserve("main", { ...entry(), number: 1 });
  writeFileSync(join(dir, "main", "1.json"), '{"number":1,"ki');
  expect(await register.reserve("main", { ...entry(), number: 1 })).toBe(false);
  expect((await register.entriesOf("main")).map(({ number, in_force }) => [number, in_force])).toEqual([[1, false]]);
});

test("a folder that cannot be written is said so, and nothing is taken", async () => {
  const file = join(dir, "not-a-folder");
  writeFileSync(file, "");
  chmodSync(file, 0o400);
  const register = createDirectoryRegister(file);
  await expect(register.reserve("main", { ...entry(), number: 1 })).rejects.toThrow(RegisterUnavailable);
  await expect(register.entriesOf("main")).rejects.toThrow(RegisterUnavailable);
  expect(readdirSync(dir)).toEqual(["not-a-folder"]);
});
