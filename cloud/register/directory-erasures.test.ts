/** Tombstones on a real file system, whatever a power cut has left of them. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDirectoryErasures } from "./directory-erasures.ts";
import type { ErasureRegister, Tombstone } from "./erasures.ts";
import { RegisterUnavailable } from "./register.ts";

let dir: string;
let erasures: ErasureRegister;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "crema-erasures-"));
  erasures = createDirectoryErasures(dir);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const idOf = (n: number) => `0198c7f2-0000-7000-8000-00000000000${n}`;
const tombstone = (n: number): Tombstone => ({
  ...{ user_id: idOf(n), erased_at: "2026-05-04T08:00:00.000Z", asked_by: "CUSTOMER" },
  orders: [{ store_id: "main", order_id: idOf(9) }],
});
const fileOf = (n: number) => join(dir, "_erased", `${idOf(n)}.json`);

test("[P6] it is on the disk when it resolves, for its owner alone, and read as it was written", async () => {
  expect(await erasures.userIds()).toEqual([]);
  await erasures.write(tombstone(1));
  expect(await createDirectoryErasures(dir).read(idOf(1))).toEqual(tombstone(1));
  expect(statSync(fileOf(1)).mode & 0o077).toBe(0);
  expect(readdirSync(join(dir, "_erased"))).toEqual([`${idOf(1)}.json`]);
});

test("[P9] one that was cut short at any byte is listed and not read, the others are; written again it is whole", async () => {
  for (const n of [1, 2]) await erasures.write(tombstone(n));
  const whole = readFileSync(fileOf(1));
  // Without the line feed at its end it says the same.
  for (let bytes = 0; bytes < whole.length - 1; bytes += 1) {
    writeFileSync(fileOf(1), whole.subarray(0, bytes));
    expect(await erasures.read(idOf(1)), `${bytes} bytes`).toBeNull();
  }
  expect((await erasures.userIds()).toSorted()).toEqual([idOf(1), idOf(2)]);
  expect(await erasures.read(idOf(2))).toEqual(tombstone(2));
  await erasures.write(tombstone(1));
  expect(await erasures.read(idOf(1))).toEqual(tombstone(1));
});

test("[P6] what was being written when the power went is no tombstone, and in nobody's way", async () => {
  await erasures.write(tombstone(2));
  writeFileSync(`${fileOf(1)}.part`, readFileSync(fileOf(2)).subarray(0, 40));
  expect(await erasures.userIds()).toEqual([idOf(2)]);
  await erasures.write(tombstone(1));
  expect(await erasures.read(idOf(1))).toEqual(tombstone(1));
});

test("[P6] a folder that cannot be had is said so", async () => {
  const file = join(dir, "not-a-folder");
  writeFileSync(file, "");
  const away = createDirectoryErasures(file);
  await expect(away.write(tombstone(1))).rejects.toThrow(RegisterUnavailable);
  await expect(away.userIds()).rejects.toThrow(RegisterUnavailable);
  await expect(erasures.read(idOf(1))).rejects.toThrow(RegisterUnavailable);
});
