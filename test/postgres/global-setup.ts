/** One Postgres for the whole test run, thrown away after it. */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startPostgres } from "./start-postgres.ts";
import "./provided-context.ts";

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "crema-test-pg-"));
  // mkdtemp makes a folder only its owner may enter; Postgres runs as another user when we are root.
  chmodSync(folder, 0o755);
  const lines: string[] = [];
  try {
    const postgres = await startPostgres({ dataDir: join(folder, "data"), durable: false, log: (line) => lines.push(line) });
    project.provide("postgresUrl", postgres.url);
    return async () => {
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`The test run's Postgres did not start:\n${lines.join("\n")}`, { cause: error });
  }
}
