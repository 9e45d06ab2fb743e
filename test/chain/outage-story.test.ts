import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);

test("[I1] [I2] [K1] [K2] what was acknowledged before, during and after an outage, a dead box and a database that was put back is in the cloud exactly once", {
  timeout: 400_000,
}, async () => {
  const dir = mkdtempSync(join(tmpdir(), "crema-story-"));
  chmodSync(dir, 0o755);
  try {
    // A difference makes the exit code 1, which rejects here with everything that was printed.
    const told = await run(process.execPath, [
      fileURLToPath(new URL("../../tools/dist/start.js", import.meta.url)),
      "--once",
      "--dir",
      dir,
    ]);
    expect(told.stdout).toContain("Everything that was acknowledged is in the cloud, once. The three books agree.");
    expect(told.stdout).toMatch(/orders acknowledged\s+345\s+106\s+451/);
    expect(told.stdout).toMatch(/store-1: a latte for 8:15 is held; a tea for 15:30 costs 0\.66 less/);
    expect(told.stdout).toMatch(/store-2: the avocados have run out; the guest takes a cookie instead, and 6\.57 go back to the card/);
    // The story goes on only with an order on the box that took the dead one's place, placed with the token of before.
    expect(told.stdout).toMatch(/store-2: another machine is its box, \d+\.\d s later/);
    const unsent = /its box dies, with (\d+) events that nobody else has/.exec(told.stdout)?.[1];
    expect(told.stdout).toMatch(
      new RegExp(`store-2: the old disk is re-logged: ${unsent} events were unknown, among them 15 orders and \\d+\\.\\d\\d taken`),
    );
    for (const store of ["store-1", "store-2"])
      expect(told.stdout).toMatch(
        new RegExp(`${store}: The service was put back .* Its box handed back \\d+ commands about \\d+ orders\\.`),
      );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
