import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);

test("[I1] [I2] what was acknowledged before, during and after an outage is in the cloud exactly once", { timeout: 400_000 }, async () => {
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
    expect(told.stdout).toMatch(/orders acknowledged\s+290\s+51\s+341/);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
