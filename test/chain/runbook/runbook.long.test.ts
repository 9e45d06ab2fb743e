/**
 * docs/runbook.md, step by step on one chain of real processes: every command is read from the page and typed, and has to print what
 * the page says. The times that it prints are in docs/reliability.md.
 */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@crema/shared/server/system";
import { type Chain, startChain } from "@crema/tools/dev/start-chain";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { BoxMachine } from "./machines.ts";
import { RunbookRig } from "./rig.ts";

const LIMIT_MS = 300_000;

let parent: string;
let chain: Chain;
let rig: RunbookRig;
/** The store's, as it is now. */
let box: BoxMachine;
let former: BoxMachine;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), "crema-runbook-"));
  // Postgres has to reach its data as another user when we are root.
  await chmod(parent, 0o755);
  chain = await startChain({ dir: join(parent, "chain"), stores: 1, seed: 12, customers: 1 });
  rig = new RunbookRig(chain, join(parent, "machines"));
}, LIMIT_MS);

afterAll(async () => {
  await rig?.close();
  await chain?.stop();
  rmSync(parent, { recursive: true, force: true });
}, LIMIT_MS);

function step(title: string, run: (follow: (block: number) => Promise<void>) => Promise<void>): void {
  test(title, { timeout: LIMIT_MS }, async () => {
    const began = systemClock.monotonic();
    await run((block) => rig.follower.follow(title, block));
    process.stdout.write(`runbook: ${title}: ${((systemClock.monotonic() - began) / 1_000).toFixed(1)} s\n`);
    await rig.booked();
  });
}

test("The box is dead", { timeout: LIMIT_MS }, async () => {
  await rig.sell(rig.till(), 2);
  await rig.booked();
  rig.wan("reset");
  await rig.sell(rig.till(), 3);
  const disk = await rig.powerCut();
  const diedAt = systemClock.monotonic();
  rig.wan("up");
  box = await rig.machine();
  former = await rig.machine(disk);
  rig.follower.now({ "new box": box, "old box": former, box }, { DISK: disk });
  await rig.follower.follow("The box is dead", 0);
  await rig.sell(rig.till(box.url), 1);
  process.stdout.write(
    `runbook: from a dead box to the first order on the new one: ${((systemClock.monotonic() - diedAt) / 1_000).toFixed(1)} s\n`,
  );
});

step("The disk of a dead box", async (follow) => {
  await follow(0);
  await follow(1);
});

step("A box says that it is fenced", async (follow) => {
  await rig.sell(rig.till(box.url), 1);
  await former.type("systemctl start crema-edge");
  await follow(0);
  await expect(rig.sell(rig.till(former.url), 1)).rejects.toThrow("sync.fenced");
  await follow(1);
  await follow(2);
  await rig.sell(rig.till(former.url), 1);
  [box, former] = [former, box];
  await former.stop();
  rig.follower.now({ box, "old box": former });
});

step("A backup of the box is put back", async (follow) => {
  const printed = await box.type(`crema-edge backup --to '${join(parent, "backups")}'`);
  rig.follower.now({}, { FILE: /^(\S+\.sqlite):/.exec(printed)?.[1] ?? printed });
  rig.wan("reset");
  await rig.sell(rig.till(box.url), 2);
  await follow(0);
  rig.wan("up");
  await follow(1);
  await rig.sell(rig.till(box.url), 1);
  // The box says a second time that it stands by its disk before headquarters is told.
  await rig.until("headquarters is told", async () => ((await rig.storePage()).state === "CONFLICT" ? true : null));
  await follow(2);
  await rig.sell(rig.till(box.url), 1);
});

step("Two machines have one disk", async (follow) => {
  await box.stop();
  const disk = join(parent, "copied");
  cpSync(box.dataDir, disk, { recursive: true });
  const clone = await rig.machine(disk);
  rig.follower.now({ "old box": clone }, { DISK: disk });
  await clone.type("systemctl start crema-edge");
  await rig.until("the copy is live", async () => ((await rig.till(clone.url).link()).state === "LIVE" ? true : null));
  await box.type("systemctl start crema-edge");
  await follow(0);
  await rig.sell(rig.till(box.url), 1);
  rig.wan("reset");
  await rig.sell(rig.till(clone.url), 1);
  await clone.stop();
  rig.wan("up");
  await follow(1);
  await rig.follower.follow("The disk of a dead box", 0);
  expect(await rig.exceptions()).not.toContain("sync.conflict");
});

step("The box was stolen", async (follow) => {
  await rig.booked();
  rig.wan("reset");
  await rig.sell(rig.till(box.url), 2);
  await box.stop();
  rig.wan("up");
  await follow(0);
  expect((await rig.storePage()).to_do[0]?.text).toContain("Its box was revoked. Make a code, and enrol another box");
  await follow(1);
  const { dataDir } = box;
  box = await rig.machine();
  rig.follower.now({ "new box": box, "any box": box, box }, { DISK: dataDir, LOG: join(parent, "store.log") });
  // It was found, and its disk is read before the store has another one.
  await rig.follower.follow("The disk of a dead box, and the store has no box", 0);
  await follow(2);
  await rig.sell(rig.till(box.url), 1);
});

async function thawed(): Promise<void> {
  await rig.until("headquarters has the report", async () => ((await rig.exceptions()).includes("cloud.set_back") ? true : null));
  await rig.until("the store is not frozen", async () => ((await rig.storePage()).frozen_since === null ? true : null));
}

step("Postgres has failed over", async (follow) => {
  await chain.postgres.copy();
  await rig.sell(rig.till(box.url), 2);
  await rig.booked();
  await chain.postgres.failOver();
  await follow(0);
  await thawed();
});

step("The database of the cloud is put back", async (follow) => {
  await chain.postgres.copy();
  await rig.sell(rig.till(box.url), 2);
  await rig.booked();
  await follow(0);
  await chain.postgres.putBack();
  await follow(1);
  await thawed();
  rig.follower.now({}, { TIME: new Date(systemClock.now() - 60_000).toISOString() });
  await follow(2);
  await thawed();
});
