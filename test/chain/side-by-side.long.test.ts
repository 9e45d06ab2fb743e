import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemTimers } from "@crema/shared/server/system";
import { readChain, takeDirectory } from "@crema/tools/dev/chain-file";
import { identify } from "@crema/tools/dev/processes/identity";
import { basket } from "@crema/tools/dev/seed/baskets";
import { startChain } from "@crema/tools/dev/start-chain";
import { seededFraction } from "@crema/tools/dev/wan/seeded-fraction";
import { expect, test } from "vitest";
import { type Runner, startRunner } from "./runner.ts";

test("two chains side by side; nothing of one is left after kill -9, and the other goes on", { timeout: 300_000 }, async () => {
  const parent = mkdtempSync(join(tmpdir(), "crema-beside-"));
  chmodSync(parent, 0o755);
  const chain = await startChain({ dir: join(parent, "here"), stores: 1, seed: 1, customers: 1 });
  const runners: Runner[] = [];
  try {
    const dir = join(parent, "beside");
    const runner = await startRunner(dir, (started) => runners.push(started));
    const pids = Object.values(readChain(dir).pids);
    expect(pids.length).toBeGreaterThanOrEqual(5);
    runner.kill("SIGKILL");
    await expect.poll(() => pids.filter((pid) => identify(pid) !== null), { timeout: 40_000 }).toEqual([]);
    await takeDirectory(dir, systemTimers, true);
    expect(existsSync(join(dir, "chain.json"))).toBe(false);
    const [store] = chain.stores;
    expect((await store?.client.place(basket(await store.client.menu(), seededFraction(4))))?.status).toBe("PLACED");
  } finally {
    for (const runner of runners) runner.kill("SIGKILL");
    await chain.stop();
    rmSync(parent, { recursive: true, force: true });
  }
});
