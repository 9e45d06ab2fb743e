/** A power cut that takes everything that was not synced: what a kill cannot show, as the kernel still writes what a dead process wrote. */
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { openTestStore } from "@crema/edge/store.test-fixture";
import { afterAll, beforeAll, expect, test } from "vitest";

let folder: string;
let shim: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "crema-power-"));
  shim = join(folder, "keep.so");
  execFileSync("cc", ["-shared", "-fPIC", "-O1", "-o", shim, join(import.meta.dirname, "keep-what-is-synced.c"), "-ldl"]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The power is cut when so many orders were acknowledged. Resolves to which, and how many of them the disk still has. */
async function cutAfter(orders: number, mode: "FULL" | "NORMAL"): Promise<{ acknowledged: number; kept: number; atBox: number }> {
  const seeded = await openTestStore();
  await seeded.close();
  const [running, disk] = [mkdtempSync(join(folder, "running-")), mkdtempSync(join(folder, "disk-"))];
  for (const to of [running, disk]) cpSync(dirname(seeded.path), to, { recursive: true });
  rmSync(dirname(seeded.path), { recursive: true });
  const file = basename(seeded.path);
  const box = spawn(process.execPath, ["--import", "tsx", join(import.meta.dirname, "sell.ts"), join(running, file), mode], {
    env: { ...process.env, LD_PRELOAD: shim, KEEP_OF: running, KEEP_IN: disk },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ids: string[] = [];
  const gone = new Promise((resolve) => box.once("close", resolve));
  for await (const id of createInterface({ input: box.stdout })) {
    ids.push(id);
    if (ids.length === orders) box.kill("SIGKILL");
  }
  await gone;
  const left = await openTestStore({ path: join(disk, file) });
  const kept = ids.filter((id) => left.queries.order(id) !== null).length;
  const atBox = Number(left.db.prepare("SELECT count(*) FROM orders").pluck().get());
  await left.close();
  return { acknowledged: ids.length, kept, atBox };
}

test.each([1, 25, 300])("[I1] after %i acknowledged orders the disk has every one that was acknowledged", async (orders) => {
  const { acknowledged, kept, atBox } = await cutAfter(orders, "FULL");
  expect(acknowledged).toBeGreaterThanOrEqual(orders);
  expect(kept).toBe(acknowledged);
  expect(atBox).toBeGreaterThanOrEqual(kept);
});

test("with synchronous=NORMAL, which a box refuses to work with, the same cut loses acknowledged orders", async () => {
  const { acknowledged, kept } = await cutAfter(25, "NORMAL");
  expect(kept).toBeLessThan(acknowledged);
});
